import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorPolicy

/// bane's policies against what is read from them: `NAME.toml`, and beside it `NAME.rules` and `NAME.diagnostics`.
@Suite struct BaneTests {
    static let folder = fixtures().appending(path: "bane")
    static let names = files(below: folder, ending: ".toml").map { String($0.dropLast(5)) }

    @Test(arguments: names) func rulesAndWarnings(name: String) throws {
        let (policy, diagnostics) = try load(name)
        try compare(policy.main.rules.map(\.text).sorted(), with: "\(name).rules")
        try compare(
            diagnostics.map { "\(position($0)) \($0.severity.rawValue) \($0.code)" },
            with: "\(name).diagnostics"
        )
    }

    @Test(arguments: names) func everyRulePointsIntoTheFile(name: String) throws {
        let (policy, _) = try load(name)
        for rule in policy.main.rules {
            let place = try #require(rule.origin?.place)
            #expect(place.range.upperBound <= place.source.bytes.count)
            #expect(rule.origin?.reason?.isEmpty != true)
        }
    }

    /// `armor gen` of a bane file and of what `armor import` makes of it render the same rules.
    @Test(arguments: names) func theImportedPolicyHasTheSameRules(name: String) throws {
        let (policy, diagnostics) = try load(name)
        guard !diagnostics.hasErrors else { return }
        let written = PolicyWriter(policy).write()
        #expect(written.omitted.isEmpty)
        let (imported, problems) = BaneReading.load(written.text)
        #expect(problems.filter { $0.severity == .error }.map(\.message) == [])
        #expect(imported.main.rules.map(\.text).sorted() == policy.main.rules.map(\.text).sorted())
    }

    @Test func theHead() throws {
        let (policy, _) = try load("web")
        #expect(policy.name?.value == "docker-web")
        #expect(policy.main.settings.flags.map(\.value.text) == ["attach_disconnected", "mediate_deleted"])
        let includes = ["tunables/global", "abstractions/base", "abstractions/nameservice"]
        #expect(policy.main.settings.includes.map(\.value.path) == includes)
    }

    @Test(arguments: [("docker-plain", "docker-plain"), ("a.b_c-1", "docker-a.b_c-1"), ("docker", "docker-docker")])
    func prefix(name: String, full: String) {
        #expect(BaneReading.load("Name = \"\(name)\"").policy.name?.value == full)
    }

    @Test(arguments: ["default", "docker-default", "", "docker-", "a b", "a/b", "ä", String(repeating: "x", count: 99)])
    func refusedNames(name: String) {
        let (policy, diagnostics) = BaneReading.load("Name = \"\(name)\"")
        #expect(policy.name == nil)
        #expect(diagnostics.contains { $0.severity == .error })
    }

    @Test func aCommentIsTheReason() throws {
        let rules = try load("web").policy.main.rules
        let reasons = ["deny /etc/** wl,": "the system is read-only", "deny /usr/** wl,": "programs"]
        for (text, reason) in reasons {
            let rule = try #require(rules.first { $0.text == "audit \(text)" })
            #expect(rule.origin?.reason == reason)
        }
    }

    private func load(_ name: String) throws -> (policy: Policy, diagnostics: [Diagnostic]) {
        BaneReading.load(try text(Self.folder.appending(path: "\(name).toml")))
    }

    private func position(_ diagnostic: Diagnostic) -> String {
        diagnostic.place.map { "\($0.start.line):\($0.start.column)" } ?? "-"
    }

    /// Compares lines with a file; `ARMOR_RECORD=1` writes the file instead, for a person to read and commit.
    private func compare(_ lines: [String], with file: String) throws {
        let url = Self.folder.appending(path: file)
        let actual = lines.map { $0 + "\n" }.joined()
        try record(actual, to: url)
        #expect(try text(url) == actual)
    }
}

/// Loads policies that extend nothing.
enum BaneReading {
    private struct None: PolicySources {
        var presetNames: [String] { [] }
        func preset(_ name: String) -> SourceFile? { nil }
        func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
            throw UnreadableSource("no files here")
        }
    }

    static func load(_ text: String) -> (policy: Policy, diagnostics: [Diagnostic]) {
        PolicyLoader(sources: None()).load(SourceFile(name: "test.toml", text: text))
    }
}
