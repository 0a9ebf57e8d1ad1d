import ArgumentParser
import ArmorCompiled
import ArmorEngine
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorProof
import ArmorSource
import ArmorSurvey
import ArmorTarget

/// `armor verify`: is what is kept, what is loaded and what runs what the policies say.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        _superCommandName: Armor.name,
        abstract: "Compare policies with what is kept, what the kernel holds, and what runs.",
        discussion: """
            The file that start-up loads, the profile in the kernel by its own hash, and every process of every container
            that names it. Then the policy's tests are asked of the kernel itself. Exit status 1 where something differs,
            with the command that mends it; 2 where something could not be looked at.
            """
    )

    @Argument(help: "Policy files or folders of them, or oci:DIR for a bundle; - is standard input.")
    var policy: [String] = []

    @OptionGroup var bundles: BundleOptions

    @Flag(help: "Everything that armor loaded or keeps, against the policies that it came from.")
    var all = false

    @Option(help: "The mode that the profiles were loaded in. Default: each policy's own.")
    var mode: ProfileRenderer.ModeOverride?

    @OptionGroup var includes: IncludeOptions

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    func validate() throws {
        if policy.isEmpty != all { throw ValidationError("Name policies, or --all.") }
        if all, mode != nil { throw ValidationError("--all and --mode exclude each other.") }
    }

    func run() async throws {
        let console = Console()
        let opened = try await bundles.open(policy, console)
        let host = try console.host()
        let policies = try await HostPolicies.prepare(
            console,
            mode: mode,
            acceptsReservedNames: true,
            includes: try includes.paths(console, rootOnly: true)
        )
        let files = HostFiles()
        let survey = ContainerSurvey.run(files, engines: EngineSockets.host(files), isMediated: true)
        let subjects: [VerifiedPolicy]
        if all {
            subjects = try await console.changing { try await KeptPolicies(host: host, policies: policies).all() }
        } else {
            subjects = try await policies.build(policy, opened, lints: false).map { VerifiedPolicy($0, mode: mode) }
        }
        let verifier = ProfileVerifier(host: host, containers: survey.containers.compactMap(NamedContainer.init))
        let report = try await console.changing {
            let lock = try await HostLock.take(in: host.lockFolder)
            defer { lock.release() }
            let profiles = try verifier.verify(subjects.map(\.expected))
            let tests = KernelTests(kernel: host.kernel, dialect: KernelDialect(policies.compiler.target.features))
            return VerifyReport(entries: try zip(subjects, profiles).map { try entry($0, $1, tests) })
        }
        try console.result(format == .json ? report.json.text + "\n" : report.text)
        for sentence in survey.unseen { console.say("not seen: \(sentence)") }
        console.show(report.drift.map(\.diagnostic))
        if !report.drift.isEmpty { throw ExitCode.refused }
        if !survey.unseen.isEmpty { throw ExitCode.impossible }
    }
}

extension Verify {
    /// The kernel is asked only where it holds what the policy says: other answers would only say so once more.
    private func entry(
        _ subject: VerifiedPolicy,
        _ profile: ProfileVerification,
        _ tests: KernelTests
    ) throws -> VerifyReport.Entry {
        guard let policy = subject.policy, profile.kernel == .same,
            let compiled = try? CompiledPolicy.read(subject.expected.binary),
            let (answers, drift) = try tests.ask(policy, under: profile.name, in: compiled)
        else { return VerifyReport.Entry(profile: profile, answers: nil, further: subject.drift) }
        return VerifyReport.Entry(profile: profile, answers: answers, further: subject.drift + drift)
    }
}

extension NamedContainer {
    /// A container of which its engine says what confines it.
    init?(_ state: ContainerState) {
        guard let profile = state.container?.profile else { return nil }
        self.init(name: state.name, profile: profile, engine: state.engine, processes: state.processes)
    }
}
