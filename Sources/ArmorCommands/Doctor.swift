import ArgumentParser
import ArmorEngine
import ArmorKernel
import ArmorSource
import ArmorSurvey
import SystemPackage

/// `armor doctor`: what this host can do, what is unprotected, and why.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        _superCommandName: Armor.name,
        abstract: "Examine this host: kernel, parser, start-up, audit, engines.",
        discussion: """
            Changes nothing. Only root sees all of it; what is not seen is said. Exit status 1 where there are errors or
            warnings, 2 where there are none and something could not be looked at. The codes are in docs/doctor.md.
            """
    )

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    func run() async throws {
        let console = Console()
        let host = HostFiles()
        let doctor = ArmorSurvey.Doctor(
            host: host,
            parser: { () throws(ParserError) in try ParserProgram.find() },
            audit: { Result { () throws(Errno) in try AuditStatus.read() } },
            kernel: HostKernelInterface(),
            engines: EngineSockets.host(host)
        )
        let report = await doctor.examine()
        switch format {
        case .text:
            try console.result(report.text)
            try console.result(report.findings.map(\.diagnostic))
        case .json: try console.result(report.json.text + "\n")
        }
        try Verdict(findings: report.findings, unseen: report.unseen).end(console)
    }
}
