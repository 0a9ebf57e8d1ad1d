import ArgumentParser
import ArmorKernel
import ArmorProfile
import ArmorSource
import ArmorSurvey

/// `armor load`: policies into the kernel, verified and kept.
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load policies into the kernel, verify them, and keep them over a restart.",
        discussion: """
            All of the policies or none: what fails leaves the kernel and /etc/apparmor.d as they were. Refused are
            policies with errors, and names that belong to somebody else. Of a folder, each file that ends in .toml is
            loaded. What is kept lies in /etc/apparmor.d/NAME, which start-up loads before any container starts. What was
            loaded since start-up is recorded in /run/armor/loaded; the lock is /run/armor/lock.

            Exit status 1 where a policy or a name is refused or what the kernel holds is not what was loaded; 2 where
            the kernel or the disk said no.
            """
    )

    @Argument(help: "Policy files or folders of them; - is standard input.")
    var policy: [String]

    @Option(help: "The profiles' mode: enforce, complain or audit. Default: each policy's own.")
    var mode: ProfileRenderer.ModeOverride?

    @Flag(help: "Load now, and not at the next start of the machine; what is kept stays as it is.")
    var noPersist = false

    @Flag(help: "Replace a profile or a file of the same name that armor did not make.")
    var takeOver = false

    @Option(help: "How the result is written.")
    var format: ReportFormat = .text

    func run() async throws {
        let console = Console()
        let host = try console.host()
        let policies = try await HostPolicies.prepare(console, mode: mode, acceptsReservedNames: takeOver)
        let built = try await policies.build(policy)
        let loader = ProfileLoader(
            host: host,
            parser: policies.compiler.program,
            persists: !noPersist,
            takesOver: takeOver
        )
        let loaded = try await console.changing { try await loader.load(built.map(\.profile)) }
        let report = LoadReport(results: loaded, policies: built.map(\.path))
        try console.result(format == .json ? report.json.text + "\n" : report.text)
        for result in loaded { warn(result, host, console) }
    }

    private func warn(_ result: LoadedResult, _ host: ArmorHost, _ console: Console) {
        for child in result.leftChildren {
            console.say("\"\(child)\" is in no policy any more and stays, because processes run under it")
        }
        if result.proof == .name {
            console.say("this kernel keeps neither a hash nor a copy of \"\(result.name)\": verified by name and mode")
        }
        guard result.storedAt != nil else { return }
        console.show(BootProblem.of(result.name, in: host.store).map { $0.warning })
    }
}
