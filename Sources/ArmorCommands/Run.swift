import ArgumentParser
import ArmorEngine
import ArmorKernel
import ArmorSource

/// `armor run`: loads a policy and starts a container under it.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Load a policy, verify it, and start a container under it.",
        usage: "armor run [<options>] <policy> -- docker run …",
        discussion: """
            The policy is loaded as "armor load" does it; then docker, podman or nerdctl is run with --security-opt
            apparmor=NAME put in behind run or create, and nothing else changed. It takes armor's place: terminal, signals
            and exit status are its own. It is looked for in the system's folders and not in PATH.

            Exit status before it runs: 64 where its command line cannot be understood, else that of "armor load".
            """
    )

    @Argument(help: "A policy file; - is standard input.")
    var policy: String

    @OptionGroup var options: LoadOptions

    @Argument(parsing: .postTerminator, help: "The command that starts the container.")
    var command: [String] = []

    func run() async throws {
        let console = Console()
        // What is wrong with the command is told before anything is looked for or changed.
        let line = try console.understood { () throws(EngineCommandLine.Failure) in try EngineCommandLine(command) }
        if let choice = line.elsewhere(Environment.variable) { console.show([elsewhere(choice)]) }
        let loading = try await options.prepare(console)
        let built = try await loading.policies.build([policy])
        guard built.count == 1, let name = built.first?.profile.name else {
            throw ValidationError("run takes one policy, not a folder of them.")
        }
        let arguments = try console.understood { () throws(EngineCommandLine.Failure) in
            try line.arguments(profile: name)
        }
        let program = try found(line.programWord, console)
        for result in try await loading.load(built) {
            loading.warn(result)
            console.say("\(result.name): loaded, mode \(result.mode), verified")
        }
        do throws(SystemProgram.Failure) {
            try program.become(arguments)
        } catch { throw console.impossible(error) }
    }

    /// The policy is loaded here all the same: what is called a context may well be this host.
    private func elsewhere(_ choice: String) -> Diagnostic {
        Diagnostic(
            .warning,
            "engine-elsewhere",
            "\(choice) may lead to another host's engine, and the profile is loaded on this one",
            at: nil,
            help: "run armor where the engine runs"
        )
    }

    private func found(_ word: String, _ console: Console) throws -> SystemProgram {
        do throws(SystemProgram.Failure) {
            return try SystemProgram.find(word)
        } catch { throw console.impossible(error) }
    }
}
