import ArmorSource
import Subprocess
import SystemPackage

/// Why apparmor_parser could not do its work.
package enum ParserError: Error, Sendable, CustomStringConvertible {
    /// There is none.
    case missing(String)
    /// It cannot be trusted, is too old, hangs, or is no parser at all.
    case unusable(String)
    /// It read the profile and refused it.
    case rejected([ParserMessage])

    package var description: String {
        switch self {
        case .missing(let path): "there is no \(path); install the package apparmor (apt-get install apparmor)"
        case .unusable(let text): text
        case .rejected(let messages): messages.first?.message ?? "apparmor_parser refused the profile without a word"
        }
    }
}

/// A release of apparmor_parser.
package struct ParserVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads the first line of `apparmor_parser --version`: `AppArmor parser version 3.0.8`, with or without what a
    /// distribution adds (`4.0.1really…`, `4.1.0~beta1`).
    init?(output: String) {
        let marker = "version "
        guard let start = output.split(whereSeparator: \.isNewline).first(where: { $0.contains(marker) }),
            let words = start.split(separator: " ").last
        else { return nil }
        let numbers = words.split(separator: ".").prefix(3).map { part in
            Int(part.prefix { $0.isASCII && $0.isNumber }.prefix(6))
        }
        guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    package var description: String { "\(major).\(minor).\(patch)" }
}

/// apparmor_parser: found by absolute path, trusted only where nobody else may change it, run without a shell.
package struct ParserProgram: Sendable {
    package let path: String
    package let version: ParserVersion

    /// The oldest release whose language armor writes.
    private static let oldest = ParserVersion(3, 0, 0)
    /// Where distributions install it; PATH is never asked, since an enemy may have set it.
    private static let places = ["/usr/sbin/apparmor_parser", "/sbin/apparmor_parser"]

    /// A profile, compiled.
    package struct Compiled: Sendable {
        package let binary: [UInt8]
        package let warnings: [ParserMessage]
    }

    /// The parser of this host, or the one at a path that the user named.
    package static func find(_ path: String? = nil) async throws(ParserError) -> ParserProgram {
        let candidates = path.map { [$0] } ?? places
        guard let found = candidates.first(where: Trust.isExecutable) else {
            throw .missing(printable(candidates.first ?? "apparmor_parser"))
        }
        guard found.hasPrefix("/") else { throw .unusable("the parser must be named by an absolute path") }
        if let problem = Trust.problem(with: found) { throw .unusable(problem) }
        let run = try await Self.run(found, ["--version"], input: [])
        guard let version = ParserVersion(output: String(decoding: run.output, as: UTF8.self)) else {
            throw .unusable("\(printable(found)) does not say a version; is it apparmor_parser?")
        }
        guard version >= oldest else {
            throw .unusable("apparmor_parser \(version) is too old; install 3.0 or later")
        }
        return ParserProgram(path: found, version: version)
    }

    /// Compiles a profile for a kernel with these features; nothing is loaded and no cache is read or written.
    package func compile(_ text: String, features: String) async throws(ParserError) -> Compiled {
        let file = try TemporaryFile(features)
        defer { file.remove() }
        // -Q no load, -K no cache, -S the result on standard output. A kernel without a feature drops rules in silence:
        // that is an error here. Without features whole kinds of rules would be dropped.
        var arguments = ["-QKS", "-M", file.path,]
        if version >= ParserVersion(3, 0, 0) { arguments.append("--Werror=rule-not-enforced") }
        let run = try await Self.run(path, arguments, input: Array(text.utf8))
        let messages = ParserMessage.read(run.messages)
        // Some errors are printed and the exit status is 0 all the same.
        guard run.succeeded, !run.messages.contains("parser error"), !run.output.isEmpty else {
            throw .rejected(messages.isEmpty ? [ParserMessage(line: nil, message: "no result and no message")] : messages)
        }
        return Compiled(binary: run.output, warnings: messages)
    }

    /// The names of the profiles in a text, children as `parent//child`.
    package func names(_ text: String) async throws(ParserError) -> [String] {
        let run = try await Self.run(path, ["-QKN"], input: Array(text.utf8))
        guard run.succeeded else { throw .rejected(ParserMessage.read(run.messages)) }
        return String(decoding: run.output, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The names of the profiles in the host's own folder, as far as it can be read.
    package func hostNames() async -> [String] {
        guard let run = try? await Self.run(path, ["-QKN", "/etc/apparmor.d"], input: []) else { return [] }
        return String(decoding: run.output, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    // MARK: Running

    private struct Run: Sendable {
        let succeeded: Bool
        let output: [UInt8]
        let messages: String
    }

    private static let timeLimit = Duration.seconds(30)
    private static let outputLimit = 64 << 20
    private static let messageLimit = 1 << 20

    /// Runs the program with nothing of the caller's but the input: its own session, `/`, four variables.
    private static func run(_ path: String, _ arguments: [String], input: [UInt8]) async throws(ParserError) -> Run {
        do {
            return try await withThrowingTaskGroup(of: Run?.self) { group in
                group.addTask { try await start(path, arguments, input) }
                group.addTask {
                    try await Task.sleep(for: timeLimit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let run = first else {
                    throw ParserError.unusable(
                        "apparmor_parser did not end in \(timeLimit.components.seconds) seconds; simplify the globs")
                }
                return run
            }
        } catch let error as ParserError {
            throw error
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .unusable("apparmor_parser wrote more than it can have to say")
        } catch {
            throw .unusable("cannot run \(printable(path)): \(error)")
        }
    }

    private static func start(_ path: String, _ arguments: [String], _ input: [UInt8]) async throws -> Run {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(200))]
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "LC_ALL": "C"]),
            workingDirectory: "/", platformOptions: options, input: .array(input),
            output: .bytes(limit: outputLimit), error: .string(limit: messageLimit))
        return Run(
            succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
            messages: result.standardError)
    }
}
