import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// Summaries that are joined say what one scan of all their logs says, byte for byte.
@Suite struct SummaryTests {
    private func scan(_ sources: [RandomLogs.Source]) async -> LogSummary {
        // A scanner is of one machine; several are joined as several machines are.
        var summaries: [[UInt8]] = []
        for host in Set(sources.map(\.host)) {
            var scanner = LogScanner(host: host)
            for source in sources where source.host == host {
                await scanner.begin()
                await scanner.feed(source.bytes)
            }
            summaries.append(written(await scanner.finish()))
        }
        return (try? joined(summaries)) ?? LogSummary.none
    }

    private func written(_ summary: LogSummary) -> [UInt8] {
        var text: [UInt8] = []
        try? summary.write { text += $0 }
        return text
    }

    private func joined(_ summaries: [[UInt8]], limits: ScanLimits = ScanLimits()) throws(SummaryError) -> LogSummary {
        var scanner = SummaryScanner(limits: limits)
        for summary in summaries {
            try scanner.feed(summary)
            try scanner.end()
        }
        return scanner.finish()
    }

    /// Any order, any grouping, files cut where a run begins: the same bytes.
    @Test(arguments: 0..<20) func joinsInAnyOrderAndGrouping(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed &* 77)
        var logs = RandomLogs(seed: seed)
        let (files, pieces) = logs.make()
        let whole = written(await scan(files))
        for sources in [files, pieces] {
            var groups: [[RandomLogs.Source]] = Array(repeating: [], count: Int.random(in: 1...6, using: &random))
            for source in sources.shuffled(using: &random) {
                groups[Int.random(in: groups.indices, using: &random)].append(source)
            }
            var summaries: [[UInt8]] = []
            for group in groups { summaries.append(written(await scan(group))) }
            while summaries.count > 1 {
                summaries.shuffle(using: &random)
                let count = Int.random(in: 2...summaries.count, using: &random)
                summaries = [written(try joined(Array(summaries.prefix(count))))] + summaries.dropFirst(count)
            }
            #expect(summaries.first == whole, "seed \(seed)")
        }
        let text = try #require(String(bytes: whole, encoding: .ascii))
        #expect(text.contains("\\u00ff"))
    }

    /// What filters met, of one log in pieces: joined in any order it is what one scan finds.
    @Test(arguments: 1...30) func joinsCalls(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let lines = Array(try contents(fixtures().appending(path: "seccomp/records.log"))).split(separator: 10)
        var logs = [[UInt8]](repeating: Array("type=DAEMON_START msg=audit(1.000:1): op=start\n".utf8), count: 4)
        for line in lines { logs[Int.random(in: logs.indices, using: &random)] += line + [10] }
        func calls(_ logs: [[UInt8]]) async throws -> LogSummary {
            var summaries: [[UInt8]] = []
            for log in logs {
                var scanner = LogScanner()
                await scanner.begin(.auditLog)
                await scanner.feed(log)
                summaries.append(written(await scanner.finish()))
            }
            return try joined(summaries)
        }
        let whole = try await calls([logs.flatMap(\.self)]).calls
        #expect(!whole.counts.isEmpty && whole.malformed > 0)
        let parts = try await calls(logs.shuffled(using: &random))
        #expect(parts.calls == whole)
        #expect(try joined([written(parts)]).calls == whole)
    }

    /// What comes back is what was written: the same accesses, completeness and runs.
    @Test(arguments: 0..<10) func losesNothing(_ seed: UInt64) async throws {
        var logs = RandomLogs(seed: seed &+ 1000)
        let summary = await scan(logs.make().files)
        let read = try joined([written(summary)])
        #expect(Array(read.accesses) == Array(summary.accesses))
        #expect(read.completeness == summary.completeness && read.runs == summary.runs && read.bytes == summary.bytes)
    }

    /// Every line of the logs that are there: each event is an access of a summary, and comes back as it was.
    @Test func saysEveryKindOfEvent() async throws {
        let own = fixtures().appending(path: "kinds/all.log")
        let shared = sharedCorpus.map { shared in
            ["kernel", "hostile", "upstream-logs"].flatMap { folder in
                [".log", ".in"].flatMap { files(below: shared.appending(path: folder), ending: $0) }
                    .map { shared.appending(path: "\(folder)/\($0)") }
            }
        }
        for log in [own] + (shared ?? []) {
            var scanner = LogScanner()
            await scanner.begin()
            await scanner.feed(try contents(log))
            let summary = await scanner.finish()
            let read = try joined([written(summary)])
            #expect(Array(read.accesses) == Array(summary.accesses), "\(log.lastPathComponent)")
            #expect(read.events == summary.events && written(read) == written(summary))
            // Evidence keeps all that it says: what is reduced is what no kernel writes.
            let canonical = (0..<summary.count).compactMap { summary[$0]?.event }.filter { $0.isTrusted != nil }
            let kept = Set(summary.accesses.map(\.event)).filter { $0.isTrusted != nil }
            #expect(Set(canonical.map(\.canonical)).subtracting(kept).count <= 1, "\(log.lastPathComponent)")
        }
    }

    /// The form itself: docs/learn-summary.md has it member by member. ARMOR_RECORD=1 writes the fixture anew.
    @Test func hasTheDocumentedForm() async throws {
        var scanner = LogScanner(host: Array("here".utf8))
        await scanner.begin()
        await scanner.feed(try contents(fixtures().appending(path: "kinds/all.log")))
        let text = written(await scanner.finish())
        let expected = fixtures().appending(path: "summaries/kinds.summary")
        try record(text, to: expected)
        #expect(string(text) == string(try contents(expected)))
        let page = try ArmorTestSupport.text(projectRoot.appending(path: "docs/learn-summary.md"))
        for doubt in Doubt.allCases { #expect(page.contains("`\(doubt.word)`")) }
        for key in AuditEvent.summaryKeys { #expect(page.contains("`\(key)`"), "\(key)") }
        for action in SeccompEvent.Action.allCases { #expect(page.contains("`\(action.rawValue)`")) }
    }

    @Test func callsHaveTheDocumentedForm() async throws {
        var scanner = LogScanner(host: Array("here".utf8))
        await scanner.begin(.auditLog)
        await scanner.feed(try contents(fixtures().appending(path: "seccomp/records.log")))
        let text = written(await scanner.finish())
        let expected = fixtures().appending(path: "summaries/calls.summary")
        try record(text, to: expected)
        #expect(string(text) == string(try contents(expected)))
    }

    /// The audit daemon of one machine that collects the records of others: each has its own runs.
    @Test func tellsMachinesOfOneLogApart() async throws {
        let lines = (0..<40).map { index -> (String, String) in
            let host = ["a", "b"][index % 2]
            // The second machine's numbers are far behind the first's, and begin again once.
            let serial = host == "a" ? 9000 + index : index < 20 ? 100 + index : index - 19
            return (
                host,
                "node=\(host) type=AVC msg=audit(\(1_700_000_000 + index * 10).000:\(serial)): apparmor=\"ALLOWED\" "
                    + "operation=\"open\" profile=\"web\" name=\"/x\" requested_mask=\"r\" denied_mask=\"r\"\n"
            )
        }
        func scan(_ texts: [String]) async -> LogSummary {
            var scanner = LogScanner(host: Array("collector".utf8))
            for text in texts {
                await scanner.begin()
                await scanner.feed(Array(text.utf8))
            }
            return await scanner.finish()
        }
        let whole = await scan([lines.map(\.1).joined()])
        #expect(whole.runs == 3)
        #expect(whole.accesses.map(\.runs) == [3])
        let parts = ["a", "b"].map { host in lines.filter { $0.0 == host }.map(\.1).joined() }
        let apart = [written(await scan([parts[0]])), written(await scan([parts[1]]))]
        #expect(written(try joined(apart.reversed())) == written(whole))
    }

    /// More runs than are kept of one access: those that are first, whatever the order.
    @Test func boundsRunsTheSameInAnyOrder() async throws {
        let parts = (0..<90).map { run -> [UInt8] in
            Array(
                ("type=AVC msg=audit(\(1_700_000_000 + run * 1000).000:\(900 - run)): apparmor=\"ALLOWED\" "
                    + "operation=\"open\" profile=\"web\" name=\"/x\" requested_mask=\"r\" denied_mask=\"r\"\n").utf8
            )
        }
        let host = Array("h".utf8)
        let whole = await scan([RandomLogs.Source(host: host, bytes: parts.flatMap(\.self))])
        #expect(whole.runs == 90 && whole.accesses.map(\.runs) == [UInt32(RunSets.limit)])
        var summaries: [[UInt8]] = []
        for part in parts.reversed() { summaries.append(written(await scan([.init(host: host, bytes: part)]))) }
        let halves = [Array(summaries[..<33]), Array(summaries[33...])]
        #expect(written(try joined(try halves.map { written(try joined($0)) })) == written(whole))
    }

    /// The end of one file and the beginning of the next fill each other's gaps.
    @Test func recordsOfOneRunCompleteEachOther() async throws {
        func file(_ serials: [Int]) -> RandomLogs.Source {
            let lines = serials.map { "type=SYSCALL msg=audit(17000000\($0).000:\($0)): pid=1\n" }
            return .init(host: [1], bytes: Array(lines.joined().utf8))
        }
        let (first, second) = (file([11, 12, 14]), file([13, 15, 18]))
        for order in [[first, second], [second, first]] {
            #expect(await scan(order).completeness.missingRecords == 2)
            let apart = [written(await scan([order[0]])), written(await scan([order[1]]))]
            #expect(try joined(apart).completeness.missingRecords == 2)
        }
    }

    /// A log that is given twice is told, in one scan and in two.
    @Test func tellsOfLogsThatCameTwice() async throws {
        var logs = RandomLogs(seed: 3)
        let files = logs.make().files
        let twice = await scan(files + files)
        #expect(twice.repeated > 0)
        let once = written(await scan(files))
        #expect(written(try joined([once, once])) == written(twice))
    }

    @Test(arguments: [
        ("", SummaryError.Reason.noSummary),
        ("type=AVC msg=audit(1.000:1): apparmor=\"DENIED\"\n", .noSummary),
        ("{\"format\":\"armor\",\"version\":1}\n", .noSummary),
        ("{\"format\":\"armor-learn\",\"version\":2}\n", .otherVersion),
        ("{\"format\":\"armor-learn\",\"version\":1}\n", .cut),
        ("{\"format\":\"armor-learn\",\"version\":1}\n{", .badLine),
        ("HEAD{\"end\":{\"runs\":0,\"accesses\":1}}\n", .badContent),
        ("HEAD{\"end\":{\"runs\":0,\"accesses\":0}}\n{}\n", .trailing),
        ("HEAD{\"novel\":1}\n", .badContent),
        // A record that no kernel writes, said to be the kernel's.
        (
            "HEAD{\"access\":{\"apparmor\":\"ALLOWED\",\"operation\":\"novel\",\"profile\":\"p\"},\"count\":1}\n",
            .badContent
        ),
        (
            "HEAD{\"access\":{\"apparmor\":\"ALLOWED\",\"operation\":\"open\",\"profile\":\"p\"},\"count\":1}\n",
            .badContent
        ),
        // Fields that the operation does not have, counts and names that are none, runs that are not there.
        ("HEAD{\"access\":{ACCESS,\"signal\":\"term\"},\"name\":\"/a\",\"count\":1}\n", .badContent),
        ("HEAD{\"access\":{ACCESS},\"name\":\"/a\",\"count\":0}\n", .badContent),
        ("HEAD{\"access\":{ACCESS},\"name\":\"/\\u0100\",\"count\":1}\n", .badContent),
        ("HEAD{\"access\":{ACCESS},\"name\":\"/a\",\"count\":1,\"runs\":[0]}\n", .badContent),
        ("HEAD{\"access\":{ACCESS},\"name\":\"/a\",\"count\":1,\"novel\":0}\n", .badContent),
        ("HEAD{\"run\":0,\"host\":\"\",\"first\":[1],\"last\":[1,1]}\n", .badContent),
        ("HEAD{\"ledger\":\"novel\"}\n", .badContent),
        // Calls: more believed than came, what no filter does, a label of nothing, members that are none.
        ("HEAD{\"call\":{CALL},\"count\":1,\"trusted\":2}\n", .badContent),
        ("HEAD{\"call\":{CALL},\"count\":1,\"trusted\":-1}\n", .badContent),
        ("HEAD{\"call\":{CALL},\"count\":0,\"trusted\":0}\n", .badContent),
        ("HEAD{\"call\":{CALL},\"count\":1,\"trusted\":1,\"last\":5}\n", .badContent),
        ("HEAD{\"call\":{CALL,\"label\":\"\"},\"count\":1,\"trusted\":1}\n", .badContent),
        ("HEAD{\"call\":{CALL,\"novel\":1},\"count\":1,\"trusted\":1}\n", .badContent),
        (
            "HEAD{\"call\":{\"arch\":1,\"number\":2,\"action\":\"novel\",\"comm\":\"a\"},\"count\":1,\"trusted\":1}\n",
            .badContent
        ),
        ("HEAD{\"ledger\":\"calls\",\"malformed\":-1,\"dropped\":0}\n", .badContent),
    ])
    func refusesWhatIsNone(_ text: String, _ reason: SummaryError.Reason) throws {
        let access = "\"apparmor\":\"ALLOWED\",\"operation\":\"open\",\"profile\":\"p\""
        let summary = text.replacing("HEAD", with: "{\"format\":\"armor-learn\",\"version\":1}\n")
            .replacing("ACCESS", with: access)
            .replacing("CALL", with: "\"arch\":3221225534,\"number\":250,\"action\":\"log\",\"comm\":\"a\"")
        #expect { try joined([Array(summary.utf8)]) } throws: { ($0 as? SummaryError)?.reason == reason }
    }

    /// Bytes changed by chance: an error or a summary that is written as it was read, never more.
    @Test func readsAnything() async throws {
        var logs = RandomLogs(seed: 9)
        let text = written(await scan(logs.make().files))
        var random = SplitMix(state: 9)
        let alphabet = Array("\"{}[],:\\u0019 aef\n-".utf8)
        for _ in 0..<400 {
            let changed = mutated(text, alphabet, using: &random)
            guard let read = try? joined([changed]) else { continue }
            #expect(written(try joined([written(read)])) == written(read))
        }
    }
}

extension LogSummary {
    static var none: LogSummary { SummaryScanner().finish() }
}
