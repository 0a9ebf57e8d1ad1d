import Testing

@testable import ArmorAudit

/// What is missing is counted, and a run with losses is never whole.
@Suite struct CompletenessTests {
    private func record(_ serial: Int, second: Int = 0, name: String = "/a", type: String = "AVC") -> String {
        let stamp = "audit(\(1_700_000_000 + second).000:\(serial))"
        if type != "AVC" { return "type=\(type) msg=\(stamp): pid=1\n" }
        return "type=AVC msg=\(stamp): apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\" name=\"\(name)\" pid=1 "
            + "comm=\"c\(serial % 5)\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n"
    }

    private func scan(_ texts: [String], limits: ScanLimits = ScanLimits()) async -> LogSummary {
        var scanner = LogScanner(limits: limits)
        for text in texts {
            await scanner.begin()
            await scanner.feed(Array(text.utf8))
        }
        return await scanner.finish()
    }

    @Test func gapsBetweenRecords() async {
        let whole = [1, 2, 3, 5, 4, 6].map { record($0) } + [record(7, type: "SYSCALL"), record(7)]
        let complete = await scan([whole.joined()]).completeness
        #expect(complete.missingRecords == 0 && complete.isWhole)
        let gap = [record(1), record(2, type: "SYSCALL"), record(10), record(11), record(13)]
        let lossy = await scan([gap.joined()]).completeness
        #expect(lossy.missingRecords == 8 && !lossy.isWhole)
    }

    /// The daemon numbers its own records from where it likes.
    @Test func recordsOfTheDaemonAreNotNumbered() async {
        let log = [record(2888, type: "DAEMON_START"), record(3), record(4, type: "SYSCALL"), record(5)]
        #expect(await scan([log.joined()]).completeness.missingRecords == 0)
    }

    /// A log of AppArmor's records alone was filtered: its gaps mean nothing.
    @Test func gapsOfAFilteredLogAreNotKnown() async {
        #expect(await scan([[record(1), record(10)].joined()]).completeness.missingRecords == nil)
    }

    /// Of a rotated set, given oldest first.
    @Test func gapsBetweenFiles() async {
        let first = [record(1), record(2, type: "SYSCALL")].joined()
        let second = [record(5, type: "SYSCALL"), record(6)].joined()
        #expect(await scan([first, second]).completeness.missingRecords == 2)
    }

    @Test func runsAreToldApart() async {
        let text = [
            record(900), record(901, type: "SYSCALL"), record(1, second: 60), record(2, second: 60, name: "/b"),
            record(1, second: 600), record(3, second: 601),
        ].joined()
        let summary = await scan([text])
        #expect(summary.runs == 3)
        #expect(summary.accesses.map(\.runs) == [3, 1])
        #expect(summary.completeness.missingRecords == 1)
        var scanner = LogScanner()
        await scanner.begin(.auditLog)
        for byte in text.utf8 { await scanner.feed([byte]) }
        let split = await scanner.finish()
        #expect(split.runs == 3 && Array(split.accesses) == Array(summary.accesses))
    }

    @Test func sequenceOfTheKernelsBuffer() async {
        let text = [1, 2, 7].map { "5,\($0),100,-;something\n" }.joined()
        #expect(await scan([text]).completeness.missingRecords == 4)
    }

    @Test func noticesAreAddedUp() async {
        let text =
            "[1.0] audit: audit_lost=3 audit_rate_limit=0\n[2.0] audit: audit_lost=9 audit_rate_limit=0\n"
            + "[3.0] audit: rate limit exceeded\n[4.0] x: 5 callbacks suppressed\nMissed 2 kernel messages\n"
        let completeness = await scan([text]).completeness
        #expect(completeness.auditLost == 9 && completeness.rateLimited == 1 && completeness.suppressed == 7)
        #expect(!completeness.isWhole)
    }

    @Test func countsFirstsAndPrograms() async throws {
        let text = (1...7).map { record($0, second: $0) }.joined()
        let access = try #require(await scan([text])[0])
        #expect(access.count == 7 && access.first == 1_700_000_001_000 && access.last == 1_700_000_007_000)
        #expect(access.comms.map(string) == ["c0", "c1", "c2"] && access.hasMoreComms && access.runs == 1)
    }

    /// A flood of names fills what there is and no more; what came before is kept, the rest is counted.
    @Test func floodsAreBounded() async {
        let text = (0..<5000).map { record($0, name: "/flood/\($0)") }.joined()
        let summary = await scan([record(1, name: "/first") + text], limits: ScanLimits(accesses: 100))
        #expect(summary.count == 100 && summary.events == 5001 && summary.completeness.dropped == 4901)
        #expect(summary[0]?.event.detail == .file(FileAccess(name: Array("/first".utf8))))
        #expect(!summary.completeness.isWhole)
    }

    @Test func floodsOfShapesAreBounded() async {
        let text = (0..<500).map { record($0).replacing("profile=\"p\"", with: "profile=\"p\($0)\"") }.joined()
        let summary = await scan([text], limits: ScanLimits(shapes: 20))
        #expect(summary.count == 20 && summary.completeness.dropped == 480)
    }

    @Test func eventsOutsideOfTheWindowAreCountedApart() async {
        let text =
            (1...9).map { record($0, second: $0) }.joined() + "apparmor=\"DENIED\" operation=\"open\" name=\"/b\"\n"
        var scanner = LogScanner(window: 1_700_000_003_000...1_700_000_005_000)
        await scanner.begin()
        await scanner.feed(Array(text.utf8))
        let summary = await scanner.finish()
        #expect(summary.accesses.map(\.count) == [3, 1] && summary.outside == 6)
    }

    @Test func unknownFieldsAreCounted() async {
        let text = (1...3).map { record($0, name: "/\($0)").replacing("fsuid=0", with: "novel=\($0) fsuid=0") }.joined()
        #expect(await scan([text]).otherFields == ["novel": 3])
    }

    @Test func linesOfAnyLengthEnd() async {
        let long = String(repeating: "a", count: 300_000)
        var scanner = LogScanner()
        await scanner.begin(.text)
        for _ in 0..<3 { await scanner.feed(Array(long.utf8)) }
        await scanner.feed(Array("apparmor=\n\(record(1))".utf8))
        #expect(await scanner.finish().events == 1)
    }
}
