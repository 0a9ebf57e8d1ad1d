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
    package func expanded(
        _ include: String,
        options: CompileOptions = CompileOptions()
    ) async -> ExpandedInclude {
        let base = options.base ?? BootFolder.path
        let host = HostFiles(root: base)
        guard let folder = include.split(separator: "/").first, host.exists("/\(folder)") else {
            return .absent("\(base)/abstractions")
        }
        do {
            let bytes = try host.bytes("/\(include)", limit: Self.includeLimit)
            guard !bytes.contains(0) else { return .refused("\(base)/\(include) holds a NUL byte") }
        } catch {
            let error = FileError("\(base)/\(include)", error.reason)
            return error.reason == .missing ? .absent(error.path) : .refused(error.message)
        }
        var options = options
        options.timeLimit = Self.includeSeconds
        let text = "include <tunables/global>\nprofile \"x\" {\n  include <\(include)>\n}\n"
        do throws(ParserError) {
            return .profile(try await preprocess(text, options: options))
        } catch {
            return .refused(error.messages.first.map { "apparmor_parser: \($0.message)" } ?? error.message)
        }
    }
}
