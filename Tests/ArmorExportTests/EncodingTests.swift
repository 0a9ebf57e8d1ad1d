import ArmorExport
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Whatever a string holds, it is one word, scalar or value to who reads the text, and that string again.
@Suite struct EncodingTests {
    /// What is compared by `read.py`.
    private struct Case: Encodable {
        let form: String
        let text: String
        let expected: Expected
    }

    private indirect enum Expected: Encodable {
        case text(String)
        case list([Expected])
        case map([String: Expected])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .list(let items): try container.encode(items)
            case .map(let fields): try container.encode(fields)
            }
        }
    }

    private func expectRead(_ cases: [Case]) throws {
        let input = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let run = try Consumers.run(Consumers.python, [Consumers.script("read.py")], input: input)
        guard let (status, said) = run else { return }
        #expect(status == 0 && said == "", "\(said)")
    }

    /// Characters that mean something somewhere, and others, in random order.
    private static let random: [String] = {
        var random = SplitMix(state: 2_026)
        let letters = Array(
            "a/.-_=:,@%+~ \t\n\r'\"\\$`;&|<>()[]{}*?!#^é\u{85}\u{2028}\u{FEFF}\u{1F600}\u{7}yNo01".unicodeScalars
        )
        return (0..<2_000).map { _ in
            var text = ""
            for _ in 0..<Int.random(in: 0...9, using: &random) {
                text.unicodeScalars.append(letters[Int.random(in: 0..<letters.count, using: &random)])
            }
            return text
        }
    }()

    private static let strings = hostileStrings + random

    @Test func theCorpusIsThere() { #expect(hostileStrings.count > 100) }

    /// A NUL ends a word, as it ends every argument.
    @Test func shell() throws {
        let words = Self.strings.map { String(decoding: $0.utf8.prefix { $0 != 0 }, as: UTF8.self) }
        var cases: [Case] = []
        for start in stride(from: 0, to: words.count, by: 50) {
            let some = words[start..<min(start + 50, words.count)]
            let line = Self.strings[start..<start + some.count].map(ShellWord.quoted).joined(separator: " ")
            cases.append(Case(form: "shell", text: line, expected: .list(some.map(Expected.text))))
        }
        try expectRead(cases)
        #expect(ShellWord.quoted("apparmor=web-1.x") == "apparmor=web-1.x")
    }

    /// As a key, an item, a value, and inside of both.
    @Test func yaml() throws {
        try expectRead(
            Self.strings.map { text in
                let value = YAMLText.map([
                    (text, .list([.string(text), .map([("k", .string(text)), ("l", .list([.string(text)]))])]))
                ])
                let inner = Expected.map(["k": .text(text), "l": .list([.text(text)])])
                return Case(form: "yaml", text: value.text, expected: .map([text: .list([.text(text), inner])]))
            }
        )
    }

    /// Texts of several lines are blocks where that is safe, and the same texts everywhere.
    @Test func yamlBlocks() throws {
        let blocks = [
            "a\n", "a\n  b\n\nc\n", " a\n", "a\n\n", "\n", "a", "", "# a\n", "- a: b\n\ttab\n", "a\u{85}b\n", "é\n",
        ]
        try expectRead(
            blocks.map {
                let value = YAMLText.map([("a", .map([("b", .block($0)), ("c", .block($0))]))])
                return Case(
                    form: "yaml",
                    text: value.text,
                    expected: .map(["a": .map(["b": .text($0), "c": .text($0)])])
                )
            }
        )
        #expect(YAMLText.map([("a", .block("x\ny\n"))]).text == "a: |\n  x\n  y\n")
    }

    @Test func json() throws {
        try expectRead(
            Self.strings.map {
                let value = JSONText.object([("k", .array([.string($0)]))])
                return Case(form: "json", text: value.text, expected: .map(["k": .list([.text($0)])]))
            }
        )
    }

    /// A setting of `[container]` that holds anything is refused where it is read, or is what it says in every export.
    @Test(arguments: ["image", "user", "network", "seccomp", "tmpfs", "devices"])
    func hostileSettingsAreRefusedOrWords(_ key: String) throws {
        var cases: [Case] = []
        let isList = key == "tmpfs" || key == "devices"
        let prefixes = ["", "/", "./", "/dev/", "a", "a:", "/dev/a:", "/a:size="]
        for text in hostileStrings.flatMap({ string in prefixes.map { $0 + string } }) {
            let value = Self.tomlQuoted(text)
            let document = "name = \"web\"\n[container]\n\(key) = \(isList ? "[\(value)]" : value)\n"
            guard let policy = try readable(document) else { continue }
            let spec = ContainerSpec(policy)
            let words = EngineOptions(spec, .docker).options.flatMap(\.words)
            let all = ["--security-opt", "apparmor=web"] + words + (spec.image.map { [$0.value] } ?? [])
            let exporter = Exporter(policy, Exporter.Options(), seccomp: nil)
            let line = try #require(exporter.exported(.docker)).text
            cases.append(Case(form: "shell", text: line, expected: .list(all.map(Expected.text))))
            // A unit has as many lines as with a harmless one.
            let unit = try #require(exporter.exported(.systemd)).text
            #expect(
                unit.split(separator: "\n").allSatisfy { $0.first.map { $0.isLetter || $0 == "[" } ?? true },
                "\(unit)"
            )
        }
        #expect(!cases.isEmpty && cases.count < hostileStrings.count * prefixes.count)
        try expectRead(cases)
    }

    private static func tomlQuoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
        return "\"\(scalars.joined())\""
    }

    /// A filter's path is the one string of a command line that nobody has checked.
    @Test func aHostilePathStaysOneWord() throws {
        let policy = try policy(
            "name = \"web\"\n[container]\nimage = \"nginx\"\nread_only = true\nno_new_privileges = true\n"
        )
        var cases: [Case] = []
        for path in hostileStrings where !path.utf8.contains(0) {
            var options = Exporter.Options()
            options.seccompFile = path
            let exporter = Exporter(policy, options, seccomp: nil)
            func exported(_ target: ExportTarget) throws -> String { try #require(exporter.exported(target)).text }
            let words = [
                "--security-opt", "apparmor=web", "--security-opt", "no-new-privileges", "--security-opt",
                "seccomp=\(path)",
                "--cap-drop", "ALL", "--read-only", "--network", "none", "nginx",
            ]
            for target in [ExportTarget.docker, .podman, .nerdctl] {
                let text = try exported(target)
                cases.append(Case(form: "shell", text: text, expected: .list(words.map(Expected.text))))
            }
            // A unit says it as it is, or not at all.
            let unit = try exported(.quadlet).split(separator: "\n")
            let said = unit.filter { $0.hasPrefix("SeccompProfile=") }
            cases.append(
                Case(
                    form: "unit",
                    text: said.joined(separator: "\n"),
                    expected: .list(said.isEmpty ? [] : [.text(path)])
                )
            )
            #expect(unit.count - said.count == 9, "\(unit)")
            #expect(try exported(.systemd).split(separator: "\n").filter { $0.contains("SystemCallFilter") }.isEmpty)
            let service = Expected.map([
                "image": .text("nginx"),
                "security_opt": .list(
                    ["apparmor=web", "no-new-privileges:true", "seccomp=\(path)"].map(Expected.text)
                ), "cap_drop": .list([.text("ALL")]), "network_mode": .text("none"),
            ])
            let compose = try exported(.compose).replacing("    read_only: true\n", with: "")
            cases.append(Case(form: "yaml", text: compose, expected: .map(["services": .map(["web": service])])))
        }
        try expectRead(cases)
    }
}
