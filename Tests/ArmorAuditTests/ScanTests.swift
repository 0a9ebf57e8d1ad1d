import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// The scanner, which looks at most lines only as far as it must, finds what the reader of lines finds.
@Suite struct ScanTests {
    private static let corpora = ["kernel", "hostile", "upstream-logs"]

    private static let logs: [String] =
        sharedCorpus.map { shared in
            corpora.flatMap { folder in
                [".log", ".in"].flatMap { ending in
                    files(below: shared.appending(path: folder), ending: ending).map { "\(folder)/\($0)" }
                }
            }
        } ?? []

    @Test func findsWhatTheReaderFinds() async throws {
        var events = 0
        for name in Self.logs {
            let log = try contents(try #require(sharedCorpus).appending(path: name))
            events += try await compare(log, chunk: Int.random(in: 1...9000), name)
        }
        if sharedCorpus != nil { #expect(events > 2000, "\(events)") }
    }

    /// Bytes changed by chance, line ends among them.
    @Test func findsWhatTheReaderFindsInAnything() async throws {
        var random = SplitMix(state: 5)
        let alphabet = Array("\"=' _0AFaz/:()x,;-\n\n\u{0}\u{1D}{".utf8)
        for name in Self.logs {
            var log = Array(try contents(try #require(sharedCorpus).appending(path: name)).prefix(20_000))
            for _ in 0..<max(1, log.count / 300) { log = mutated(log, alphabet, using: &random) }
            try await compare(log, chunk: Int.random(in: 1...30_000, using: &random), name)
        }
    }

    /// All in one, several times, in chunks that tasks beside each other read.
    @Test func joinsWhatSeveralTasksFind() async throws {
        guard let shared = sharedCorpus else { return }
        var log: [UInt8] = []
        for name in Self.logs { log += try contents(shared.appending(path: name)) + [10] }
        let whole = Array(repeatElement(log, count: 4).joined())
        try await compare(whole, chunk: 150_000, "all")
    }

    /// Inputs that once broke the fuzzer, as each kind of source.
    @Test(arguments: files(below: fixtures(), ending: ".log"), SourceForm.allCases)
    func findsWhatTheReaderFinds(_ name: String, _ source: SourceForm) async throws {
        try await compare(try contents(fixtures().appending(path: name)), chunk: 1 << 20, name, source)
    }

    /// Logs of many shapes, of which most records are found without reading their fields.
    @Test(arguments: VariedLog.Envelope.allCases)
    func findsWhatTheReaderFindsInVariedLogs(_ envelope: VariedLog.Envelope) async throws {
        var log: [UInt8] = []
        VariedLog(envelope: envelope, percent: 80, names: 400).write(bytes: 200_000) { log += $0 }
        #expect(try await compare(log, chunk: 70_000, "\(envelope)") > 500)
        // Near misses: what is found by its parts must still be read field by field where a byte differs.
        var random = SplitMix(state: 11)
        let alphabet = Array("\"=' _0AFaz/pid=name=comm=\n\u{0}\u{1D}".utf8)
        for _ in 0..<600 { log = mutated(log, alphabet, using: &random) }
        try await compare(log, chunk: 70_000, "\(envelope), changed")
    }

    /// Records by chance, of fields that are in the usual places and in others.
    @Test func findsWhatTheReaderFindsWhateverTheOrder() async throws {
        let fields = [
            "pid=1", "pid=22", "comm=\"a\"", "comm=\"b\"", "comm=6162", "name=\"/x\"", "name=\"/y\"", "name=2F78",
            "name=\"net_admin\"", "operation=\"open\"", "operation=\"capable\"", "operation=\"connect\"",
            "operation=\"\"",
            "profile=\"p\"", "profile=\"x name=\"", "requested_mask=\"r\"", "fsuid=0", "family=\"inet\"",
            "laddr=10.0.0.1",
            "lport=80", "peer_pid=7", "class=\"file\"", "info=\"a pid=\"", "name=\"cut",
        ]
        var random = SplitMix(state: 3)
        var log = ""
        for number in 1...6000 {
            log += "type=AVC msg=audit(1795226286.001:\(number)): apparmor=\"ALLOWED\""
            log += [" operation=\"open\"", " operation=\"capable\"", ""].randomElement(using: &random) ?? ""
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                log += " \(fields.randomElement(using: &random) ?? "")"
            }
            log += [" name=\"/a\" pid=5 comm=\"c\"", " pid=6 comm=\"c\"", ""].randomElement(using: &random) ?? ""
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                log += " \(fields.randomElement(using: &random) ?? "")"
            }
            log += "\n"
        }
        try await compare(Array(log.utf8), chunk: 90_000, "any order")
    }

    /// What there is no room for is counted, whichever of the tables is full.
    @Test(arguments: [ScanLimits(shapes: 100), ScanLimits(shapeText: 4000), ScanLimits(accesses: 50)])
    func countsWhatHasNoRoom(_ limits: ScanLimits) async {
        var scanner = LogScanner(limits: limits)
        await scanner.begin(.auditLog)
        var log = ""
        for number in 1...3000 {
            log += "type=AVC msg=audit(1795226286.001:\(number)): apparmor=\"ALLOWED\" operation=\"open\" "
            log += "profile=\"p\(number % 600)\" name=\"/a\" pid=1 comm=\"c\" requested_mask=\"r\" denied_mask=\"r\" "
            log += "fsuid=\(number % 700) ouid=0\n"
        }
        await scanner.feed(Array(log.utf8))
        let summary = await scanner.finish()
        #expect(summary.events == 3000)
        #expect(summary.completeness.dropped > 1000 && summary.completeness.dropped < 3000)
    }

    /// Answers how many events there are.
    @discardableResult
    private func compare(
        _ log: [UInt8],
        chunk: Int,
        _ name: String,
        _ source: SourceForm? = nil
    ) async throws -> Int {
        let form = source ?? SourceForm.of(beginning: log.span.extracting(0..<min(log.count, 1 << 16)))
        let reader = LineReader(source: form)
        let whole = log.last == 10 ? log : log + [10]
        let read =
            form == .text
            ? TextReader.lines(TextBlocks.Part(text: whole, lines: whole.indices))
            : log.split(separator: 10).map { reader.read(Array($0)) }
        var expected: [AuditEvent: UInt32] = [:]
        var malformed: [Malformed: UInt64] = [:]
        for line in read {
            switch line {
            case .event(let event): expected[event.access, default: 0] += 1
            case .malformed(let reason): malformed[reason, default: 0] += 1
            case .loss, .other: break
            }
        }
        var scanner = LogScanner()
        await scanner.begin(form)
        for start in stride(from: 0, to: log.count, by: chunk) {
            await scanner.feed(Array(log[start..<min(start + chunk, log.count)]))
        }
        let summary = await scanner.finish()
        var found: [AuditEvent: UInt32] = [:]
        for access in (0..<summary.count).compactMap({ summary[$0] }) {
            found[access.event.access, default: 0] += access.count
        }
        let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
        let told = differing.prefix(2).map { "\(found[$0] ?? 0) for \(expected[$0] ?? 0): \($0)" }
        #expect(differing.isEmpty, "\(name): \(told.joined(separator: "\n"))")
        #expect(summary.completeness.malformed == malformed, "\(name)")
        #expect(summary.completeness.dropped == 0)
        let text = try written(summary)
        var again = SummaryScanner()
        try again.feed(text)
        try again.end()
        #expect(try written(again.finish()) == text, "\(name): the summary is read as another")
        return Int(summary.events)
    }
}

private func written(_ summary: LogSummary) throws -> [UInt8] {
    var text: [UInt8] = []
    try summary.write { text += $0 }
    return text
}

extension AuditEvent {
    /// What makes two events the same access.
    fileprivate var access: AuditEvent {
        var access = self
        access.node = nil
        access.time = nil
        access.serial = nil
        access.pid = nil
        access.comm = nil
        access.others.removeAll { Self.ownFields.contains($0.key) }
        switch detail {
        case .network(var network):
            (network.local, network.foreign) = (Endpoint(), Endpoint())
            (network.source, network.destination) = (Endpoint(), Endpoint())
            access.detail = .network(network)
        case .dbus(var dbus):
            dbus.peerPID = nil
            access.detail = .dbus(dbus)
        default: break
        }
        return access
    }
}
