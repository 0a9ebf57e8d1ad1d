import ArmorGlob
import ArmorSource
import ArmorTestSupport
import Testing

@testable import ArmorPolicy

/// What armor writes is read back as the same rules.
@Suite struct ImportRoundTripTests {
    @Test func everyRandomRuleIsReadBackAsItself() throws {
        var rules = RandomRules(random: SplitMix(state: 11))
        let known: Set = ["unsafe /x ix,", "owner file,", "mount options=(shared) /a -> /b,", "/x Cx,"]
        let preamble = "abi <abi/3.0>,\ninclude <tunables/global>\n@{OWN} = \"/own/{a,b}\" /other\n\n"
        for _ in 0..<4_800 {
            let written = rules.rule().text
            let source = SourceFile(name: "x", text: "\(preamble)profile \"x\" {\n  \(written)\n}\n")
            let (policies, diagnostics) = ProfileReader.read(source)
            let policy = try #require(policies.first)
            #expect(policy.main.rules.map(\.text) == [written])
            // Only the rules that were raw before are raw now.
            let raw = policy.main.rules.filter { $0.value is RawRule }.map(\.text)
            #expect(Set(raw).isSubset(of: known), "\(raw)")
            #expect(diagnostics.allSatisfy { $0.code == "import-raw" }, "\(diagnostics.map(\.message))")
        }
    }

    @Test func everyLiteralPathKeepsItsBytes() throws {
        var rules = RandomRules(random: SplitMix(state: 13))
        let single = (1...255).map { byte in Array("/a".utf8) + [UInt8(byte)] + Array("b".utf8) }
        for path in single.filter({ $0[2] != 0x2F }) + (0..<300).map({ _ in rules.literal() }) {
            let rule = FileRule(.path(try Glob.literal(path)), .read)
            let source = SourceFile(name: "x", text: "profile x {\n  \(rule.text),\n}\n")
            let found = try #require(ProfileReader.read(source).policies.first?.main.rules.first?.value as? FileRule)
            #expect(found.path?.literalBytes == path)
        }
    }

    /// What apparmor_parser makes of each escape (`-D rule-exprs`, 3.0.8).
    @Test(
        arguments: [
            ("\\101", "A"), ("\\x41", "A"), ("\\d065", "A"), ("\\7", "\u{7}"), ("\\s", "s"), ("\\777", "?7"),
            ("\\t", "\t"), ("\\e", "\u{1b}"), ("\\0501", "(1"), ("\\v", "v"), ("\\-", "-"), ("\\@", "@"), ("\\9", "9"),
            ("\\o101", "o101"), ("\\{", "{"), ("\\*", "*"), ("\\173x\\175", "{x}"),
        ]
    )
    func escapesMeanWhatTheParserMakesOfThem(escape: String, meaning: String) throws {
        let source = SourceFile(name: "x", text: "profile x {\n  \"/a\(escape)b\" r,\n  /a\(escape)b w,\n}\n")
        let rules = try #require(ProfileReader.read(source).policies.first).main.rules
        let paths = rules.map { ($0.value as? FileRule)?.path?.literalBytes ?? [] }
        #expect(paths == Array(repeating: Array("/a\(meaning)b".utf8), count: 2))
    }

    /// Parsers take `\"` for a quote inside the string even where the backslash is escaped itself.
    @Test func stringsEndWhereTheParsersLexersEndThem() throws {
        let source = SourceFile(name: "x", text: "profile x {\n  \"/foo\\\\\" r,\n  \" rw, /** rwmlk, #x\" r,\n}\n")
        let (policies, _) = ProfileReader.read(source)
        let texts = try #require(policies.first).main.rules.map(\.text)
        #expect(texts.contains("/** mrwlk,"))
    }

    /// Quadratic time would need hours.
    @Test(.timeLimit(.minutes(5))) func readsRepetitionsToTheirEnd() {
        let bodies = [
            "a=( ", "< ", "\" ", "\\\"", "#\n", "{ ", "( ", "@{X}", "profile a { ", "/a r,\n", "/a r, # b\n", ",", "->",
            "=",
            "include <x>\n", "@{A}=@{B}\n", "\\\n", "audit ", "peer=(", "profile p { }\n",
        ]
        for piece in bodies {
            let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
            for head in ["", "profile x {\n"] {
                _ = ProfileReader.read(SourceFile(name: "x", text: head + text))
            }
        }
    }
}
