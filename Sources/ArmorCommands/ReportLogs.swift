import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorLearn
import ArmorReport
import ArmorSource

/// What the logs of a report tell, read once for all policies: standard input can be a log too.
struct ReportLogs {
    let facts: ReportDocument.LogFacts
    let clock: DenialClock
    let completeness: Completeness
    let runs: Int
    /// By the name of the profile: all that is told of it, and what was not allowed alone.
    private let evidence: [String: ProfileEvidence]
    private let denied: [String: ProfileEvidence]
    private let uses: [String: UseRecord]

    /// Reads logs, folders as all of their logs; what cannot be read ends the command.
    static func read(_ paths: [String], of profiles: [String], _ console: Console) async throws -> ReportLogs {
        do {
            var pass = Pass(profiles)
            let files = try console.logFiles(paths)
            var progress = LogProgress(console, size: LogFile.size(of: files))
            defer { progress.end() }
            for file in files {
                await pass.begin()
                try await LogFile.open(file).read { bytes in
                    progress.read(bytes.count)
                    await pass.feed(bytes)
                }
            }
            return await pass.finish(names: files)
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
    }

    func evidence(of profile: String) -> ProfileEvidence { evidence[profile] ?? ProfileEvidence() }
    func denied(of profile: String) -> ProfileEvidence { denied[profile] ?? ProfileEvidence() }
    func uses(of profile: String) -> UseRecord { uses[profile] ?? UseRecord() }

    /// When the last event of the profiles was; none where none has a time.
    var lastEvent: UInt64? { evidence.values.flatMap(\.needs.values).compactMap(\.last).max() }

    /// All that takes the bytes of logs as they come.
    private struct Pass: ~Copyable {
        private var scanner = LogScanner()
        private var stream = EventStream()
        private var recorders: [UseRecorder]
        private var clock: DenialClock
        private let profiles: [String]

        init(_ profiles: [String]) {
            self.profiles = profiles
            recorders = profiles.map { UseRecorder(profile: $0) }
            clock = DenialClock(profiles: profiles)
        }

        mutating func begin() async {
            take(stream.begin())
            await scanner.begin()
        }

        mutating func feed(_ bytes: [UInt8]) async {
            take(stream.feed(bytes))
            await scanner.feed(bytes)
        }

        private mutating func take(_ events: [AuditEvent]) {
            for event in events {
                clock.take(event)
                for index in recorders.indices { recorders[index].take(event) }
            }
        }

        consuming func finish(names: [String]) async -> ReportLogs {
            take(stream.end())
            var uses: [String: UseRecord] = [:]
            for (index, name) in profiles.enumerated() { uses[name] = recorders[index].finish() }
            let summary = await scanner.finish()
            var books = profiles.map { (all: EvidenceBook(profile: $0), denied: EvidenceBook(profile: $0)) }
            for access in summary.accesses {
                let isDenial = access.event.status == .denied || access.event.status == .allowed
                for index in books.indices {
                    books[index].all.add(access)
                    if isDenial { books[index].denied.add(access) }
                }
            }
            var (evidence, denied): ([String: ProfileEvidence], [String: ProfileEvidence]) = ([:], [:])
            for (name, book) in zip(profiles, books) {
                evidence[name] = book.all.profiles[name]
                denied[name] = book.denied.profiles[name]
            }
            return ReportLogs(
                facts: ReportDocument.LogFacts(names, summary),
                clock: clock,
                completeness: summary.completeness,
                runs: summary.runs,
                evidence: evidence,
                denied: denied,
                uses: uses
            )
        }
    }
}
