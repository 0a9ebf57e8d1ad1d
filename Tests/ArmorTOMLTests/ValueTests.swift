import ArmorSource
import ArmorTOML
import Testing

@Suite struct ValueTests {
    @Test func placesAreExact() throws {
        let text = "a.b = \"x\" # c\n[t]\nk = [1, {m = 2}]\n[[u]]\n"
        let document = TOMLDocument.parse(text)
        func shown(_ range: ByteRange) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }
        let dotted = try #require(document.root["a"])
        #expect(shown(dotted.keyRange) == "a")
        let inner = try #require(table(dotted.value)?["b"])
        #expect(shown(inner.keyRange) == "b" && shown(inner.value.range) == "\"x\"")
        let header = try #require(document.root["t"])
        #expect(shown(header.keyRange) == "t" && shown(header.value.range) == "[t]")
        let list = try #require(table(header.value)?["k"])
        #expect(shown(list.value.range) == "[1, {m = 2}]")
        guard case .array(let elements) = list.value.kind else { throw Unexpected() }
        #expect(elements.map { shown($0.range) } == ["1", "{m = 2}"])
        #expect(table(elements[1])?.isInline == true)
        #expect(try shown(#require(document.root["u"]).value.range) == "[[u]]")
        #expect(document.root.range == 0..<text.utf8.count)
    }

    @Test(arguments: [
        ("a = 1 # beside", ["a: beside"]),
        ("# above\na = 1 # beside", ["a: beside"]),
        ("#one\n  #  two \na = 1", ["a: one two"]),
        ("# far\n\n# near\na = 1", ["a: near"]),
        ("# far\n\na = 1", []),
        ("# no\nb = 1 # b\na = 2", ["b: b"]),
        ("#\na = 1 #", []),
        ("# h\n[a]\nb = 1", ["a: h"]),
        ("[a] # h", ["a: h"]),
        ("# e\n[[a]]\n[[a]] # f", ["a[0]: e", "a[1]: f"]),
        (
            "# up\na = [ # list\n# first\n1, # one\n2 # two\n, # three\n3]",
            ["a: list", "a[0]: one", "a[1]: two", "a[2]: three"]
        ),
        ("# up\na = [ # list\n1, 2, # two\n\n# far\n\n# near\n3, 4]", ["a: list", "a[1]: two", "a[2]: near"]),
        ("# up\na = [ # list\n] # end", ["a: end"]),
        ("# up\na = [\n1\n# behind\n]", ["a: up"]),
        ("a = [1, {b = [ # in\n2]}, # out\n]", ["a[1]: out", "a[1].b: in"]),
    ])
    func commentsBelongToWhatTheyAreBeside(_ text: String, _ expected: [String]) {
        let document = TOMLDocument.parse(text)
        #expect(document.diagnostics.isEmpty)
        #expect(comments(document.root, "") == expected)
    }

    @Test(
        arguments: [
            ("2024-02-29", nil), ("2023-02-29", "toml-date"), ("1900-02-29", "toml-date"), ("2000-02-29", nil),
            ("2024-04-31", "toml-date"), ("2024-13-01", "toml-date"), ("24:00:00", "toml-date"), ("23:59:60", nil),
            ("2024-01-01 00:00:00", nil), ("2024-01-01T00:00:00+24:00", "toml-date"), ("2024-01-01T", "toml-date"),
            ("9223372036854775807", nil), ("9223372036854775808", "toml-number-range"), ("-9223372036854775808", nil),
            ("0x7fffffffffffffff", nil), ("0x8000000000000000", "toml-number-range"), ("1e400", "toml-number-range"),
            ("1__0", "toml-number"), ("01", "toml-number"), ("1.", "toml-number"), (".5", "toml-number"),
            ("+", "toml-number"),
            ("True", "toml-unquoted"), ("/etc/hosts", "toml-unquoted"), ("", "toml-no-value"),
        ] as [(String, String?)]
    )
    func scalarsAreChecked(_ text: String, _ code: String?) {
        #expect(TOMLDocument.parse("a = \(text)").diagnostics.map(\.code) == (code.map { [$0] } ?? []))
    }

    @Test func keysAreTheirBytes() {
        let document = TOMLDocument.parse("'\u{E9}' = 1\n'e\u{301}' = 2\n")
        #expect(document.diagnostics.isEmpty)
        #expect(document.root["\u{E9}"]?.value.range == 7..<8)
        #expect(document.root["e\u{301}"]?.value.range == 17..<18)
    }

    @Test(arguments: ["", "a b", "\"\\\n\r\t\u{0}\u{7F}\u{202E}\u{E0001}", "ü", "\u{10FFFF}", "it's"])
    func quotedTextIsReadBack(_ text: String) throws {
        let document = TOMLDocument.parse("\(tomlKey(text)) = \(tomlQuoted(text))")
        #expect(document.diagnostics.isEmpty)
        guard case .string(let read)? = document.root[text]?.value.kind else { throw Unexpected() }
        #expect(Array(read.utf8) == Array(text.utf8))
        #expect(!tomlQuoted(text).unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
    }

    private struct Unexpected: Error {}

    private func table(_ value: TOMLValue) -> TOMLTable? {
        guard case .table(let table) = value.kind else { return nil }
        return table
    }

    /// Every comment with the path of what it belongs to.
    private func comments(_ table: TOMLTable, _ path: String) -> [String] {
        table.entries.flatMap { comments($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    }

    private func comments(_ value: TOMLValue, _ path: String) -> [String] {
        let own = value.comment.map { ["\(path): \($0)"] } ?? []
        switch value.kind {
        case .array(let elements): return own + elements.enumerated().flatMap { comments($1, "\(path)[\($0)]") }
        case .table(let table): return own + comments(table, path)
        default: return own
        }
    }
}
