import ArmorPolicy
import ArmorTestSupport
import Foundation
import Testing

/// docs/lints.md says of each lint what the program says.
struct LintDocumentTests {
    private static let document = projectRoot.appending(path: "docs/lints.md")
    private static let marker = "| code | level | finding | why | instead | basis |"

    /// The table of all codes, in their order.
    private static var table: String {
        let asked = Lints.all.map { lint in
            let cells = [lint.code, lint.level.rawValue, lint.title, lint.why, lint.remedy, lint.basis.rawValue]
            return (lint.code, "| " + cells.joined(separator: " | ") + " |")
        }
        let elsewhere = Lints.elsewhere.map { ($0.code, "| \($0.code) | — | \($0.title) | \($0.where) | — | — |") }
        let compiled = Lints.compiled.map { lint in
            let cells = [lint.code, lint.level.rawValue, lint.title, lint.why, lint.remedy, "compiled"]
            return (lint.code, "| " + cells.joined(separator: " | ") + " |")
        }
        let rows = (asked + elsewhere + compiled).sorted { $0.0 < $1.0 }.map(\.1)
        return ([marker, "|---|---|---|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    @Test("the table in docs/lints.md is the program's")
    func table() throws {
        let text = try ArmorTestSupport.text(Self.document)
        let head = text.components(separatedBy: Self.marker)[0]
        try record(head + Self.table, to: Self.document)
        #expect(try ArmorTestSupport.text(Self.document) == head + Self.table)
    }

    @Test("codes are unique, their letter is their level, and their texts fit a table")
    func codes() {
        let codes = Lints.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        for lint in Lints.all {
            let letter: Character =
                switch lint.level {
                case .critical: "A"
                case .high: "B"
                case .medium: "C"
                }
            #expect(lint.code.first == letter)
            for text in [lint.title, lint.why, lint.remedy] {
                #expect(!text.isEmpty && !text.contains("|") && !text.hasSuffix("."))
            }
        }
    }

    @Test("every code of the catalogue is asked here or elsewhere")
    func catalogue() {
        let all = [("A", 14), ("B", 20), ("C", 24), ("D", 6)].flatMap { letter, count in
            (1...count).map { letter + ($0 < 10 ? "0" : "") + "\($0)" }
        }
        #expect(Set(Lints.all.map(\.code) + Lints.elsewhere.map(\.code) + Lints.compiled.map(\.code)) == Set(all))
    }
}
