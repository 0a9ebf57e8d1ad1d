import ArgumentParser
import ArmorSource
import ArmorSurvey

/// `armor load`: policies into the kernel, verified and kept.
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        _superCommandName: Armor.name,
        abstract: "Load policies into the kernel, verify them, and keep them over a restart.",
        discussion: """
            All of the policies or none: what fails leaves the kernel and /etc/apparmor.d as they were. Refused are
            policies with errors, and names that belong to somebody else. Of a folder, each file that ends in .toml is
            loaded. What is kept lies in /etc/apparmor.d/NAME, which start-up loads before any container starts. What was
            loaded since start-up is recorded in /run/armor/loaded; the lock is /run/armor/lock.

            oci:DIR is a folder that "armor bundle" wrote, or a copy of one: all of it is held against its digests, and with
            --key against a signature, before its policies are read.

            Exit status 1 where a policy or a name is refused or what the kernel holds is not what was loaded; 2 where
            the kernel or the disk said no.
            """
    )

    @Argument(help: "Policy files or folders of them, or oci:DIR for a bundle; - is standard input.")
    var policy: [String]

    @OptionGroup var bundles: BundleOptions

    @OptionGroup var options: LoadOptions

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    func run() async throws {
        let console = Console()
        let opened = try await bundles.open(policy, console)
        let loading = try await options.prepare(console)
        let built = try await loading.policies.build(policy, opened)
        let loaded = try await loading.load(built)
        let report = LoadReport(results: loaded, policies: built.map(\.path))
        try console.result(format == .json ? report.json.text + "\n" : report.text)
        for result in loaded { loading.warn(result) }
    }
}
