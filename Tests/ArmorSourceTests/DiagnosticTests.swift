import ArmorSource
import Foundation
import Testing

/// Diagnostics for people.
@Suite struct DiagnosticTextTests {
    private func render(_ text: String, _ range: Range<Int>, colour: Bool = false) -> [String] {
        render(Array(text.utf8), range, colour: colour)
    }

    private func render(_ bytes: [UInt8], _ range: Range<Int>, colour: Bool = false) -> [String] {
        let place = Place(SourceFile(name: "p.toml", bytes: bytes), range)
        return DiagnosticText(colour: colour).render(Diagnostic(.error, "code", "wrong", at: place))
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func lineAndCaret() {
        #expect(
            render("a = 1\nread = [\"x\"]\n", 14..<17) == [
                "p.toml:2:9: error: wrong [code]", "  read = [\"x\"]", "          ^~~", "",
            ]
        )
    }

    @Test("the caret stands under its character, whatever stands before it")
    func columns() {
        #expect(render("é€😀 = 1", 12..<13) == ["p.toml:1:7: error: wrong [code]", "  é€😀 = 1", "        ^", ""])
        #expect(render("\ta = \t1", 6..<7)[1...2] == ["  \ta = \t1", "  \t    \t^"])
    }

    @Test("a place at the end, past the end and over several lines")
    func ends() {
        #expect(render("abc", 3..<3)[2] == "     ^")
        #expect(render("abc", 90..<99)[2] == "     ^")
        #expect(render("abc\ndef", 1..<6)[1...2] == ["  abc", "   ^~"])
        #expect(render("", 0..<0) == ["p.toml:1:1: error: wrong [code]", ""])
        #expect(render("a\r\nb", 0..<1)[1] == "  a")
    }

    @Test("a long line is cut around the place")
    func longLines() {
        let text = String(repeating: "x", count: 1_000_000)
        let lines = render(text, 500_000..<999_999)
        #expect(lines[1].count < 400)
        #expect(lines[2].count < 400)
    }

    @Test("what acts on a terminal is shown, not sent")
    func control() {
        let lines = render("a\u{1B}[31m\u{202E}b\u{200B}\u{7F}", 0..<1)
        #expect(lines[1] == "  a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{7f}")
        #expect(!render([0xFF, 0x1B, 0x41], 2..<3).joined().contains("\u{1B}"))
    }

    @Test("a message, a note and a help are shown in one line each")
    func messages() {
        let note = Diagnostic.Note("no\nte")
        let diagnostic = Diagnostic(.warning, "c", "a\nb\u{9B}", at: nil, notes: [note], help: "h\ri")
        #expect(
            DiagnosticText(colour: false).render(diagnostic)
                == "warning: a\\u{a}b\\u{9b} [c]\nnote: no\\u{a}te\n  help: h\\u{d}i\n"
        )
    }

    @Test func colour() {
        let lines = render("a = 1", 0..<1, colour: true)
        #expect(lines[0] == "\u{1B}[1mp.toml:1:1:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m wrong [code]")
        #expect(lines[2] == "  \u{1B}[32m^\u{1B}[0m")
    }

    @Test func severities() {
        #expect(Diagnostic.Severity.note < .warning && .warning < Diagnostic.Severity.error)
        #expect([Diagnostic(.warning, "c", "m", at: nil)].hasErrors == false)
    }
}

/// Diagnostics for programs.
@Suite struct DiagnosticFormatTests {
    static let hostile = [
        "plain", "a\n::error::injected", "a\r\n::set-output name=x::y", "100% sure, \"a: b\"", "\\", "\u{1B}]0;x\u{07}",
        "\u{202E}abc\u{2066}", "é€😀", "\u{0}", "%0A::error::x", "\u{2028}::error::x", "\u{85}",
        "a\u{FEFF}\u{61C}\u{E0041}",
    ]

    private func diagnostics(_ text: String) -> [Diagnostic] {
        let place = Place(SourceFile(name: text, text: "a\nbcd"), 2..<4)
        let note = Diagnostic.Note(text, at: place)
        return [
            Diagnostic(.error, "code", text, at: place, notes: [note], help: text),
            Diagnostic(.note, "n", text, at: nil),
        ]
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(arguments: hostile) func json(_ text: String) throws {
        let written = DiagnosticFormats.json(diagnostics(text))
        let root = try object(written)
        #expect(root["version"] as? Int == 1)
        let list = try #require(root["diagnostics"] as? [[String: Any]])
        #expect(list.map { $0["message"] as? String } == [text, text])
        #expect(list.map { $0["severity"] as? String } == ["error", "note"])
        #expect(list[0]["help"] as? String == text)
        #expect(list[1]["place"] == nil)
        let place = try #require(list[0]["place"] as? [String: Any])
        #expect(place["file"] as? String == text)
        #expect(["line", "column", "end_line", "end_column"].map { place[$0] as? Int } == [2, 1, 2, 3])
        expectHarmless(written)
    }

    @Test(arguments: hostile) func sarif(_ text: String) throws {
        let written = DiagnosticFormats.sarif(diagnostics(text), version: "1.2.3")
        let root = try object(written)
        #expect(root["version"] as? String == "2.1.0")
        #expect(root["$schema"] as? String == "https://json.schemastore.org/sarif-2.1.0.json")
        let run = try #require((root["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "armor")
        #expect((driver["rules"] as? [[String: Any]])?.map { $0["id"] as? String } == ["code", "n"])
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.map { $0["ruleId"] as? String } == ["code", "n"])
        #expect(results.map { $0["level"] as? String } == ["error", "note"])
        #expect((results[1]["message"] as? [String: Any])?["text"] as? String == text)
        let location = try #require(
            (results[0]["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
        )
        let uri = try #require((location["artifactLocation"] as? [String: Any])?["uri"] as? String)
        #expect(uri.removingPercentEncoding == text)
        #expect(uri.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        let region = try #require(location["region"] as? [String: Any])
        #expect(["startLine", "startColumn", "endLine", "endColumn"].map { region[$0] as? Int } == [2, 1, 2, 3])
        expectHarmless(written)
    }

    @Test("no message and no name of a file makes a command of its own", arguments: hostile)
    func github(_ text: String) throws {
        let written = DiagnosticFormats.github(diagnostics(text))
        let lines = written.split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("::error file="))
        #expect(lines[1].hasPrefix("::notice title=n::"))
        // Properties end at the first `::` behind the command, and none of them holds a colon or a comma of its own.
        let properties = try #require(lines[0].dropFirst("::error ".count).components(separatedBy: "::").first)
        #expect(
            properties.split(separator: ",").map { String($0.prefix { $0 != "=" }) }
                == ["file", "line", "col", "endLine", "endColumn", "title"]
        )
        expectHarmless(written)
    }

    @Test func githubText() {
        let place = Place(SourceFile(name: "a,b:c%.toml", text: "x"), 0..<1)
        let diagnostic = Diagnostic(.warning, "c", "50%", at: place, help: "do")
        #expect(
            DiagnosticFormats.github([diagnostic])
                == "::warning file=a%2Cb%3Ac%25.toml,line=1,col=1,endLine=1,endColumn=2,title=c::50%25. do\n"
        )
    }

    @Test("nothing is an empty list")
    func nothing() throws {
        #expect((try object(DiagnosticFormats.json([]))["diagnostics"] as? [Any])?.isEmpty == true)
        #expect(DiagnosticFormats.github([]) == "")
    }

    @Test func jsonValues() {
        let value = JSONText.fields([
            ("a", .array([.integer(-1), .boolean(true), .boolean(false), .null])), ("b", .array([])), ("c", nil),
            ("d", .object([])), ("e", .string("\"\\/\u{1}\t")),
        ])
        #expect(
            value.text
                == "{\n  \"a\": [\n    -1,\n    true,\n    false,\n    null\n  ],\n  \"b\": [],\n  \"d\": {},\n"
                + "  \"e\": \"\\\"\\\\/\\u0001\\t\"\n}"
        )
    }

    /// No byte that acts on a terminal, save line ends.
    private func expectHarmless(_ text: String, _ location: SourceLocation = #_sourceLocation) {
        let bad = text.unicodeScalars.filter { $0 != "\n" && printable(String($0)) != String($0) }
        #expect(bad.isEmpty, sourceLocation: location)
    }
}

@Suite struct PrintableTests {
    @Test(arguments: [
        "\u{0}", "\u{7}", "\u{1B}", "\n", "\r", "\t", "\u{7F}", "\u{9B}", "\u{61C}", "\u{200B}", "\u{200F}", "\u{2028}",
        "\u{202E}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{E0041}",
        // Invisible, or like a space: Hangul fillers, soft hyphen, Mongolian vowel separator, interlinear annotations, musical
        // formatting, variation selectors, an empty Braille cell, no-break and ideographic spaces.
        "\u{115F}", "\u{1160}", "\u{3164}", "\u{FFA0}", "\u{AD}", "\u{34F}", "\u{180E}", "\u{FFF9}", "\u{FFFB}",
        "\u{1D173}", "\u{1D17A}", "\u{FE0F}", "\u{E0100}", "\u{2800}", "\u{A0}", "\u{3000}", "\u{2007}", "\u{17B4}",
        "\u{206A}",
    ])
    func shown(_ character: String) {
        let digits = String(character.unicodeScalars.first?.value ?? 0, radix: 16)
        #expect(printable("a\(character)b") == "a\\u{\(digits)}b")
    }

    @Test func linesAreKept() {
        #expect(printableLines("a\u{1B}[1m\n\nb\u{A0}") == "a\\u{1b}[1m\n\nb\\u{a0}")
    }

    @Test("text of any language stays", arguments: ["", "abc", "é€😀", "日本語", "שלום", "e\u{301}"])
    func kept(_ text: String) { #expect(printable(text) == text) }
}
