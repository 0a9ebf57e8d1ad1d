/// A file of the parser's own folder, with all that it includes in its place.
package enum ExpandedInclude: Sendable {
    /// A profile of what it says and nothing else, after the variables that the host defines.
    case profile(String)
    /// There is no file, or no folder, of this path.
    case absent(String)
    /// Why it is not taken.
    case refused(String)
}

extension ParserProgram {
    /// The largest file that is taken, 1 MiB: the largest of AppArmor's own has some 12 kB.
    package static let includeLimit = 1 << 20
    /// Seconds: to put one together takes some thousandths.
    private static let includeSeconds = 10

    /// Reads a file of the folder `abstractions` as this parser does, files that it includes and variables as well.
    ///
    /// It is looked at before the parser reads it: what is no regular file, is too large or holds a NUL byte is refused.
    ///
    /// - Parameter include: `abstractions/NAME`, a plain name.
    package func expanded(_ include: String) async -> ExpandedInclude {
        switch found(include) {
        case .failure(let outcome): return outcome.include
        case .success: break
        }
        var options = CompileOptions()
        options.timeLimit = Self.includeSeconds
        let text = "include <tunables/global>\nprofile \"x\" {\n  include <\(include)>\n}\n"
        do throws(ParserError) {
            return .profile(try await preprocess(text, options: options))
        } catch {
            return .refused(error.messages.first.map { "apparmor_parser: \($0.message)" } ?? error.message)
        }
    }

    /// Why there is no file that the parser may be given.
    private struct Outcome: Error {
        let include: ExpandedInclude
    }

    /// Looks for a file as the parser does, in each folder in turn.
    private func found(_ include: String) -> Result<Void, Outcome> {
        let base = includes.base ?? BootFolder.path
        let subfolder = include.split(separator: "/").first.map(String.init) ?? ""
        guard let folder = includes.searched.first(where: { HostFiles(root: $0).exists("/\(include)") }) else {
            let hasFolder = includes.searched.contains { HostFiles(root: $0).exists("/\(subfolder)") }
            return .failure(Outcome(include: .absent(hasFolder ? "\(base)/\(include)" : "\(base)/abstractions")))
        }
        do {
            let bytes = try HostFiles(root: folder).bytes("/\(include)", limit: Self.includeLimit)
            guard bytes.contains(0) else { return .success(()) }
            return .failure(Outcome(include: .refused("\(folder)/\(include) holds a NUL byte")))
        } catch {
            let error = FileError("\(folder)/\(include)", error.reason)
            let isMissing = error.reason == .missing
            return .failure(Outcome(include: isMissing ? .absent(error.path) : .refused(error.message)))
        }
    }
}
