import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// Documents before and after changes: `Fixtures/changing/NAME.before.toml` and `NAME.after.toml`. What is called `/gone/…`
/// goes, as does a table that says `/gone/table`; `/wide/**` becomes two; the `access` of what says `/set` is another.
struct ChangingTests {
    private static let folder = fixtures().appending(path: "changing")
    private static let names = listing(folder).filter { $0.hasSuffix(".before.toml") }.map {
        String($0.dropLast(".before.toml".count))
    }

    /// Every element of the arrays and arrays of tables that tables have; not those of arrays within elements.
    private static func elements(_ table: TOMLTable) -> [TOMLValue] {
        table.entries.flatMap { entry -> [TOMLValue] in
            switch entry.value.kind {
            case .table(let inner): return elements(inner)
            case .array(let items):
                return items
                    + items.flatMap { item -> [TOMLValue] in
                        guard case .table(let inner) = item.kind, !inner.isInline else { return [] }
                        return elements(inner)
                    }
            default: return []
            }
        }
    }

    private static func says(_ value: TOMLValue, _ text: String) -> Bool {
        guard case .table(let table) = value.kind else { return false }
        return table.entries.contains { if case .string(text) = $0.value.kind { true } else { false } }
    }

    private static func change(_ value: TOMLValue) -> DocumentChange? {
        switch value.kind {
        case .string(let text) where text.hasPrefix("/gone/"): DocumentChange(value.range, .remove)
        case .string("/wide/**"):
            DocumentChange(value.range, .replace(with: ["\"/wide/1\"", "\"/wide/2\""], comments: ["narrower"]))
        case .table where says(value, "/gone/table"): DocumentChange(value.range, .remove)
        case .table where says(value, "/set"):
            DocumentChange(value.range, .set(["access": "[\"read\"]"], comments: ["less"]))
        default: nil
        }
    }

    @Test(arguments: names)
    func keepsEverythingElse(_ name: String) throws {
        let before = try document("\(name).before.toml", in: Self.folder)
        #expect(before.diagnostics.isEmpty)
        let changes = Self.elements(before.root).compactMap(Self.change)
        let after = try DocumentEditor(before).changing(changes)
        let file = Self.folder.appending(path: "\(name).after.toml")
        try record(after, to: file)
        #expect(try String(decoding: after, as: UTF8.self) == text(file))
        let result = TOMLDocument.parse(SourceFile(name: name, bytes: after))
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
    }

    @Test(arguments: [
        (
            "[[a]]\nx = 1\n[a.b]\ny = 2\n", DocumentChange.Kind.remove,
            "a table has others under headers of their own; write those in braces"
        ),
        ("[[a]]\nx = 1\n", .replace(with: ["1"]), "a table under a header is not replaced by values"),
        ("[[a]]\nx = 1\n", .set(["y": "1"]), "there is no \"y\" to change"),
        ("a = [{ x = 1 }]\n", .set(["y": "1"]), "there is no \"y\" to change"),
    ])
    func refusesWhatItCannotDo(_ text: String, _ kind: DocumentChange.Kind, _ message: String) throws {
        let document = TOMLDocument.parse(SourceFile(name: "t", text: text))
        let element = try #require(Self.elements(document.root).first)
        let error = #expect(throws: DocumentEditError.self) {
            _ = try DocumentEditor(document).changing([DocumentChange(element.range, kind)])
        }
        #expect(error?.message == message)
    }

    @Test func knowsWhatItDoesNotFind() {
        let document = TOMLDocument.parse(SourceFile(name: "t", text: "a = [1]\n"))
        #expect(throws: DocumentEditError.self) {
            _ = try DocumentEditor(document).changing([DocumentChange(0..<1, .remove)])
        }
    }

    /// What a document says, as one line for each value that is no array or table.
    private static func said(_ value: TOMLValue, _ path: String, without: Set<ByteRange>) -> [String] {
        switch value.kind {
        case .table(let table):
            table.entries.flatMap { said($0.value, "\(path).\($0.key)", without: without) }
        case .array(let items):
            items.filter { !without.contains($0.range) }.enumerated().flatMap {
                said($0.element, "\(path)[\($0.offset)]", without: without)
            }
        case .string(let text): ["\(path)=\(text)"]
        case .boolean(let flag): ["\(path)=\(flag)"]
        case .integer(let number): ["\(path)=\(number)"]
        case .float(let number): ["\(path)=\(number)"]
        case .dateTime(let time): ["\(path)=\(time)"]
        }
    }

    private static func said(_ document: TOMLDocument, without: Set<ByteRange> = []) -> [String] {
        document.root.entries.flatMap { said($0.value, $0.key, without: without) }
    }

    private static let policies = files(below: projectRoot, ending: ".toml").filter {
        $0.hasPrefix("samples/") || $0.hasPrefix("templates/") || $0.contains("ArmorPolicyTests/Fixtures/kinds")
            || $0.contains("ArmorTOMLTests/Fixtures/editing") || $0.contains("Fixtures/changing")
    }

    /// The elements within a table under a header.
    private static func within(_ value: TOMLValue) -> [TOMLValue] {
        guard case .table(let table) = value.kind, !table.isInline else { return [] }
        return elements(table)
    }

    /// Any elements of policies as people write them: the others say what they said, in the same order.
    @Test(arguments: policies)
    func removesAnyElements(_ name: String) throws {
        let bytes = try contents(projectRoot.appending(path: name))
        let before = TOMLDocument.parse(SourceFile(name: name, bytes: bytes))
        guard before.diagnostics.isEmpty else { return }
        let all = Self.elements(before.root)
        var generator = SplitMix(state: UInt64(bytes.count))
        for round in 0..<40 {
            // All of them, each alone, and some.
            let chosen = all.filter { _ in round == 0 || generator.next() % (round.isMultiple(of: 2) ? 2 : 8) == 0 }
            // What is inside of something that goes needs no mention.
            let inner = Set(chosen.flatMap(Self.within).map(\.range))
            let outer = chosen.filter { !inner.contains($0.range) }
            let gone = Set(outer.map(\.range))
            let after = try DocumentEditor(before).changing(gone.map { DocumentChange($0, .remove) })
            let result = TOMLDocument.parse(SourceFile(name: name, bytes: after))
            #expect(
                result.diagnostics.isEmpty,
                "\(result.diagnostics.map(\.message))\n\(String(decoding: after, as: UTF8.self))"
            )
            #expect(Self.said(result).sorted() == Self.said(before, without: gone).sorted())
        }
    }

    /// A value for a value, and the text is the same again when the old one is put back.
    @Test(arguments: policies)
    func putsBack(_ name: String) throws {
        let bytes = try contents(projectRoot.appending(path: name))
        let before = TOMLDocument.parse(SourceFile(name: name, bytes: bytes))
        guard before.diagnostics.isEmpty else { return }
        for element in Self.elements(before.root) {
            guard case .string = element.kind else { continue }
            let old = String(decoding: bytes[element.range], as: UTF8.self)
            let change = DocumentChange(element.range, .replace(with: ["\"<new>\""]))
            let after = try DocumentEditor(before).changing([change])
            let middle = TOMLDocument.parse(SourceFile(name: name, bytes: after))
            let new = try #require(
                Self.elements(middle.root).first { if case .string("<new>") = $0.kind { true } else { false } }
            )
            let back = try DocumentEditor(middle).changing([DocumentChange(new.range, .replace(with: [old]))])
            #expect(Self.said(TOMLDocument.parse(SourceFile(name: name, bytes: back))) == Self.said(before))
            // Only an array of one line may have other blanks between its elements.
            let isWord = { (byte: UInt8) in byte > 0x20 && byte != UInt8(ascii: ",") }
            #expect(back.filter(isWord) == bytes.filter(isWord))
        }
    }
}
