import ArgumentParser
import ArmorEngine
import ArmorKernel
import ArmorSource
import ArmorSurvey

/// `armor status`: what is loaded, and what confines whom.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        _superCommandName: Armor.name,
        abstract: "Show the loaded profiles, and what confines each container.",
        discussion: """
            With --containers, asks Docker and Podman through their sockets what each container may do, and the kernel
            what confines each of its processes. Only root sees all of it; what is not seen is said. Exit status 1 where
            there are errors or warnings, 2 where something could not be looked at. The codes are in docs/status.md.
            """
    )

    @Flag(help: "Look at the running containers too.")
    var containers = false

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    func run() async throws {
        let console = Console()
        let host = HostFiles()
        let report = await StatusReport.make(
            host,
            parser: try? ParserProgram.find(),
            engines: containers ? EngineSockets.host(host) : nil
        )
        switch format {
        case .text:
            try console.result(report.text)
            try console.result(report.findings.map(\.diagnostic))
        case .json: try console.result(report.json.text + "\n")
        }
        try Verdict(findings: report.findings, unseen: report.unseen, error: report.kernelError).end(console)
    }
}

/// How a command that reports findings ends.
struct Verdict {
    let findings: [Finding]
    let unseen: [String]
    var error: (any OperationalError)?

    /// Says what was not seen, counts, and throws the exit status that is not 0.
    func end(_ console: Console) throws {
        for sentence in unseen { console.say("not seen: \(sentence)") }
        if let error { console.show([error.diagnostic]) }
        let counts = Diagnostic.Severity.allCases.reversed().compactMap { severity -> String? in
            let count = findings.count { $0.check.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        if !counts.isEmpty { console.say(counts.joined(separator: ", ")) }
        if findings.refuses { throw ExitCode.refused }
        if error != nil || !unseen.isEmpty { throw ExitCode.impossible }
    }
}

extension EngineSockets {
    /// The engines of this host, as this process's user and environment name them.
    static func host(_ host: HostFiles) -> Found {
        find(host, dockerHost: Environment.variable("DOCKER_HOST"), user: Environment.effectiveUser)
    }
}
