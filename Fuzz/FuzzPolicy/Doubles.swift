import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTarget

/// The presets, and no file: inputs must not reach the disk.
struct PresetsOnly: PolicySources {
    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("there are no files here")
    }
}

/// One target that lacks much, as Debian 12 does, and one that mediates every kind, so that every kind of rule is written.
let targets = [Target.debian12, Target.ubuntu2404]
