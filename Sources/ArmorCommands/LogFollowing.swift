import ArgumentParser
import ArmorAudit
import ArmorKernel

/// Reads logs to their end and then goes on with the last of them, until the program is asked to end.
struct LogFollowing {
    let reading: LogReading

    /// Between two looks at the log.
    private static let pause = Duration.milliseconds(500)

    private var console: Console { reading.console }

    /// Answers what was read in all. `tell` is given it at first, and each time that an access was new.
    func run(_ paths: [String], tell: (LogSummary) async throws -> Void) async throws -> LogSummary {
        Interruption.watch()
        do {
            return try await follow(paths, tell)
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
    }

    private func follow(_ paths: [String], _ tell: (LogSummary) async throws -> Void) async throws -> LogSummary {
        var scanner = LogScanner(window: try reading.options.window(), host: reading.options.hostName)
        var form: SourceForm?
        var tail: LogTail
        if paths.isEmpty {
            guard let log = HostLog.all().first else {
                console.say("this host has no log: name one")
                throw ExitCode.refused
            }
            switch log {
            case .auditLog(let files), .text(let files): try await read(files.dropLast(), &scanner)
            case .journal: form = .journal
            case .kernelMessages: form = .kernelMessages
            }
            tail = try LogTail(log)
        } else {
            let files = try console.logFiles(paths)
            guard let last = files.last, last != PolicyInput.standardInput else {
                console.say("--follow reads a file as it grows: name it last")
                throw ExitCode.refused
            }
            try await read(files.dropLast(), &scanner)
            tail = try LogTail(file: last)
        }
        await scanner.begin(form)
        console.say("following \(tail.name)")
        var known: Int?
        while true {
            var isNew = known == nil

            // Asked before the log is read: what was there by then is in the last report.
            let isLast = Interruption.isRequested
            try await tail.poll(begin: { await scanner.begin(form) }) { bytes in
                isNew = true
                await scanner.feed(bytes)
            }
            if isLast { return await scanner.finish() }
            if isNew { known = try await told(await scanner.snapshot(), known, tell) }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Tells what is new; answers how many accesses are known from then on.
    private func told(
        _ summary: LogSummary,
        _ known: Int?,
        _ tell: (LogSummary) async throws -> Void
    ) async throws -> Int {
        let count = summary.count + summary.calls.counts.count
        if let known, count > known { console.say("\(count - known) new accesses") }
        if known.map({ count > $0 }) ?? true { try await tell(summary) }
        return count
    }

    private func read(_ files: some Sequence<String>, _ scanner: inout LogScanner) async throws {
        for file in files {
            await scanner.begin()
            try await LogFile.open(file).read { await scanner.feed($0) }
        }
    }
}
