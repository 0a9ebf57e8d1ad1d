package import ArgumentParser
import ArmorKernel
import ArmorSource
import Dispatch

/// The command `armor`.
package struct Armor: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Least privilege for containers: AppArmor profiles from policies, proved.",
        discussion: """
            A policy is a TOML file that says what a program may touch; everything else is denied. Start with
            "armor init", render with "armor gen", check with "armor check".

            Exit status: 0 fine; 1 the answer is no (errors in a policy, findings); 2 it could not be done
            (missing program, unreadable file); 64 usage.
            """,
        version: version,
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )

    private static let commands: [any AsyncParsableCommand.Type] = [
        Gen.self, Check.self, Test.self, Explain.self, Diff.self, Learn.self, Load.self, Verify.self, Unload.self,
        Status.self, Run.self, Record.self, Doctor.self, Fmt.self, Init.self, Import.self, Export.self, Report.self,
        Bundle.self, Schema.self,
    ]

    /// What the program is called. Commands are told it as that of the command above them: a command that has none is
    /// asked at each start for scripts of shells, which takes longer than to read its own arguments.
    static let name = "armor"

    /// The release, as in CHANGELOG.md.
    package static let version = "0.1.0"

    package init() {}

    /// Reads the process's arguments, does what they say and ends the process with its exit status.
    ///
    /// A command that the first argument names is read and run by itself: to make all of them ready takes longer than most
    /// have to do. What it cannot read, which may be a question for help, is read again among all, for what is said then.
    ///
    /// It begins on the main thread, and stays there until it has to wait for something: most commands need no other.
    package static func launch() {
        let end = DispatchSemaphore(value: 0)
        Task.immediate {
            await launchCommand()
            end.signal()
        }
        end.wait()
    }

    private static func launchCommand() async {
        assert(
            commands.allSatisfy { $0.configuration.commandName != nil },
            "a command that does not say its name is not found"
        )
        let arguments = CommandLine.arguments.dropFirst()
        do {
            guard let word = arguments.first,
                let command = commands.first(where: { $0.configuration.commandName == word }),
                try await perform(command, Array(arguments.dropFirst()))
            else { return try await launchAnyCommand() }
        } catch {
            end(with: error)
        }
        ThisProcess.end()
    }

    /// Reads the arguments among all commands.
    private static func launchAnyCommand() async throws {
        switch try await asyncParseAsRoot() {
        case var command as any AsyncParsableCommand: try await command.run()
        case var command: try command.run()
        }
        ThisProcess.end()
    }

    /// Prints the help, the version or the usage error that ends a command. A usage error repeats arguments, which may come
    /// from file names of others: they are made safe for a terminal.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if !message.isEmpty {
            let console = Console()
            if code.isSuccess {
                try? console.result(message + "\n")
            } else {
                console.usage(printableLines(message) + "\n")
            }
        }
        ThisProcess.end(code.rawValue)
    }

    /// Runs the command; false where the arguments are not its own.
    private static func perform<Command: AsyncParsableCommand>(
        _: Command.Type,
        _ arguments: [String]
    ) async throws -> Bool {
        guard var command = try? await Command.asyncParseAsRoot(arguments) as? Command else { return false }
        try await command.run()
        return true
    }

    /// What must be done while the process has one thread.
    package static func prepare() {
        ThisProcess.resetSignals()
        ProcessMemory.shareOneHeap()
    }
}
