import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// Records as kernels of several releases and bus daemons write them.
@Suite struct KindVariantTests {
    private static let file = fixtures().appending(path: "kinds/variants.log")

    /// The recorded file has a line for each record: its kind, its name, the rest, and why no rule helps.
    @Test("each record is read as an access of its kind")
    func kinds() throws {
        let read = try lines(Self.file).map { line -> String in
            guard let event = LineReader().read(line).event else { return "not read" }
            let reasons = [event.objection?.rawValue, event.refusal?.rawValue].compactMap(\.self)
            let notes = reasons.isEmpty ? "" : " [\(reasons.joined(separator: ", "))]"
            let canonical = event.canonical
            let name = canonical.detail.name.map { " \(string($0))" } ?? ""
            return "\(event.detail.kind)\(name)\(notes) \(string(canonical.summaryText))"
        }
        let expected = Self.file.deletingPathExtension().appendingPathExtension("expected")
        let text = read.joined(separator: "\n") + "\n"
        try record(text, to: expected)
        #expect(text == (try ArmorTestSupport.text(expected)))
    }

    @Test("every reason of the kernel that no rule changes has a text and is found by it")
    func refusals() {
        for refusal in AuditEvent.Refusal.allCases { #expect(!refusal.explanation.isEmpty) }
        #expect(AuditEvent.Refusal(info: Array("no new privs".utf8)) == .noNewPrivileges)
        #expect(AuditEvent.Refusal(info: Array("failed mntpnt match".utf8)) == nil)
    }
}
