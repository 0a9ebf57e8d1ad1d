import ArmorKernel
import ArmorPolicy
import ArmorSeccomp
import ArmorSource

/// What `check` says of the filter of system calls: that the policy comes to one, or that the file it names is one.
struct CheckSeccomp {
    let policy: Policy

    var diagnostics: [Diagnostic] {
        let builder = SeccompBuilder(policy)
        switch builder.choice {
        case .built: return builder.diagnostics
        case .unconfined: return []
        case .file(let path): return file(path)
        }
    }

    private func file(_ path: Located<String>) -> [Diagnostic] {
        do throws(UnreadableSource) {
            let source = try Self.read(path)
            do throws(SeccompError) {
                _ = try SeccompProfile.read(source.bytes)
                return []
            } catch {
                return [error.diagnostic(at: path.place)]
            }
        } catch {
            return [Diagnostic(.error, "unreadable", error.message, at: path.place)]
        }
    }

    /// The file of a filter that a policy names, relative to the text that does.
    static func read(_ path: Located<String>) throws(UnreadableSource) -> SourceFile {
        let source = path.layer.source.name
        guard path.value.hasPrefix("/") || source != PolicyInput.standardInputName else {
            throw UnreadableSource("a policy on standard input has no folder to look in")
        }
        let name = path.value.hasPrefix("/") ? path.value : CommandSources.name(path.value, from: source)
        // "-" is a file's name here.
        let file = name == PolicyInput.standardInput ? "./\(name)" : name
        do throws(FileError) { return try PolicyInput.read(file) } catch { throw UnreadableSource(error.message) }
    }
}
