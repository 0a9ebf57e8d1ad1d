package import ArmorPolicy
import ArmorPresets
package import ArmorSource

/// The presets that are compiled in, and no files.
package struct PresetSources: PolicySources {
    package init() {}

    package var presetNames: [String] { Presets.names }

    package func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    package func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("\(path) is not there")
    }
}
