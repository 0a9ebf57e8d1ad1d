import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget

/// `armor test`: a policy's own unit tests.
struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        _superCommandName: Armor.name,
        abstract: "Run the tests of policies on what they compile to.",
        discussion: """
            Needs apparmor_parser, but no AppArmor in the kernel: the answers are those that a kernel would give. A test of a
            glob is decided for every path of it. Exit status 1 where a test fails. With --escapes, known ways out of a
            container are asked of anything: a policy, a profile's text, a compiled file, a preset's name, or kernel:NAME.
            """
    )

    @Argument(help: "Policy files; - is standard input.")
    var policy: [String]

    @Flag(help: "Ask the pack of known ways out of a container, instead of the policy's own tests.")
    var escapes = false

    @Flag(help: "Ask as every release that is known by name would answer.")
    var allTargets = false

    @Flag(name: .shortAndLong, help: "Show every answer and the rules that decide it.")
    var verbose = false

    @Option(help: ArgumentHelp("The profile to test, of a text that holds several.", valueName: "name"))
    var profile: String?

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if allTargets, targetOption.target != nil {
            throw ValidationError("--target and --all-targets exclude each other.")
        }
    }

    func run() async throws {
        let console = Console()
        let includes = try targetOption.includes.paths(console)
        let targets = allTargets ? Target.releases : [try await targetOption.resolve(console, parser: parser)]
        var reports: [TestReport] = []
        for target in targets {
            let sides = try await ProofSides(console, target: target, includes: includes, parser: parser)
            for path in policy { reports.append(try await report(path, sides, console)) }
        }
        switch format {
        case .text: try console.result(reports.map { $0.text(isVerbose: verbose) }.joined())
        case .json: try console.result(TestReport.json(reports).text + "\n")
        }
        if reports.contains(where: { $0.failures > 0 }) { throw ExitCode.refused }
    }

    private func report(_ path: String, _ sides: ProofSides, _ console: Console) async throws -> TestReport {
        let side = try await sides.side(path, profile: profile)
        let tests = escapes ? PolicyLoader(sources: CommandSources()).tests("escapes") : side.policy?.tests
        guard let tests, !tests.isEmpty else {
            console.say("\(path) has no tests; write [[test]] tables, or ask with --escapes")
            throw ExitCode.refused
        }
        let outcomes = TestRunner(side.asked, policy: side.policy, compiled: side.compiled).run(tests)
        return TestReport(name: path, target: sides.target.name, outcomes: outcomes)
    }
}
