import Subprocess
import SystemPackage

/// Runs one program to its end, in a fixed environment and within limits.
enum ProcessRun {
    struct Result: Sendable {
        /// The exit status, or 128 and the signal that ended it, as shells count.
        let status: Int
        let output: [UInt8]
        let errors: String
    }

    enum Failure: Error, Equatable {
        case timeout
        case tooMuchOutput
        case notRun(String)
    }

    /// What the program writes to standard error may have so many bytes.
    static let messageLimit = 1 << 20

    /// Starts the program at an absolute path: nothing of our environment, working folder or session is handed on. When
    /// the time is over or a limit passed, it and all of its session are killed.
    static func run(
        _ path: String,
        _ arguments: [String],
        input: [UInt8],
        outputLimit: Int,
        seconds: Int
    ) async throws(Failure) -> Result {
        let configuration = configuration(path, arguments)
        let file = try inputFile(input)
        return try await run(configuration, input: file, outputLimit: outputLimit, seconds: seconds)
    }

    /// All that a program gets of an environment.
    static let environment = [("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("LANG", "C")]

    /// How every program is started.
    static func configuration(_ path: String, _ arguments: [String]) -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        return Configuration(
            executable: .path(FilePath(path)),
            arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: environment.map { (Subprocess.Environment.Key(stringLiteral: $0), $1) }
                )
            ),
            workingDirectory: "/",
            platformOptions: options
        )
    }

    /// A file and not a pipe: writing to a program that does not read would end us by SIGPIPE.
    private static func inputFile(_ input: [UInt8]) throws(Failure) -> Descriptor {
        do { return try SystemCall.namelessFile(input) } catch {
            throw .notRun("its input cannot be written: \(error)")
        }
    }

    /// The file is borrowed, and so open, until the program has ended.
    private static func run(
        _ configuration: Configuration,
        input: borrowing Descriptor,
        outputLimit: Int,
        seconds: Int
    ) async throws(Failure) -> Result {
        let descriptor = FileDescriptor(rawValue: input.number)
        do {
            return try await withTimeLimit(seconds) {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
                    output: .bytes(limit: outputLimit),
                    error: .bytes(limit: messageLimit)
                )
                return Result(
                    status: status(result.terminationStatus),
                    output: result.standardOutput,
                    errors: String(decoding: result.standardError, as: UTF8.self)
                )
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .tooMuchOutput
        } catch {
            throw .notRun("\(error)")
        }
    }

    private static func status(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }

    /// When the clock is first, the work is cancelled and waited for. A program that has ended by itself all the same was
    /// in time: on a busy host it is we who were late to look.
    private static func withTimeLimit(
        _ seconds: Int,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let result = first { return result }
            group.cancelAll()
            guard let late = try? await group.next(), let result = late, result.status != killed else {
                throw Failure.timeout
            }
            return result
        }
    }

    /// The status of a program that was killed, as ours are when the time is over.
    private static let killed = 128 + 9
}
