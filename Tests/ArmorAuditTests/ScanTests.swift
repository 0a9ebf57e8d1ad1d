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
        return Int(summary.events)
    }
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
        access.others.removeAll { ["parent", "task", "pid"].contains($0.key) }
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
