import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program of the host's that a user's command line names, run beside this one: with this one's terminal, environment and
/// working folder, so that it is as if the user had run it.
package final class AttendedProcess: Sendable {
    private let program: SystemProgram
    private let arguments: [String]
    private let environment: [String: String]
    /// Its number while it runs; 0 before and after.
    private let number = Atomic<CInt>(0)

    /// - Parameter environment: what is added to this program's own.
    package init(_ program: SystemProgram, _ arguments: [String], environment: [String: String] = [:]) {
        (self.program, self.arguments, self.environment) = (program, arguments, environment)
    }

    /// Waits for its end: its exit status, or 128 and the number of the signal that ended it.
    package nonisolated(nonsending) func run() async throws -> Int {
        var variables = Subprocess.Environment.inherit
        for (name, value) in environment {
            guard let key = Subprocess.Environment.Key(rawValue: name) else { continue }
            variables = variables.updating([key: value])
        }
        let configuration = Configuration(
            executable: .path(FilePath(program.path)),
            arguments: Arguments(arguments),
            environment: variables
        )
        defer { number.store(0, ordering: .relaxed) }
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
            ) { number.store($0.processIdentifier.value, ordering: .relaxed) }
            switch result.terminationStatus {
            case .exited(let code): return Int(code)
            case .signaled(let signal): return 128 + Int(signal)
            }
        } catch is SubprocessError {
            throw SystemProgram.Failure.notRun(program.path, .ioError)
        }
    }

    /// Asks it to end (SIGTERM), where it runs.
    package func askToEnd() {
        let number = number.load(ordering: .relaxed)
        // Between its end and the store in `run` the number may be of nobody; it is no other's before we have waited for it.
        if number > 0 { _ = kill(number, SIGTERM) }
    }
}
