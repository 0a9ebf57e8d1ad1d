import ArmorGlob
import Testing

/// A table row: a text and what is wrong with it.
struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let code: String
    let offset: Int
    var testDescription: String { "\(text): \(code)" }

    init(_ text: String, _ code: String, _ offset: Int) {
        self.text = text
        self.code = code
        self.offset = offset
    }
}

let knownVariables: [String: [String]] = [
    "PROC": ["/proc/"], "HOME": ["/home/*/", "/root/"], "X": ["a", "b"], "COMMA": ["a,b"], "STAR": ["*"],
    "LOOP": ["@{LOOP}"], "BAD": ["a}"], "NONE": [], "NEST": ["{c,@{X}}"], "EMPTY": [""],
]

@Suite("Parsing")
struct ParseTests {
    static let refusals = [
        Refusal("", "empty", 0),
        Refusal("a", "not-absolute", 0),
        Refusal("*", "not-absolute", 0),
        Refusal("@{X}/a", "not-absolute", 0),
        Refusal("/a{b,c", "unclosed-brace", 2),
        Refusal("/a}b", "unopened-brace", 2),
        Refusal("/a{b}", "no-comma", 2),
        Refusal("/{a,{b}}", "no-comma", 4),
        Refusal("/{}", "no-comma", 1),
        Refusal("/a[b", "unclosed-bracket", 2),
        Refusal("/a]b", "unopened-bracket", 2),
        Refusal("/[]", "empty-set", 1),
        Refusal("/[^]", "empty-set", 1),
        Refusal("/[]a]", "empty-set", 1),
        Refusal("/[c-a]", "reversed-range", 2),
        Refusal("/[[:alpha:]]", "unopened-bracket", 11),
        Refusal("/a***", "triple-star", 2),
        Refusal("/a//b", "double-slash", 3),
        Refusal("//", "double-slash", 1),
        Refusal("/a/./b", "dot-component", 3),
        Refusal("/a/../b", "dot-component", 3),
        Refusal("/a/..", "dot-component", 3),
        Refusal("/a/.", "dot-component", 3),
        Refusal("/a\0", "nul", 2),
        Refusal("/a\\\0", "nul", 3),
        Refusal("/[\0]", "nul", 2),
        Refusal("/a\\", "lone-backslash", 2),
        Refusal("/a\\n", "escape", 2),
        Refusal("/a\\400", "escape", 2),
        Refusal("/a\\000", "escape", 2),
        Refusal("/b@{nope}", "unknown-variable", 2),
        Refusal("/@{X}@{nope}", "unknown-variable", 5),
        Refusal("/b@{NONE}", "unknown-variable", 2),
        Refusal("/b@{LOOP}", "variable-loop", 2),
        Refusal("/b@{BAD}", "unopened-brace", 2),
        Refusal("/b@{X", "unclosed-variable", 2),
        Refusal("/b@{0}", "variable-name", 2),
        Refusal("/[@{X}]", "variable-in-set", 2),
        Refusal("/@{PROC}", "double-slash", 0),
        Refusal("/" + String(repeating: "{a,", count: 50), "too-deep", 1 + 49 * 3),
        Refusal("/" + String(repeating: "a", count: 16_000), "too-large", 16_000),
        Refusal("/" + String(repeating: " ", count: 5_000), "too-large", 0),
    ]

    @Test("Refuses, saying where", arguments: refusals)
    func refuses(_ row: Refusal) {
        do {
            let glob = try Glob.parse(row.text) { knownVariables[$0] }
            Issue.record("taken as \(glob.text)")
        } catch {
            #expect(error.code == row.code)
            #expect(error.offset == row.offset)
        }
    }

    @Test(
        "Renders",
        arguments: [
            ("/", "/"),
            ("/a b", "/a\\040b"),
            ("/\"\\\\", "/\\042\\134"),
            ("/é", "/\\303\\251"),
            ("/a,b", "/a\\054b"),
            ("/{a,,b{c,d}}", "/{a,,b{c,d}}"),
            ("/{a\\,b,c}", "/{a\\054b,c}"),
            ("/[a-c]", "/[a-c]"),
            ("/[ab]", "/[ab]"),
            ("/[^a]", "/[^a]"),
            ("/[a^]", "/[a\\136]"),
            ("/[a-]", "/[-a]"),
            ("/[*?]", "/[\\052\\077]"),
            ("/[*]", "/\\052"),
            ("/a[/]*", "/a[/]*"),
            ("/@{PROC}x", "refused"),
            ("@{PROC}/x", "@{PROC}/x"),
            ("/\\@{X}", "refused"),
            ("/\\@\\{X\\}", "/\\100\\173X\\175"),
            ("/**/?*", "/**/?*"),
            ("/\\052", "/\\052"),
        ]
    )
    func renders(_ text: String, _ expected: String) throws {
        guard expected != "refused" else {
            #expect(throws: GlobError.self) { try Glob.parse(text) { knownVariables[$0] } }
            return
        }
        let glob = try Glob.parse(text) { knownVariables[$0] }
        #expect(glob.text == expected)
        #expect(try Glob.parse(glob.text) { knownVariables[$0] } == glob)
    }

    @Test("Labels and names need no slash and keep theirs")
    func labels() throws {
        #expect(try Glob.parse("docker-*", kind: .label).matches(Array("docker-x".utf8)))
        let child = try Glob.parse("a//b", kind: .label)
        #expect(child.text == "a//b")
        #expect(child.matches(Array("a//b".utf8)))
        #expect(!child.matches(Array("a/b".utf8)))
    }

    @Test("Knows literals and variables")
    func inspects() throws {
        #expect(try Glob.parse("/a\\*").literalBytes == Array("/a*".utf8))
        #expect(try Glob.parse("/a*").literalBytes == nil)
        let glob = try Glob.parse("@{HOME}/{@{X},c}") { knownVariables[$0] }
        #expect(glob.variableNames == ["HOME", "X"])
        #expect(try glob.expandedVariables.text == "/{home/*,root}/{{a,b},c}")
        #expect(quotedLiteral(Array("@a\"{}\n".utf8)) == "\\100a\\042\\173\\175\\012")
    }

    @Test("A literal path is a canonical one", arguments: ["a", "", "/a//b", "/./a", "/a/..", "/a/.", "/\0", "//"])
    func refusesLiterals(_ text: String) {
        #expect(throws: GlobError.self) { try Glob.literal(Array(text.utf8)) }
    }

    @Test("A literal path may hold any other byte", arguments: UInt8(1)...255)
    func literals(_ byte: UInt8) throws {
        guard byte != UInt8(ascii: "/") else { return }
        for path in [[0x2f, byte, 0x61], [0x2f, 0x61, byte], [0x2f, 0x61, byte, 0x2f]] {
            let glob = try Glob.literal(path)
            #expect(glob.literalBytes == path)
            #expect(glob.matches(path))
            #expect(try Glob.parse(glob.text) == glob)
            #expect(glob.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 })
        }
    }
}
