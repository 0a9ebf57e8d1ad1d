import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorLearn

/// Reads the logs that a user names, or finds the host's own.
struct LogReading {
    let console: Console
    /// The profile whose events are looked for; none for each that is seen.
    let profile: String?
    /// Whether the uses of what the profile allows are kept too, each with its time.
    var recordsUses = false

    /// What logs hold, by profile, and what is missing from them.
    struct Result {
        let book: EvidenceBook
        let completeness: Completeness
        let runs: Int
        /// Where they are kept.
        let uses: UseRecord?

        fileprivate init(_ summary: LogSummary, profile: String?, uses: UseRecord?) {
            var book = EvidenceBook(profile: profile)
            for access in summary.accesses { book.add(access) }
            (self.book, completeness, runs, self.uses) = (book, summary.completeness, summary.runs, uses)
        }
    }

    /// The logs of these names, folders as all of their logs; where none of them speaks of the profile, the command ends.
    func read(_ paths: [String]) async throws -> Result {
        guard !paths.isEmpty else { return try await readHost() }
        var scanner = LogScanner()
        var recorder = recorder
        do {
            for path in try paths.flatMap({ try LogSet.files($0) }) {
                await scanner.begin()
                recorder?.begin()
                try await LogFile.open(path).read {
                    recorder?.feed($0)
                    await scanner.feed($0)
                }
            }
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
        let result = Result(await scanner.finish(), profile: profile, uses: recorder?.finish())
        guard result.book.profiles.isEmpty else { return result }
        console.say("no event\(whose) in \(paths.joined(separator: ", ")), and \(result.book.others) of others")
        throw ExitCode.refused
    }

    /// The first of the host's logs in which the profile is spoken of, the most trustworthy first.
    private func readHost() async throws -> Result {
        for log in HostLog.all() {
            let result: Result
            do {
                result = try await scan(log)
            } catch let error as any OperationalError {
                console.say("\(log.name) was not read: \(error.message)")
                continue
            }
            guard result.book.profiles.isEmpty else {
                console.say("learning from \(log.name)")
                return result
            }
            console.say("no event\(whose) in \(log.name), and \(result.book.others) of others")
        }
        console.say("this host has no log with an event\(whose): name one")
        for reason in LogSilence.reasons(HostFiles(), try? AuditStatus.read()) { console.say(reason.message) }
        throw ExitCode.refused
    }

    private func scan(_ log: HostLog) async throws -> Result {
        var scanner = LogScanner()
        var recorder = recorder
        // The journal and the kernel's buffer have the form that their names say: no line of theirs can change that.
        let form: SourceForm? =
            switch log {
            case .journal: .journal
            case .kernelMessages: .kernelMessages
            case .auditLog, .text: nil
            }
        try await log.read(
            begin: { _ in
                recorder?.begin(form)
                await scanner.begin(form)
            },
            {
                recorder?.feed($0)
                await scanner.feed($0)
            }
        )
        return Result(await scanner.finish(), profile: profile, uses: recorder?.finish())
    }

    /// What keeps the uses, where that is asked for.
    private var recorder: UseRecorder? { recordsUses ? profile.map { UseRecorder(profile: $0) } : nil }

    private var whose: String { profile.map { " of \"\($0)\"" } ?? "" }
}
