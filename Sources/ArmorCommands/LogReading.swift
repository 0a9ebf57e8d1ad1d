import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorLearn
import ArmorSource

/// Reads the logs that a user names, or finds the host's own; or summaries of logs.
struct LogReading {
    let console: Console
    /// The events that are learned.
    let scope: LabelNaming.Scope
    let options: LogOptions
    /// Whether the uses of what the profile allows are kept too, each with its time.
    var recordsUses = false
    /// The form in which the command says that there is no event.
    var format = ResultFormat.text

    /// The events of the logs, by policy, and what is missing from the logs.
    struct Result {
        /// By the names of the policies that the events are learned for.
        let book: EvidenceBook
        /// The profiles of the log that are learned, in the log's order.
        let profiles: [LearnedProfile]
        /// The events that are not learned.
        let contents: LogContents
        let completeness: Completeness
        let runs: Int
        /// Events before or after the time that was asked for.
        let outside: UInt64
        /// The system calls that filters reported.
        let calls: SeccompCalls
        /// The accesses in the output of strace; `nil` where no output was given.
        let strace: StraceScanner?
        /// The uses of what the profile allows; `nil` where they are not recorded.
        let uses: UseRecord?
        /// Whether records of filters that name no profile are learned.
        let takesUnlabelled: Bool

        /// The profiles that have an event or a system call to learn, in the order of their policies' names.
        var learned: [LearnedProfile] {
            profiles.filter { profile in
                book.profiles[profile.name] != nil || strace != nil || !callEvidence(of: profile).isEmpty
            }
            .sorted { $0.name < $1.name }
        }

        /// Whether the logs have no event and no system call of the profiles that are learned.
        var isEmpty: Bool { strace == nil && learned.isEmpty }

        /// The system calls of a profile that is learned.
        func callEvidence(of profile: LearnedProfile) -> CallEvidence {
            CallEvidence(calls, profile: profile, takesUnlabelled: takesUnlabelled, strace: strace)
        }

        init(
            _ summary: LogSummary,
            _ reading: LogReading,
            strace: StraceScanner? = nil,
            uses: UseRecord? = nil
        ) {
            let scope = reading.scope
            takesUnlabelled = reading.options.unlabelled
            var book = EvidenceBook(profile: nil)
            var naming = LabelNaming(scope)
            var contents = LogContents()
            for access in summary.accesses {
                if let learned = naming.take(access) { book.add(learned) } else { contents.add(access) }
            }
            for access in strace?.accesses ?? [] { if let learned = naming.take(access) { book.add(learned) } }
            naming.take(summary.calls)
            let takesUnlabelled = reading.options.unlabelled
            contents.add(summary.calls) { label in label.map(naming.isLearned) ?? takesUnlabelled }
            (self.book, profiles, self.contents) = (book, naming.profiles, contents)
            (completeness, runs, outside) = (summary.completeness, summary.runs, summary.outside)
            (calls, self.strace, self.uses) = (summary.calls, strace, uses)
        }
    }

    /// Reads the logs of these names, of folders all of their logs; where they have no event to learn, the command ends.
    func read(_ paths: [String]) async throws -> Result {
        let strace = try await straced()
        if let strace, paths.isEmpty { return Result(await LogScanner().finish(), self, strace: strace) }
        let (summary, uses) = try await scanned(paths)
        let result = Result(summary, self, strace: strace, uses: uses)
        guard result.isEmpty else { return result }
        throw try NoEvents(console: console, scope: scope, options: options).end(paths, result, format)
    }

    /// The logs of these names, or the host's own, as they are.
    func summary(_ paths: [String]) async throws -> LogSummary { try await scanned(paths).summary }

    private func scanned(_ paths: [String]) async throws -> LogSink.Result {
        do {
            let result: LogSink.Result
            if options.merge {
                result = (try await joined(paths), nil)
            } else if paths.isEmpty {
                return try await hostLog()
            } else {
                result = try await scan(paths)
            }
            if result.summary.repeated > 0 {
                console.say("parts of the logs were given more than once: their events are counted as often")
            }
            return result
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
    }

    // MARK: strace

    /// The accesses in the files of --strace; `nil` where there are no such files.
    private func straced() async throws -> StraceScanner? {
        guard !options.strace.isEmpty, let label = scope.label else { return nil }
        var scanner = StraceScanner(profile: String(decoding: label.bytes, as: UTF8.self))
        do {
            for file in options.strace {
                try await LogFile.open(file).read { scanner.feed($0) }
                scanner.end()
            }
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
        for line in StraceNotes.lines(scanner) { console.say(line) }
        return scanner
    }

    // MARK: Files

    private func scan(_ paths: [String]) async throws -> LogSink.Result {
        let files = try console.logFiles(paths)
        var window = try options.window()
        if let boot = options.bootWanted { window = try await self.window(of: boot, files) }
        return try await scan(files, window)
    }

    private func scan(_ files: [String], _ window: ClosedRange<UInt64>?) async throws -> LogSink.Result {
        var sink = sink(window)
        var progress = LogProgress(console, size: LogFile.size(of: files))
        defer { progress.end() }
        for file in files {
            await sink.begin()
            try await LogFile.open(file).read { bytes in
                progress.read(bytes.count)
                await sink.feed(bytes)
            }
        }
        return await sink.finish()
    }

    /// From when to when a run of the machine was: the files are read once for their runs alone.
    private func window(of boot: LogOptions.Boot, _ files: [String]) async throws -> ClosedRange<UInt64> {
        guard case .offset(let offset) = boot else {
            console.say("the ID of a boot is known to the journal alone: give --boot a number, as in --boot -1")
            throw ExitCode.refused
        }
        guard !files.contains(PolicyInput.standardInput) else {
            console.say("--boot reads a log twice, which standard input cannot be: name a file")
            throw ExitCode.refused
        }
        let host = options.hostName
        let spans = try await scan(files, nil).summary.spans.filter { $0.host == host && $0.last > 0 }
        let index = offset > 0 ? offset - 1 : spans.count - 1 + offset
        guard spans.indices.contains(index) else {
            let known = spans.count == 1 ? "one run" : "\(spans.count) runs"
            console.say(
                "the log is of \(known) of \"\(String(decoding: host, as: UTF8.self))\": there is no --boot \(offset)"
            )
            throw ExitCode.refused
        }
        return spans[index].first...spans[index].last
    }

    // MARK: Summaries

    private func joined(_ paths: [String]) async throws -> LogSummary {
        let files = try console.logFiles(paths)
        var scanner = SummaryScanner()
        var progress = LogProgress(console, size: LogFile.size(of: files))
        defer { progress.end() }
        for file in files {
            var failure: SummaryError?
            try await LogFile.open(file).read { bytes in
                progress.read(bytes.count)
                guard failure == nil else { return }
                do throws(SummaryError) { try scanner.feed(bytes) } catch { failure = error }
            }
            do throws(SummaryError) {
                if let failure { throw failure }
                try scanner.end()
            } catch {
                console.show([
                    Diagnostic(.error, "summary-\(error.reason.rawValue)", "\(file): \(error.message)", at: nil)
                ])
                throw ExitCode.impossible
            }
        }
        return scanner.finish()
    }

    // MARK: The host's own

    /// Reads the host's own logs; `nil` where none of them has an event to learn.
    func readHost() async throws -> Result? {
        do {
            return try await spokenOf().map { Result($0.summary, self, uses: $0.uses) }
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
    }

    private func hostLog() async throws -> LogSink.Result {
        if let found = try await spokenOf() { return found }
        console.say("no log of this host has an event\(scope.whose)")
        tellOfSilence()
        console.say("next: armor doctor, which checks what this host logs; or name a log")
        throw ExitCode.refused
    }

    /// Says why this host may have logged nothing.
    func tellOfSilence() {
        for reason in LogSilence.reasons(HostFiles(), try? AuditStatus.read()) { console.say(reason.message) }
    }

    /// The first of the host's logs that has an event to learn, the most trustworthy first.
    private func spokenOf() async throws -> LogSink.Result? {
        for log in HostLog.all() {
            let found: LogSink.Result
            do {
                guard let scanned = try await scan(log) else { continue }
                found = scanned
            } catch let error as any OperationalError {
                console.say("\(log.name) was not read: \(error.message)")
                continue
            }
            let result = Result(found.summary, self)
            guard result.isEmpty else {
                console.say("learning from \(log.name)")
                return found
            }
            NoEvents(console: console, scope: scope, options: options).say([log.name], result)
        }
        return nil
    }

    /// None where the log cannot tell of the run that is asked for.
    private func scan(_ log: HostLog) async throws -> LogSink.Result? {
        var window = try options.window()
        // The journal and the kernel's buffer have the form that their names say: no line of theirs can change that.
        let form: SourceForm?
        switch log {
        case .journal: form = .journal
        case .kernelMessages:
            form = .kernelMessages
            // The buffer is of this run alone.
            if let boot = options.bootWanted, boot != .offset(0) { return nil }
        case .auditLog(let files), .text(let files):
            form = nil
            if options.bootWanted == .offset(0), let started = SystemTime.started() {
                window = started...UInt64.max
            } else if case .offset? = options.bootWanted, let boot = options.bootWanted {
                window = try await self.window(of: boot, files)
            } else if options.bootWanted != nil {
                return nil
            }
        }
        var sink = sink(window)
        let boot = options.bootWanted?.word
        try await log.read(boot: boot, begin: { _ in await sink.begin(form) }, { await sink.feed($0) })
        return await sink.finish()
    }

    private func sink(_ window: ClosedRange<UInt64>?) -> LogSink {
        LogSink(
            scanner: LogScanner(window: window, host: options.hostName),
            recorder: recordsUses ? scope.policy.map { UseRecorder(profile: $0, window: window) } : nil
        )
    }
}
