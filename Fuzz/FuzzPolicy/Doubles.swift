import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorSource

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

/// One target that lacks much, as Debian 12 does, and one that has everything, so that every kind of rule is written.
let targets = [
    RenderTarget(name: "debian12", parser: ParserRelease(3, 0, 8), abis: ["3.0"]) { path in
        ["caps", "domain", "file", "mount", "network_v8", "ptrace", "rlimit", "signal"].contains {
            path == $0 || path.hasPrefix("\($0)/") && !path.hasPrefix("network_v8/af_")
        }
    },
    RenderTarget(name: "everything", parser: ParserRelease(5, 0, 0), abis: ["3.0", "4.0"]) { _ in true },
]
