import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorSource

/// `armor learn`: from audit logs to a proposal that is proved.
struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        _superCommandName: Armor.name,
        abstract: "Propose, from audit logs, what a policy lacks, and prove the proposal.",
        discussion: """
            Prints the change of the policy as a unified diff, each line with its evidence; what was left out, what the
            change newly allows and what every event of the log comes to under it goes to standard error. Nothing is written
            without --apply, -o or -d.

            Without --policy a new policy is made for the profile of the log. Where its name is not valid for a policy, as
            that of /usr/sbin/mysqld, or is an engine's own, as docker-default, a name is derived; --name gives another.

            Exit status 1 where the log has events and nothing could be proposed for them, and not all is allowed already.

            With --tighten it proposes the opposite: what to take from a policy because no use of it was seen, from the log of
            a profile that was loaded with --mode audit.

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

    @Option(
        help: ArgumentHelp(
            "The profile whose events are learned, as the log has it. Default: the policy's own name.",
            valueName: "label"
        )
    )
    var profile: String?

    @Option(help: ArgumentHelp("The name of a new policy. Default: the profile's, or one derived from it."))
    var name: String?

    @Flag(help: "Write the change into the policy; what it held is kept beside it as .bak.")
    var apply = false

    @Flag(help: "Propose what to take away: grants that no event of a profile loaded with --mode audit uses.")
    var tighten = false

    @Flag(help: "Walk through the proposal at the terminal: accept, narrow, widen, deny or skip each.")
    var interactive = false

    @Flag(
        name: .customLong("validate"),
        help: "Hold the last log out: propose from the others, and say how much of the last the proposal foresees."
    )
    var holdsOut = false

    @Option(help: ArgumentHelp("Propose in spite of this risk; \"all\" of every one.", valueName: "code"))
    var accept: [String] = []

    @OptionGroup var written: OutputOptions

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption
    @OptionGroup var logOptions: LogOptions

    func validate() throws {
        if logOptions.partial, policy != nil || written.directory != nil || profile != nil || name != nil || hasProposal
        {
            throw ValidationError("--partial makes a summary of all profiles: it goes with -o and the options of logs.")
        }
        if logOptions.follow, !logOptions.partial, policy == nil || hasProposal {
            throw ValidationError(
                "--follow needs --policy or --partial, and goes without --apply, --validate, --tighten and --interactive."
            )
        }
        if logOptions.merge, log.isEmpty {
            throw ValidationError("--merge needs summaries: name the files, or - for standard input.")
        }
        if !logOptions.strace.isEmpty, policy == nil && profile == nil || tighten || holdsOut {
            throw ValidationError("--strace needs --policy or --profile, and goes without --tighten and --validate.")
        }
        if policy != nil, written.isGiven || name != nil {
            throw ValidationError("-o, -d and --name are for new policies: leave them out, or --policy.")
        }
        if let name { try Self.check(name: name) }
        if logOptions.unlabelled, policy == nil && profile == nil {
            throw ValidationError("--unlabelled needs --policy or --profile: it says whose the records are.")
        }
        if let profile, profile.isEmpty { throw ValidationError("--profile needs the name of a profile.") }
        if apply, policy == nil || policy == PolicyInput.standardInput {
            throw ValidationError("--apply needs --policy with the name of a file.")
        }
        if holdsOut, policy == nil || apply || log.count < 2 {
            throw ValidationError("--validate needs --policy and two logs or more, and goes without --apply.")
        }
        if tighten, policy == nil || holdsOut || !accept.isEmpty || profile != nil {
            throw ValidationError(
                "--tighten needs --policy, and goes without --validate, --accept and --profile: it adds nothing."
            )
        }
        if tighten, logOptions.merge {
            throw ValidationError("--tighten reads logs: a summary of --partial does not keep when a grant was used.")
        }
        if interactive, policy == nil || holdsOut || format != .text {
            throw ValidationError("--interactive needs --policy, and goes without --validate and --format json.")
        }
        if interactive, policy == PolicyInput.standardInput {
            throw ValidationError("--interactive needs a policy in a file: standard input is for answers, or logs.")
        }
        if let code = AcceptedRisks(accept).unknown.first {
            throw ValidationError("There is no risk \"\(code)\": docs/learn.md and docs/lints.md have the codes.")
        }
    }

    private static func check(name: String) throws {
        guard ProfileName.isValid(name) else {
            throw ValidationError("\"\(printable(name))\" is not a valid name for a policy: \(ProfileName.rule).")
        }
        if let reason = ProfileName.reservation(name) {
            throw ValidationError("The name \"\(name)\" \(reason): choose another name.")
        }
    }

    /// What is done with a proposal, which a summary is not, and which a log that grows has only in the end.
    private var hasProposal: Bool { apply || holdsOut || tighten || interactive }

    func run() async throws {
        let console = Console()
        if logOptions.partial {
            let reading = LogReading(console: console, scope: .all(name: nil), options: logOptions)
            return try await LearnSummary(console: console, output: written.output).run(reading, log)
        }
        let sides = try await ProofSides(console, targetOption, parser: parser)
        let work = LearnWork(console: console, sides: sides, accepted: AcceptedRisks(accept))
        if AcceptedRisks(accept).isAll {
            console.say("every risk is accepted: read each line as if an enemy had written it")
        }
        if let policy, tighten {
            try await LearnTighten(
                console: console,
                work: work,
                format: format,
                apply: apply,
                isInteractive: interactive,
                logOptions: logOptions
            )
            .run(try work.policy(policy), log)
        } else if let policy {
            try await edit(try work.policy(policy), work, console)
        } else {
            try await make(work, console)
        }
    }

    private func edit(_ policy: LearnWork.Known, _ work: LearnWork, _ console: Console) async throws {
        let scope = policy.scope(profile)
        let reading = LogReading(console: console, scope: scope, options: logOptions, format: format)
        if let profile, profile != policy.name {
            console.say("the events of \"\(profile)\" are learned for the policy \"\(policy.name)\"")
        }
        if logOptions.follow { return try await follow(policy, reading, work, console) }
        let logs = try await reading.read(holdsOut ? log.dropLast() : log)
        let heldOut = holdsOut ? try await reading.read(log.suffix(1)) : nil
        let dialogue = interactive ? LearnDialogue(console: console) : nil
        let report = try await work.report(policy, logs, heldOut: heldOut, dialogue: dialogue)
        try show([report], console) { $0.proposal.diff }
        if apply { try work.apply(report.proposal.old, report.proposal.new, dialogue) }
        if report.outcome == .nothing { throw ExitCode.refused }
    }

    /// Shows the proposal each time that it changes, and at the end once more with the whole report.
    private func follow(_ policy: LearnWork.Known, _ reading: LogReading, _ work: LearnWork, _ console: Console)
        async throws
    {
        var last = ""
        let summary = try await LogFollowing(reading: reading).run(log) { summary in
            let report = try await work.report(policy, LogReading.Result(summary, reading))
            let diff = report.proposal.diff
            if diff != last, !diff.isEmpty { try show([report], console) { $0.proposal.diff } }
            last = diff
        }
        let logs = LogReading.Result(summary, reading)
        try show([try await work.report(policy, logs)], console) { $0.proposal.diff }
    }

    private func make(_ work: LearnWork, _ console: Console) async throws {
        if let folder = written.folder { try console.requireFolder(folder) }
        let scope = profile.map { LabelNaming.Scope.one(AuditLabel($0), name: name) } ?? .all(name: name)
        let reading = LogReading(console: console, scope: scope, options: logOptions, format: format)
        let logs = try await reading.read(log)
        let learned = logs.learned
        if learned.count > 1, written.directory == nil || name != nil {
            try refuseSeveral(learned, console)
        }
        var reports: [LearnReport] = []
        for profile in learned {
            let new = NewPolicy(profile)
            for note in new.notes { console.say(note) }
            reports.append(try await work.report(try work.known(new), logs))
        }
        if logs.contents.events > 0, profile == nil { tell(logs.contents, console) }
        // A policy with nothing in it would deny what the log has.
        let useful = reports.filter { $0.outcome != .nothing }
        do throws(FileError) {
            if let output = written.output, let report = useful.first {
                try AtomicFile.create(output, report.proposal.new.bytes)
            }
            if let directory = written.directory {
                for report in useful {
                    try AtomicFile.create("\(directory)/\(report.profile).toml", report.proposal.new.bytes)
                }
            }
        } catch { throw console.impossible(error) }
        let isWritten = written.isGiven
        try show(reports, console) {
            isWritten || $0.outcome == .nothing ? "" : String(decoding: $0.proposal.new.bytes, as: UTF8.self)
        }
        for report in reports where report.outcome == .nothing {
            console.say("no policy is made for \(report.profile): nothing that the log has of it can be proposed")
        }
        if useful.isEmpty { throw ExitCode.refused }
    }

    /// Names the profiles of a log of which one has to be chosen.
    private func refuseSeveral(_ profiles: [LearnedProfile], _ console: Console) throws {
        let way =
            name == nil
            ? "choose one with --profile, or write all of them to a folder with -d" : "choose one with --profile"
        console.say("the log has events of \(profiles.count) profiles: \(way)")
        let labels = profiles.map { String(decoding: $0.label.bytes, as: UTF8.self) }.sorted()
        for label in labels.prefix(40) { console.say("  \(label)") }
        if labels.count > 40 { console.say("  and \(labels.count - 40) more") }
        if let first = labels.first {
            console.say("next: \(RepeatedCommand.text(replacing: "--profile", with: first))")
        }
        throw ExitCode.refused
    }

    /// Says what else the log has: a new policy is made for the profiles of this namespace alone.
    private func tell(_ contents: LogContents, _ console: Console) {
        console.say("not learned:")
        for line in contents.lines { console.say("  \(line)") }
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
