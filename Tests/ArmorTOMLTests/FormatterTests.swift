import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

@Suite struct FormatterTests {
    /// Each file `NAME.toml` in `Fixtures/format` becomes `NAME.formatted`.
    @Test(arguments: files(below: fixtures().appending(path: "format"), ending: ".toml"))
    func layout(of name: String) throws {
        let folder = fixtures().appending(path: "format")
        let source = SourceFile(name: name, bytes: try contents(folder.appending(path: name)))
        let result = try #require(formatted(.parse(source)))
        #expect(
            String(decoding: result, as: UTF8.self)
                == (try text(folder.appending(path: name.dropLast(5) + ".formatted")))
        )
        try expectSameMeaning(.parse(source))
    }

    @Test func everyValidFileKeepsItsMeaning() throws {
        guard let suite = TOMLSuite() else { return }
        for name in suite.valid { try expectSameMeaning(suite.parse(name)) }
    }

    @Test(arguments: [
        ("", ""),
        ("\n\n\n", ""),
        ("\u{FEFF}a=1", "a = 1\n"),
        ("a=1\r\n\r\n\r\n b = 2 # c \r\n", "a = 1\n\nb = 2 # c\n"),
        ("'a b' . \"c\" = 1", "\"a b\".c = 1\n"),
        ("a = 'plain'", "a = \"plain\"\n"),
        ("a = \"C:\\\\x\"", "a = 'C:\\x'\n"),
        ("a = \"it's \\\\\"", "a = \"it's \\\\\"\n"),
        ("a = '\u{202E}\\'", "a = \"\\u202E\\\\\"\n"),
        ("a = '''x\r\n'''", "a = '''x\n'''\n"),
        ("a = [ ]\nb={ }", "a = []\nb = {}\n"),
        ("a = [\n1,\n2,\n]", "a = [1, 2]\n"),
        ("a = {b=[1,2],c . d=3}", "a = { b = [1, 2], c.d = 3 }\n"),
        ("a = [1, # one\n2]", "a = [\n    1, # one\n    2,\n]\n"),
        ("a = [ # all\n\n1\n\n\n,2\n\n]", "a = [ # all\n    1,\n\n    2,\n]\n"),
        ("# c\n\na = 1\n[b]\n\n\nc = 1\n# d\n[[d]]", "# c\n\na = 1\n\n[b]\nc = 1\n\n# d\n[[d]]\n"),
        ("[ a . 'b' ] # c", "[a.b] # c\n"),
    ])
    func layout(_ text: String, _ expected: String) throws {
        let result = try #require(formatted(.parse(text)))
        #expect(String(decoding: result, as: UTF8.self) == expected)
        try expectSameMeaning(.parse(text))
    }

    @Test(arguments: [(84, true), (85, false)])
    func arraysUpToTheWidthAreOnOneLine(length: Int, isFlat: Bool) throws {
        // `a = ["…", "bbbb"]` is the letters and 16 columns.
        let text = "a = [\"\(String(repeating: "ö", count: length))\", \"bbbb\"]\n"
        let result = try #require(formatted(.parse(text)))
        #expect((String(decoding: result, as: UTF8.self) == text) == isFlat)
    }

    @Test func errorsAreNotFormatted() { #expect(formatted(.parse("a = ")) == nil) }
}

/// Formats, and expects the same values and comments, and that formatting again changes nothing.
func expectSameMeaning(_ document: TOMLDocument) throws {
    let name = document.source.name
    let once = try #require(formatted(document), "\(name)")
    let again = TOMLDocument.parse(SourceFile(name: name, bytes: once))
    #expect(again.diagnostics.isEmpty, "\(name): \(again.codes)")
    #expect(meaning(again.root) == meaning(document.root), "\(name)")
    #expect(formatted(again) == once, "\(name)")
}
