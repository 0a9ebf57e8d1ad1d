import Glibc
package import SystemPackage

/// A program of the host's that a user's command line names, and that is run with this user's rights.
package struct SystemProgram: Sendable, Equatable {
    /// Absolute, symbolic links as they are: some programs look at the name that they were called by.
    package let path: String

    package enum Failure: OperationalError, Equatable {
        /// In none of these folders.
        case missing(String, [String])
        /// Someone else than root could have changed it; the text says how.
        case untrusted(String, String)
        case notRun(String, Errno)

        package var code: String {
            switch self {
            case .missing: "program-missing"
            case .untrusted: "program-untrusted"
            case .notRun: "program-not-run"
            }
        }

        package var message: String {
            switch self {
            case .missing(let name, _): "there is no program \"\(name)\""
            case .untrusted(let path, let why): "\"\(path)\" is not run as root: \(why)"
            case .notRun(let path, let error): "\"\(path)\" cannot be run: \(error)"
            }
        }

        package var help: String? {
            switch self {
            case .missing(_, let folders): "it is looked for in \(folders.joined(separator: ", ")); else give its path"
            case .untrusted: "install it so that only root can write to it and to the folders above it"
            case .notRun: "check that it is there and may be executed"
            }
        }
    }

    /// Where programs are looked for. `PATH` is not: under sudo it may still be the user's.
    package static let usualFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

    /// Finds a program by its name in the usual folders, or takes a path with a slash, which must be absolute. As root,
    /// refuses one that others could have changed; see ``TrustedPath``.
    package static func find(_ word: String, in folders: [String] = usualFolders) throws(Failure) -> SystemProgram {
        let candidates = word.hasPrefix("/") ? [word] : word.contains("/") ? [] : folders.map { "\($0)/\(word)" }
        for path in candidates {
            guard let status = try? SystemCall.status(path, followLinks: true), status.kind == .regular,
                status.mode & 0o111 != 0
            else { continue }
            if SystemCall.effectiveUser == 0 { try checkTrust(path) }
            return SystemProgram(path: path)
        }
        throw .missing(word, folders)
    }

    private static func checkTrust(_ path: String) throws(Failure) {
        let objection: String?
        do throws(Errno) {
            let file = try SystemCall.open(path, O_RDONLY | O_NONBLOCK)
            objection = try TrustedPath.objection(try SystemCall.path(of: file))
        } catch { throw .notRun(path, error) }
        if let objection { throw .untrusted(path, objection) }
    }

    /// Becomes the program: its exit status is this process's, and so are its terminal and the signals sent to it.
    package func become(_ arguments: [String]) throws(Failure) -> Never {
        do { try SystemCall.execute(path, arguments) } catch { throw .notRun(path, error) }
    }
}
