import ArgumentParser
import ArmorEngine
import ArmorExport
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource

/// `armor run`: loads a policy and starts a container under it.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        _superCommandName: Armor.name,
        abstract: "Load a policy, verify it, and start a container under it.",
        usage: "armor run [<options>] <policy> -- docker run …",
        discussion: """
            The policy is loaded as "armor load" does it; then docker, podman or nerdctl is run with --security-opt
            apparmor=NAME put in behind run or create, and what "armor export" writes of the policy behind that, as far as
            the command does not say it itself. It takes armor's place: terminal, signals and exit status are its own. It is
            looked for in the system's folders and not in PATH.

            Exit status before it runs: 64 where its command line cannot be understood, else that of "armor load".
            """
    )

    @Argument(help: "A policy file; - is standard input.")
    var policy: String

    @OptionGroup var options: LoadOptions

    @Flag(name: .customLong("no-container"), help: "Put in the profile alone, and nothing of [container].")
    var isProfileAlone = false

    @Argument(parsing: .postTerminator, help: "The command that starts the container.")
    var command: [String] = []

    func run() async throws {
        let console = Console()
        // What is wrong with the command is told before anything is looked for or changed.
        let line = try console.understood { () throws(EngineCommandLine.Failure) in try EngineCommandLine(command) }
        if let choice = line.elsewhere(Environment.variable) { console.show([elsewhere(choice)]) }
        let loading = try await options.prepare(console)
        let built = try await loading.policies.build([policy])
        guard built.count == 1, let one = built.first else {
            throw ValidationError("run takes one policy, not a folder of them.")
        }
        let filter =
            isProfileAlone || complains(one.policy) ? nil : try OwnFilter(one.policy, in: ArmorHost.runFolder, console)
        let added = isProfileAlone ? [] : container(one.policy, line, filter, console)
        let arguments = try console.understood { () throws(EngineCommandLine.Failure) in
            try line.arguments(profile: one.profile.name, adding: added)
        }
        let program = try found(line.programWord, console)
        for result in try await loading.load(built) {
            loading.warn(result)
            console.say("\(result.name): loaded, mode \(result.mode), verified")
        }
        do throws(FileError) { try filter?.write() } catch { throw console.impossible(error) }
        do throws(SystemProgram.Failure) {
            try program.become(arguments)
        } catch { throw console.impossible(error) }
    }

    /// What the policy asks of the engine and the command leaves open. What is put in is said, what is not, and what the engine
    /// has no option for.
    private func container(
        _ policy: Policy,
        _ line: EngineCommandLine,
        _ filter: OwnFilter?,
        _ console: Console
    ) -> [AddedOption] {
        if complains(policy) {
            console.say("the profile complains: of the policy nothing is added, or the log would lack what that stops")
            return []
        }
        let spec = ContainerSpec(policy, seccompFile: filter?.path)
        let engine = EngineOptions(spec, Engine(line.program))
        let all = engine.options.map { AddedOption($0.name, $0.value) }
        let added = line.added(of: all)
        let kept = line.overridden(of: all)
        console.show(engine.notes)
        func words(_ options: [AddedOption]) -> String { options.flatMap(\.words).joined(separator: " ") }
        if !added.isEmpty { console.say("added of the policy: \(words(added))") }
        if !kept.isEmpty { console.say("as the command says, not as the policy: \(words(kept))") }
        return added
    }

    /// Whether the profile only logs. What another layer stops never reaches AppArmor: a capability that is not in the bounding
    /// set, a write to a read-only root.
    private func complains(_ policy: Policy) -> Bool {
        options.mode.map { $0 == .complain } ?? (policy.main.settings.mode?.value == .complain)
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

extension Engine {
    init(_ program: EngineCommandLine.Program) {
        switch program {
        case .docker: self = .docker
        case .podman: self = .podman
        case .nerdctl: self = .nerdctl
        }
    }
}
