package import ArmorTarget
import Glibc
import SystemPackage

/// An apparmor_parser that was found, checked and asked for its version.
package struct ParserProgram: Sendable {
    /// Absolute, symbolic links resolved: what was checked is what runs.
    package let path: String
    package let version: ParserVersion
    /// Where it finds included files.
    package private(set) var includes = IncludePaths()

    /// The same parser with other folders for included files.
    package func searching(_ includes: IncludePaths) -> ParserProgram {
        var program = self
        program.includes = includes
        return program
    }

    /// The only places that are looked at unasked; `PATH` is the user's and is not.
    package static let usualPaths = ["/usr/sbin/apparmor_parser", "/sbin/apparmor_parser"]
    /// How many runs at once keep this host busy; at least 1.
    package static var parallelRuns: Int { SystemCall.processorCount }
    /// How long one run may take.
    package static let timeLimit = 30

    /// Finds the host's parser, or takes the one that the user names.
    ///
    /// Run as root, it refuses a program that others than root could have changed: neither it nor a folder above it may
    /// belong to someone else or be writable by others (a sticky folder of root's may: nobody can replace root's files
    /// in it).
    package static func find(_ named: String? = nil) throws(ParserError) -> ParserProgram { try ask(named).program() }

    /// The same in two steps: the parser tells its version while the asker does something else.
    package static func ask(_ named: String? = nil) throws(ParserError) -> ParserInquiry {
        let candidates = named.map { [$0] } ?? usualPaths
        for candidate in candidates {
            guard let path = try resolve(candidate) else { continue }
            if SystemCall.effectiveUser == 0 { try checkTrust(path) }
            return try ParserInquiry(path)
        }
        throw ParserError(candidates[0], .missing(candidates))
    }

    /// The program's real path; none where there is no file.
    private static func resolve(_ path: String) throws(ParserError) -> String? {
        do {
            let program = try SystemCall.open(path, O_RDONLY | O_NONBLOCK)
            let status = try SystemCall.status(program.number)
            guard status.kind == .regular, status.mode & 0o111 != 0 else {
                throw ParserError(
                    path,
                    .notRun(status.kind == .regular ? "it is not executable" : "it is \(status.kind.rawValue)")
                )
            }
            return try SystemCall.path(of: program)
        } catch let error as ParserError {
            throw error
        } catch let error as Errno {
            if error == .noSuchFileOrDirectory { return nil }
            throw ParserError(path, .notRun("\(error)"))
        } catch {
            throw ParserError(path, .notRun("\(error)"))
        }
    }

    private static func checkTrust(_ path: String) throws(ParserError) {
        let objection: String?
        do { objection = try TrustedPath.objection(path) } catch { throw ParserError(path, .notRun("\(error)")) }
        if let objection { throw ParserError(path, .untrusted(objection)) }
    }

    static func start(
        _ path: String,
        _ arguments: [String],
        input: [UInt8],
        outputLimit: Int,
        seconds: Int
    ) async throws(ParserError) -> ProcessRun.Result {
        do {
            return try await ProcessRun.run(
                path,
                arguments,
                input: input,
                outputLimit: outputLimit,
                seconds: seconds
            )
        } catch {
            throw ParserError(path, error, seconds: seconds)
        }
    }
}

/// A parser that was found and checked, and is being asked for its version.
package struct ParserInquiry: ~Copyable {
    private let path: String
    private let inquiry: Inquiry

    fileprivate init(_ path: String) throws(ParserError) {
        self.path = path
        do { inquiry = try Inquiry(path, ["--version"]) } catch {
            throw ParserError(path, error, seconds: ParserProgram.timeLimit)
        }
    }

    /// Waits for the answer.
    package consuming func program() throws(ParserError) -> ParserProgram {
        let (path, seconds) = (path, ParserProgram.timeLimit)
        let printed: [UInt8]
        do { printed = try inquiry.answer(limit: 1 << 16, seconds: seconds) } catch {
            throw ParserError(path, error, seconds: seconds)
        }
        guard let version = ParserVersion(printed: String(decoding: printed, as: UTF8.self)) else {
            throw ParserError(path, .unknownVersion)
        }
        guard version >= .oldest else { throw ParserError(path, .tooOld(version)) }
        return ParserProgram(path: path, version: version)
    }
}

extension ParserError {
    fileprivate init(_ path: String, _ failure: ProcessRun.Failure, seconds: Int) {
        switch failure {
        case .timeout: self.init(path, .timeout(seconds: seconds))
        case .tooMuchOutput: self.init(path, .tooMuchOutput)
        case .notRun(let why): self.init(path, .notRun(why))
        }
    }
}
