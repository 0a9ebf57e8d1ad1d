import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorLearn
import ArmorSource

/// `armor learn`: from audit logs to a proposal that is proved.
struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Propose, from audit logs, what a policy lacks, and prove the proposal.",
        discussion: """
            Prints the change of the policy as a unified diff, each line with its evidence; what was left out, what the
            change newly allows and what every event of the log comes to under it goes to standard error. Nothing is written
            without --apply, -o or -d. Without --policy a new policy is made for the profile that the log speaks of.

            What leads out of a container, or what a hostile one would ask for, is proposed only with --accept CODE.
            """
    )

    @Argument(
        help: """
            Logs, packed or not, or folders of them; of a rotated set the oldest first; - is standard input. With --merge
            summaries. Default: the host's own logs, the most trustworthy first.
            """
    )
    var log: [String] = []

    @Option(help: ArgumentHelp("The policy to add to.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("Without --policy: the profile to learn.", valueName: "name"))
    var profile: String?

    @Flag(help: "Write the change into the policy; what it held is kept beside it as .bak.")
    var apply = false

    @Flag(
        name: .customLong("validate"),
        help: "Hold the last log out: propose from the others, and say how much of the last the proposal foresees."
    )
    var holdsOut = false

    @Option(help: ArgumentHelp("Propose in spite of this risk; \"all\" of every one.", valueName: "code"))
    var accept: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Write a new policy to this file.", valueName: "file"))
    var output: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("Write a new policy for each profile to this folder.", valueName: "dir")
    )
    var directory: String?

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption
    @OptionGroup var logOptions: LogOptions

    func validate() throws {
        if logOptions.partial, policy != nil || apply || holdsOut || directory != nil || profile != nil {
            throw ValidationError("--partial makes a summary of all profiles: it goes with -o and the options of logs.")
        }
        if logOptions.follow, !logOptions.partial, policy == nil || apply || holdsOut {
            throw ValidationError("--follow needs --policy or --partial, and goes without --apply and --validate.")
        }
        if logOptions.merge, log.isEmpty {
            throw ValidationError("--merge needs summaries: name the files, or - for standard input.")
        }
        if policy != nil, output != nil || directory != nil || profile != nil {
            throw ValidationError("-o, -d and --profile are for new policies: leave them out, or --policy.")
        }
        if output != nil, directory != nil { throw ValidationError("-o and -d exclude each other.") }
        if apply, policy == nil || policy == PolicyInput.standardInput {
            throw ValidationError("--apply needs --policy with the name of a file.")
        }
        if holdsOut, policy == nil || apply || log.count < 2 {
            throw ValidationError("--validate needs --policy and two logs or more, and goes without --apply.")
        }
        if let code = AcceptedRisks(accept).unknown.first {
            throw ValidationError("There is no risk \"\(code)\": docs/learn.md and docs/lints.md have the codes.")
        }
    }

    func run() async throws {
        let console = Console()
        if logOptions.partial {
            let reading = LogReading(console: console, profile: nil, options: logOptions)
            return try await LearnSummary(console: console, output: output).run(reading, log)
        }
        let sides = try await ProofSides(console, target: try await targetOption.resolve(console), parser: parser)
        let work = LearnWork(console: console, sides: sides, accepted: AcceptedRisks(accept))
        if AcceptedRisks(accept).isAll {
            console.say("every risk is accepted: read each line as if an enemy had written it")
        }
        if let policy {
            try await edit(try work.policy(policy), work, console)
        } else {
            try await make(work, console)
        }
    }

    private func edit(_ policy: LearnWork.Known, _ work: LearnWork, _ console: Console) async throws {
        let reading = LogReading(console: console, profile: policy.name, options: logOptions)
        if logOptions.follow { return try await follow(policy, reading, work, console) }
        let logs = try await reading.read(holdsOut ? log.dropLast() : log)
        let heldOut = holdsOut ? try await reading.read(log.suffix(1)) : nil
        let report = try await work.report(policy, logs, heldOut: heldOut)
        try show([report], console) { $0.proposal.diff }
        guard apply else { return }
        let proposal = report.proposal
        guard proposal.new.bytes != proposal.old.bytes else { return console.say("there is nothing to apply") }
        do throws(FileError) {
            try AtomicFile.edit(proposal.old.name, from: proposal.old.bytes, to: proposal.new.bytes)
        } catch { throw console.impossible(error) }
        console.say(
            "\(proposal.old.name) is changed; what it held is in \(proposal.old.name)\(AtomicFile.backupSuffix)"
        )
    }

    /// Shows the proposal each time that it changes, and at the end once more with the whole report.
    private func follow(_ policy: LearnWork.Known, _ reading: LogReading, _ work: LearnWork, _ console: Console)
        async throws
    {
        var last = ""
        let summary = try await LogFollowing(reading: reading).run(log) { summary in
            let logs = LogReading.Result(summary, profile: policy.name)
            let report = try await work.report(policy, logs)
            let diff = report.proposal.diff
            if diff != last, !diff.isEmpty { try show([report], console) { $0.proposal.diff } }
            last = diff
        }
        let logs = LogReading.Result(summary, profile: policy.name)
        try show([try await work.report(policy, logs)], console) { $0.proposal.diff }
    }

    private func make(_ work: LearnWork, _ console: Console) async throws {
        let logs = try await LogReading(console: console, profile: profile, options: logOptions).read(log)
        let names = logs.book.profiles.keys.sorted()
        if names.count > 1, directory == nil {
            console.say("the log speaks of \(names.count) profiles: name one with --profile, or give -d")
            for name in names.prefix(40) { console.say("  \(name)") }
            throw ExitCode.refused
        }
        var reports: [LearnReport] = []
        for name in names {
            guard let policy = work.newPolicy(name) else { continue }
            reports.append(try await work.report(policy, logs))
        }
        do throws(FileError) {
            if let output, let report = reports.first { try AtomicFile.create(output, report.proposal.new.bytes) }
            if let directory {
                for report in reports {
                    try AtomicFile.create("\(directory)/\(report.profile).toml", report.proposal.new.bytes)
                }
            }
        } catch { throw console.impossible(error) }
        let isWritten = output != nil || directory != nil
        try show(reports, console) { isWritten ? "" : String(decoding: $0.proposal.new.bytes, as: UTF8.self) }
    }

    private func show(_ reports: [LearnReport], _ console: Console, _ text: (LearnReport) -> String) throws {
        switch format {
        case .text:
            try console.result(reports.map(text).joined())
            for line in reports.flatMap({ $0.text.split(separator: "\n") }) { console.say(String(line)) }
        case .json: try console.result(JSONText.array(reports.map(\.json)).text + "\n")
        }
    }
}
