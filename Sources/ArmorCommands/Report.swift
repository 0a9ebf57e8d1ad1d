import ArgumentParser
import ArmorKernel
import ArmorLearn
import ArmorReport
import ArmorSource
import ArmorTarget

/// `armor report`: what policies allow, their risks, what logs tell of them and what changed, as a page for people.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        _superCommandName: Armor.name,
        abstract: "Write a page on what policies allow, their risks, denials and changes, for people.",
        discussion: """
            One HTML file that needs no network, no script and no other file. It is told by the policies, what they compile to,
            and the logs alone: the same input gives the same bytes. The time that it is of is that of SOURCE_DATE_EPOCH, or
            else of the last event of the policies in the logs. Keep it: --last compares the next one with it.
            """
    )

    /// How the result is written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case html, json }

    @Argument(help: "Policy files; - is standard input.")
    var policy: [String]

    @Option(help: ArgumentHelp("Logs, packed or not, or folders of them; - is standard input.", valueName: "file"))
    var log: [String] = []

    @Option(
        help: ArgumentHelp("A former report, or the policy as it was: what changed since is told.", valueName: "file")
    )
    var last: String?

    @OptionGroup var written: OutputOptions

    @Option(help: "How the result is written.")
    var format: Format = .html

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if last == PolicyInput.standardInput { throw ValidationError("--last needs the name of a file.") }
        if (policy + log).count(where: { $0 == PolicyInput.standardInput }) > 1 {
            throw ValidationError("Standard input is one file: - stands once.")
        }
        _ = try givenMoment()
    }

    func run() async throws {
        let console = Console()
        let sides = try await ProofSides(console, targetOption, parser: parser)
        let learning = LearnWork(console: console, sides: sides, accepted: AcceptedRisks([]))
        let known = try policy.map { try learning.policy($0) }
        let names = known.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            console.say("two policies are called \"\(twice)\"")
            throw ExitCode.refused
        }
        let logs = log.isEmpty ? nil : try await ReportLogs.read(log, of: names, console)
        let work = ReportWork(console: console, sides: sides, logs: logs, former: try former(console))
        var reports: [PolicyReport] = []
        for policy in known { reports.append(try await work.report(policy, isOnly: known.count == 1)) }
        let moment = try givenMoment() ?? logs?.lastEvent.map { .init(time: $0, source: .lastEvent) }
        try write(reports, console) { policies in
            ReportDocument(
                generator: "armor \(Armor.version)",
                moment: moment,
                target: sides.target.described,
                logs: logs?.facts,
                policies: policies
            )
        }
    }

    /// Of SOURCE_DATE_EPOCH, in seconds since 1970; none where it is not set.
    private func givenMoment() throws -> ReportDocument.Moment? {
        guard let text = Environment.variable("SOURCE_DATE_EPOCH") else { return nil }
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = UInt64(text)
        else { throw ValidationError("SOURCE_DATE_EPOCH must be a number of seconds since 1970.") }
        return ReportDocument.Moment(time: seconds * 1_000, source: .given)
    }

    /// What --last names: a page by its beginning, else a policy.
    private func former(_ console: Console) throws -> ReportWork.FormerSource {
        guard let last else { return .none }
        let source: SourceFile
        do throws(FileError) {
            source = try PolicyInput.read(last, limit: FormerReport.limit)
        } catch { throw console.impossible(error) }
        guard FormerReport.looksLikePage(source.bytes) else { return .policy(last) }
        do throws(FormerReport.Failure) {
            return .report(try FormerReport.read(source.bytes), named: source.name)
        } catch {
            console.show([Diagnostic(.error, "former-report", "\(printable(last)): \(error.message)", at: nil)])
            throw ExitCode.impossible
        }
    }

    /// Writes one page of all policies, or with -d one of each.
    private func write(
        _ reports: [PolicyReport],
        _ console: Console,
        _ document: ([PolicyReport]) -> ReportDocument
    ) throws {
        guard let directory = written.directory else {
            let text = text(document(reports))
            guard let output = written.output else { return try console.result(text) }
            return try write(text, to: output, console)
        }
        for report in reports {
            try write(text(document([report])), to: "\(directory)/\(report.name).\(format.rawValue)", console)
        }
    }

    private func text(_ document: ReportDocument) -> String {
        switch format {
        case .html: document.html
        case .json: document.json.text + "\n"
        }
    }

    private func write(_ text: String, to path: String, _ console: Console) throws {
        do throws(FileError) { try AtomicFile.write(path, Array(text.utf8)) } catch { throw console.impossible(error) }
    }
}

extension Target {
    /// For people: `debian12, apparmor_parser 3.0.8`.
    var described: String { "\(name), apparmor_parser \(parserVersion)" }
}
