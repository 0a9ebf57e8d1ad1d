import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// One event in many textual forms, a form a file: each is read to the same event, which is never believed.
@Suite struct FormTests {
    private static let folder = fixtures().appending(path: "forms")
    static let forms = files(below: folder, ending: ".txt")

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The events of a log that comes in chunks.
    private static func events(_ log: [UInt8], chunk: Int, _ source: SourceForm? = nil) -> [AuditEvent] {
        var stream = EventStream()
        var events = stream.begin(source)
        for start in stride(from: 0, to: log.count, by: chunk) {
            events += stream.feed(Array(log[start..<min(start + chunk, log.count)]))
        }
        return events + stream.end()
    }

    @Test(arguments: forms) func isReadToTheSameEvent(_ form: String) async throws {
        let log = try contents(Self.folder.appending(path: form))
        let events = Self.events(log, chunk: log.count)
        #expect(events.count == 1)
        let event = try #require(events.first)
        #expect(event.isTrusted == false)
        #expect(event.status == .denied && event.operation == "open" && event.mediation == "file")
        #expect(event.label == AuditLabel("web") && event.pid == 70 && event.comm == Self.bytes("app"))
        #expect(event.requested == "rw" && event.denied == "r" && event.fsuid == 33 && event.ouid == 33)
        #expect(event.detail == .file(FileAccess(name: Self.bytes("/srv/data/a.txt"))))
        #expect(event.others == [])
        // Of what the journal has twice, the half that has a time is kept.
        if form.hasPrefix("journal-twice") { #expect(event.time == 1_790_000_000_123 && event.serial == 77) }
        for chunk in [1, 7, 64, 1000] {
            #expect(Self.events(log, chunk: chunk, .text).map(\.detail) == [event.detail], "chunks of \(chunk)")
        }
        var scanner = LogScanner()
        await scanner.begin()
        await scanner.feed(log)
        let summary = await scanner.finish()
        #expect(summary.events == 1 && summary.completeness.malformed.isEmpty)
        #expect(summary.accesses.map { $0.event.detail } == [event.detail])
        #expect(TextReader.events(log).map(\.detail) == [event.detail])
    }

    @Test func thereAreManyForms() { #expect(Self.forms.count >= 115) }

    /// All forms in one text, several times, so that it is cut within them.
    @Test func areReadInOneLog() async throws {
        var log: [UInt8] = []
        // Encodings are of a whole file; the form whose lines all end like old editors' is one.
        let encoded = ["utf-16-little.txt", "utf-16-big.txt", "utf-16-no-mark.txt"]
        // These are looked for only in a text that has no record as the kernel writes one, or that begins like JSON.
        let alone = [
            "capital-in-json.txt", "capital-keys.txt", "capital-word.txt", "journal-json-numbers.txt",
            "journal-json-numbers-spaced.txt",
        ]
        let forms = Self.forms.filter { !encoded.contains($0) && !alone.contains($0) }
        // Lines of the journal are looked at for their other half as far as this.
        let separator = Self.bytes("\n" + String(repeating: "-- next\n", count: JournalPairs.mostLines))
        for form in forms { log += try contents(Self.folder.appending(path: form)) + separator }
        let rounds = 12
        let whole = Array(repeatElement(log, count: rounds).joined())
        for chunk in [whole.count, 300_000, 150_001, 9_973] {
            var scanner = LogScanner()
            await scanner.begin(.text)
            for start in stride(from: 0, to: whole.count, by: chunk) {
                await scanner.feed(Array(whole[start..<min(start + chunk, whole.count)]))
            }
            let summary = await scanner.finish()
            #expect(summary.events == UInt64(forms.count * rounds), "chunks of \(chunk)")
        }
    }

    private static let hostileFolder = fixtures().appending(path: "hostile-forms")
    static let hostile = files(below: hostileFolder, ending: ".txt")

    /// What is recorded was read by a person: no name becomes a second record, and nothing that is not certain is evidence.
    @Test("text that looks like a record, records that are cut or not certain, and records that are there twice")
    func hostileForms() async throws {
        var text = ""
        for name in Self.hostile {
            var scanner = LogScanner()
            await scanner.begin()
            await scanner.feed(try contents(Self.hostileFolder.appending(path: name)))
            let summary = await scanner.finish()
            text += "\(name)\n"
            for access in summary.accesses {
                let event = access.event
                let name = event.detail.name.map { " [\(string($0))]" } ?? ""
                text += "  \(access.count) \(event.trust)\(name) \(string(event.summaryText))\n"
            }
            let malformed = summary.completeness.malformed.map { "\($0.key.rawValue) \($0.value)" }
            for line in malformed.sorted() { text += "  unread: \(line)\n" }
            for (record, count) in summary.completeness.unread {
                text += "  known: \(count) \(record.label.map { string($0.bytes) } ?? "-") \(record.operation ?? "-")\n"
            }
            if summary.completeness.suppressed > 0 { text += "  lost: \(summary.completeness.suppressed)\n" }
        }
        let expected = Self.hostileFolder.appending(path: "all.expected")
        try record(text, to: expected)
        #expect(text == (try ArmorTestSupport.text(expected)))
    }
}
