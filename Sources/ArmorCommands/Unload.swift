import ArgumentParser
import ArmorKernel
import ArmorSource
import ArmorSurvey

/// `armor unload`: profiles out of the kernel and out of what is kept.
struct Unload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unload",
        _superCommandName: Armor.name,
        abstract: "Remove profiles from the kernel and from what is loaded at start-up.",
        discussion: """
            All of the profiles or none. Refused are profiles under which processes run, because the kernel would leave
            these unconfined for good, and profiles that armor did not make.
            """
    )

    @Argument(help: "Names of profiles.")
    var name: [String]

    @Flag(help: "Remove profiles under which processes run; these become unconfined, and stay so.")
    var force = false

    @Flag(help: "Remove profiles and files that armor did not make.")
    var takeOver = false

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    func run() async throws {
        let console = Console()
        let unloader = ProfileUnloader(host: try console.host(), forces: force, takesOver: takeOver)
        let report = UnloadReport(results: try await console.changing { try await unloader.unload(name) })
        try console.result(format == .json ? report.json.text + "\n" : report.text)
    }
}
