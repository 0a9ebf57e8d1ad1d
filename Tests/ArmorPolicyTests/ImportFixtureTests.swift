import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Profiles as people and tools write them, each with the rules and findings that it must give.
@Suite struct ImportFixtureTests {
    static let folder = fixtures().appending(path: "import")
    static let names = listing(folder).filter { $0.hasSuffix(".profile") }.map { String($0.dropLast(8)) }

    @Test(arguments: names)
    func givesItsRulesAndFindings(name: String) throws {
        let source = SourceFile(name: name, bytes: try contents(Self.folder.appending(path: "\(name).profile")))
        let expected = Self.folder.appending(path: "\(name).rules")
        let found = ImportedText.describe(source)
        try record(found, to: expected)
        #expect(try found == text(expected))
    }

    /// What is written is a policy without errors, in the layout of `fmt`.
    @Test(arguments: names)
    func becomesAPolicy(name: String) throws {
        let source = SourceFile(name: name, bytes: try contents(Self.folder.appending(path: "\(name).profile")))
        let (policies, diagnostics) = ProfileReader.read(source)
        guard !diagnostics.hasErrors else { return }
        for policy in policies {
            let written = PolicyWriter(policy).write()
            #expect(written.omitted.isEmpty)
            let again = BaneReading.load(written.text)
            #expect(!again.diagnostics.hasErrors, "\(again.diagnostics.map(\.message))\n\(written.text)")
            #expect(Set(again.policy.main.rules.map(\.text)) == Set(policy.main.rules.map(\.text)))
        }
    }

    /// Every end is tried on the text behind the last 120 bytes, in a profile of its own, and each seventh on the
    /// whole: what was read long before leaves no trace in the reader.
    @Test(arguments: names)
    func survivesEveryTruncation(name: String) throws {
        let bytes = try contents(Self.folder.appending(path: "\(name).profile"))
        for end in bytes.indices {
            let tail = Array("profile x {\n".utf8) + bytes[max(0, end - 120)..<end]
            for text in end % 7 == 0 ? [Array(bytes[..<end]), tail] : [tail] {
                let source = SourceFile(name: name, bytes: text)
                _ = ProfileReader.looksLikeProfile(source)
                let diagnostics = ProfileReader.read(source).diagnostics
                let places = diagnostics.compactMap(\.place)
                #expect(places.allSatisfy { $0.range.upperBound <= text.count })
            }
        }
    }

    @Test func survivesMutations() throws {
        let texts = try Self.names.map { try contents(Self.folder.appending(path: "\($0).profile")) }
        let special = Array("{}(),\"#\\@=\n <>^-+/[]*?\0\u{7f}".utf8) + [0x80, 0xFF]
        var random = SplitMix(state: 7)
        for _ in 0..<20_000 {
            let text = texts[random.below(texts.count)]
            let start = random.below(text.count + 1)
            var bytes = random.below(2) == 0 ? Array("profile x {\n".utf8) : []
            bytes += text[start..<min(text.count, start + 120)]
            for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
                let index = random.below(bytes.count)
                let byte = random.below(2) == 0 ? special[random.below(special.count)] : UInt8(random.below(256))
                switch random.below(3) {
                case 0: bytes[index] = byte
                case 1: bytes.insert(byte, at: index)
                default: bytes.remove(at: index)
                }
            }
            let source = SourceFile(name: "mutant", bytes: bytes)
            _ = ProfileReader.looksLikeProfile(source)
            _ = ProfileReader.read(source)
        }
    }

    @Test func knowsProfilesFromOtherTexts() throws {
        for name in Self.names where name != "empty" {
            let source = SourceFile(name: name, bytes: try contents(Self.folder.appending(path: "\(name).profile")))
            #expect(ProfileReader.looksLikeProfile(source), "\(name)")
        }
        let others = [
            "", "# only a comment\n", "name = \"x\"\n[profile]\nmode = \"enforce\"\n", "profile = 1\n", "[profile]\n",
            "profile.mode = \"kill\"\n", "include = [\"abstractions/base\"]\n", "Name = \"bane\"\n", "{\"json\": 1}\n",
            "abi = \"3.0\",\n", "Mar  3 10:12:44 host kernel: audit: type=1400\n", "\"quoted\" = 1\n",
        ]
        for text in others {
            #expect(!ProfileReader.looksLikeProfile(SourceFile(name: "other", text: text)), "\(text)")
        }
    }
}

/// What was read of a profile, as text to compare.
enum ImportedText {
    static func describe(_ source: SourceFile) -> String {
        let (policies, diagnostics) = ProfileReader.read(source)
        var lines: [String] = []
        for policy in policies {
            lines.append("profile \(policy.name?.value ?? "")")
            for definition in policy.variables.own.values.joined().sorted(by: { $0.name < $1.name }) {
                lines.append("@{\(definition.name)} = \(definition.values.joined(separator: " "))")
            }
            lines += describe(policy.main, indent: "")
        }
        lines += diagnostics.map { diagnostic in
            let position = diagnostic.place?.start ?? SourcePosition(line: 0, column: 0)
            return
                "\(position.line):\(position.column) \(diagnostic.severity) \(diagnostic.code): \(diagnostic.message)"
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func describe(_ body: ProfileBody, indent: String) -> [String] {
        let settings = body.settings
        var lines: [String] = []
        if let abi = settings.abi { lines.append("abi \(abi.value)") }
        if let mode = settings.mode { lines.append("mode \(mode.value.rawValue)") }
        lines += settings.flags.map { "flag \($0.value.text)" }
        if let attach = settings.attach { lines.append("attach \(attach.value)") }
        lines += settings.extendedAttributes.map { "xattr \($0.value.name)=\($0.value.value)" }
        lines += settings.includes.map(\.value.statement)
        lines += settings.preamble.map { "before: \($0.value)" }
        lines += body.rules.map { rule in rule.text + (rule.origin?.reason.map { " # \($0)" } ?? "") }.sorted()
        for child in body.children {
            let head = "\(child.isHat ? "hat" : "child") \(child.name.value)"
            lines.append(head + (child.summary.map { " # \($0)" } ?? ""))
            lines += describe(child.body, indent: "  ")
        }
        return lines.map { indent + $0 }
    }
}
