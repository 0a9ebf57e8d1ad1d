import ArmorTestSupport
import Testing

@testable import ArmorAudit

/// The text of a shape that is made from another one's is that of its own record.
@Suite struct AccessFamilyTests {
    @Test(arguments: VariedLog.Envelope.allCases)
    func writesWhatEachRecordSays(_ envelope: VariedLog.Envelope) async throws {
        var log: [UInt8] = []
        VariedLog(envelope: envelope, percent: 100, names: 900).write(bytes: 400_000) { log += $0 }
        #expect(await compare(log) > 700)
        var random = SplitMix(state: 17)
        let alphabet = Array("\"=' _0AFaz/:\\peer=target=fsuid=\n\u{1D}".utf8)
        for _ in 0..<900 { log = mutated(log, alphabet, using: &random) }
        await compare(log)
    }

    /// Fields with copied values that are repeated, of another form, in other places, and names within names.
    @Test func writesWhatEachRecordSaysOfAnyFields() async {
        let fields = [
            "fsuid=0", "fsuid=33", "fsuid=007", "fsuid=4294967295", "fsuid=99999999999", "fsuid=\"5\"", "ouid=0",
            "ouid=1000", "ouid=33OUID=\"www\"", "peer=\"a\"", "peer=\"b//null-/bin/c\"", "peer=6162", "peer=unconfined",
            "peer=\"c\\d\"", "target=\"x\"", "target=\"y z\"", "target=\"\"", "profile=\"second\"", "namespace=\"n\"",
            "info=\"fsuid=1 peer=\"", "family=\"unix\"", "family=\"inet\"", "class=\"file\"", "class=\"net\"",
            "requested_mask=\"r\"", "label=\"l\"", "error=-13", "request fsuid=7",
        ]
        let operations = [
            "open", "exec", "link", "ptrace", "signal", "connect", "change_profile", "mqueue_open", "odd",
        ]
        var random = SplitMix(state: 23)
        var log = ""
        for number in 1...9000 {
            log += "type=AVC msg=audit(1795226286.001:\(number)): apparmor=\"ALLOWED\""
            log += " operation=\"\(operations.randomElement(using: &random) ?? "")\""
            log +=
                [" profile=\"p\"", " profile=\"q r\"", " profile=\":n:s\"", " profile=6162", ""][Int(random.next() % 5)]
            for _ in 0..<Int.random(in: 0...1, using: &random) {
                log += " \(fields.randomElement(using: &random) ?? "")"
            }
            log += [" name=\"/a\" pid=5 comm=\"c\"", " pid=6 comm=\"c\"", " pid=6 comm=6364"][Int(random.next() % 3)]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                log += " \(fields.randomElement(using: &random) ?? "")"
            }
            log += "\n"
        }
        #expect(await compare(Array(log.utf8)) > 4000)
    }

    /// Returns how many shapes there are.
    @discardableResult
    private func compare(_ log: [UInt8]) async -> Int {
        var scanner = LogScanner()
        await scanner.begin()
        await scanner.feed(log)
        let table = await scanner.finish().table
        // Some are forgotten on the way.
        var families = AccessFamilies(table, limit: 200)
        var text = ByteText()
        for start in stride(from: 0, to: table.shapes.count, by: 500) {
            let shapes = start..<min(start + 500, table.shapes.count)
            families.read(shapes)
            for shape in shapes {
                text.clear()
                let written = families.write(shape, to: &text)
                let expected = table.template(shape).map { CanonicalAccess($0) }
                #expect((written == nil) == (expected == nil))
                guard let written, let expected else { continue }
                #expect(Array(text.bytes[text.range]) == expected.text.bytes)
                #expect(written.head == 0..<expected.text.headLength && written.end.upperBound == text.count)
                #expect(written.hasName == expected.hasName && written.fixedName == expected.fixedName)
            }
        }
        return table.shapes.count
    }
}
