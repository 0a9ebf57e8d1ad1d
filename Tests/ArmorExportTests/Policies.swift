import ArmorExport
import ArmorPolicy
import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// A policy of a text, which must have no mistakes.
func policy(_ bytes: [UInt8], name: String = "policy.toml") throws -> Policy {
    let (policy, diagnostics) = PolicyLoader(sources: PresetSources()).load(SourceFile(name: name, bytes: bytes))
    let errors = diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map(\.message))")
    return policy
}

/// A policy of a text that may have mistakes; none if it has.
func readable(_ text: String) throws -> Policy? {
    let (policy, diagnostics) = PolicyLoader(sources: PresetSources()).load(SourceFile(name: "policy.toml", text: text))
    return diagnostics.hasErrors ? nil : policy
}

func policy(_ text: String) throws -> Policy { try policy(Array(text.utf8)) }

/// A policy that exports are shown of, by the name that its files in `Fixtures/golden` begin with.
struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    /// Below the project's folder.
    let path: String

    var testDescription: String { name }

    func load() throws -> Policy {
        try ArmorExportTests.policy(try contents(projectRoot.appending(path: path)), name: path)
    }

    static let own = ["everything", "host", "silent"].map {
        Example(name: $0, path: "Tests/ArmorExportTests/Fixtures/policies/\($0).toml")
    }
    static let samples = ["nginx", "redis", "python-web", "postgres", "batch-job", "static-binary"].map {
        Example(name: $0, path: "samples/\($0)/policy.toml")
    }
    static let all = own + samples

    /// The text for a target, whole.
    func exported(_ target: ExportTarget, _ change: (inout Exporter.Options) -> Void = { _ in }) throws -> Exported {
        var options = Exporter.Options()
        change(&options)
        return try #require(Exporter(try load(), options, seccomp: nil).exported(target))
    }
}

extension ExportTarget {
    /// Those that can be had without a maker of filters.
    static var available: [ExportTarget] { allCases.filter { $0 != .seccomp } }
}

/// The strings that the tests of profiles take for hostile, and a few that are hostile to other languages.
let hostileStrings: [String] = {
    let file = projectRoot.appending(path: "Tests/ArmorProfileTests/Fixtures/injection/strings.toml")
    guard let bytes = try? contents(file) else { return [] }
    let document = TOMLDocument.parse(SourceFile(name: "strings.toml", bytes: bytes))
    guard case .array(let items)? = document.root["strings"]?.value.kind else { return [] }
    let corpus = items.compactMap { item in
        if case .string(let text) = item.kind { text } else { nil }
    }
    return corpus.filter { !$0.utf8.contains(0) } + otherHostileStrings
}()

private let otherHostileStrings = [
    "", " ", "'", "''", "'\\''", "$(id)", "`id`", "${IFS}", "a;b", "a&b", "a|b", "a>b", "*", "~", "~root", "!x", "#x",
    "-x",
    "--privileged", "a b", "a\tb", "a\nb", "a\rb", "\u{85}", "\u{2028}", "\u{FEFF}a", "\u{1F600}", "é", "%n", "%%",
    "\\", "\\n",
    "\"", "yes", "NO", "On", "null", "~", "1", "1.0", "1e3", "0x1f", "0o7", "12:30", "2001-01-01", "=", "<<", "---",
    "...",
    "- a", "? a", "a: b", "a:", ": a", "[a]", "{a: b}", "&a", "*a", "!!str a", "@a", "|", ">", "a #b", "\u{7f}",
    "\u{1b}[31m",
    ".inf", ".NaN", "a\u{0}b", "\u{D7FF}", "\u{10FFFF}",
]
