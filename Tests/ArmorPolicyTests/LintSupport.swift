import ArmorPolicy
import ArmorPresets
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// The presets of the package, and two that have nothing a lint could find, so that fixtures show one thing each.
struct LintSources: PolicySources {
    static let receives = """
        [[signals]]
        access = ["receive"]
        peer = "unconfined"
        """
    static let quiet = """
        \(receives)
        [profile]
        flags = ["attach_disconnected"]  # the runtime's descriptors
        """

    /// A preset that silences more than it does.
    static let silencing = """
        [capabilities]
        allow = [{ name = "sys_module", reason = "x" }]
        [lints]
        silence = [{ code = "A01", reason = "x" }, { code = "A02", reason = "x" }]
        """

    /// Docker's default profile without the risks that the preset accepts.
    private static var loud: String {
        let text = Presets.bytes(of: "docker-default").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.components(separatedBy: "[lints]").first ?? ""
    }

    var presetNames: [String] { Presets.names + ["loud", "quiet", "receives", "silencing"] }

    func preset(_ name: String) -> SourceFile? {
        switch name {
        case "loud": SourceFile(name: "preset:loud", text: Self.loud)
        case "quiet": SourceFile(name: "preset:quiet", text: Self.quiet)
        case "receives": SourceFile(name: "preset:receives", text: Self.receives)
        case "silencing": SourceFile(name: "preset:silencing", text: Self.silencing)
        default: Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
        }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("no files here")
    }
}

/// Reads a policy that is meant to be sound.
func lintPolicy(_ text: String, name: String = "policy.toml") -> (policy: Policy, diagnostics: [Diagnostic]) {
    PolicyLoader(sources: LintSources()).load(SourceFile(name: name, text: text))
}

/// A finding, as fixtures expect it: the code and the line.
struct ExpectedFinding: Hashable, Comparable, CustomStringConvertible {
    let line: Int
    let code: String

    static func < (left: Self, right: Self) -> Bool { (left.line, left.code) < (right.line, right.code) }
    var description: String { "\(line) \(code)" }
}

/// A policy with the findings that it says it has: `#! A08 B06` behind a line, or, where a comment would change the
/// answer, `#! lines: 5 A06, 7 A06` at the top; `#! context: old` names the target.
struct LintFixture: CustomTestStringConvertible {
    let name: String
    let text: String
    let expected: [ExpectedFinding]
    let context: LintContext

    var testDescription: String { name }
    /// The lint that the fixture is about.
    var code: String { String(name.prefix(3)) }
    var isNearMiss: Bool { name.contains("-not") }

    init(name: String, text: String) {
        self.name = name
        self.text = text
        var expected: [ExpectedFinding] = []
        var context = LintContext()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.range(of: "#! ")?.upperBound else { continue }
            let words = line[mark...].split(whereSeparator: { " ,".contains($0) }).map(String.init)
            if words.contains("old") { context = .old }
            if words.contains("new") { context = .new }
            if let start = words.firstIndex(of: "lines:") {
                let rest = Array(words[(start + 1)...])
                for pair in stride(from: 0, to: rest.count - 1, by: 2) {
                    expected.append(ExpectedFinding(line: Int(rest[pair]) ?? 0, code: rest[pair + 1]))
                }
            } else if words.first != "context:" {
                expected += words.map { ExpectedFinding(line: index + 1, code: $0) }
            }
        }
        self.expected = expected.sorted()
        self.context = context
    }

    static let all: [LintFixture] = {
        let folder = fixtures().appending(path: "lints")
        return listing(folder).filter { $0.hasSuffix(".toml") }.compactMap { name in
            (try? ArmorTestSupport.text(folder.appending(path: name))).map {
                LintFixture(name: String(name.dropLast(5)), text: $0)
            }
        }
    }()
}

extension LintContext {
    /// Debian 12: parser 3.0.8 and a kernel 6.1, which mediates unix sockets by family alone, and no user namespaces.
    static let old = LintContext(
        features: Target.debian12.features,
        parser: ParserVersion(3, 0, 8),
        knownProfileNames: ["taken"]
    )
    /// A kernel and a parser that know everything.
    static let new = LintContext(
        features: Target.ubuntu2404.features,
        parser: ParserVersion(5, 0, 2),
        knownProfileNames: ["taken"]
    )
}
