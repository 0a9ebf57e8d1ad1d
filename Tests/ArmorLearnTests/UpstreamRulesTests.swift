import ArmorAudit
import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// The rules that AppArmor's own tests expect of each sample are what is learned of it, in meaning; where they are not,
/// `Fixtures/upstream-rules.txt` has the reason.
@Suite struct UpstreamRulesTests {
    private static let folder = sharedCorpus?.appending(path: "upstream-logs")
    private static let names =
        folder.map { files(below: $0, ending: ".profile").map { String($0.dropLast(".profile".count)) } } ?? []

    /// Lines of `SAMPLE  RULE  REASON`, where the rule is one that was expected and is not learned.
    private static func differences() throws -> [String: Set<String>] {
        let lines = try text(fixtures().appending(path: "upstream-rules.txt")).split(separator: "\n")
        return Dictionary(
            lines.filter { !$0.hasPrefix("#") }.compactMap { line in
                let parts = line.split(separator: "\t", omittingEmptySubsequences: true)
                return parts.count == 3 ? (String(parts[0]), [String(parts[1])]) : nil
            },
            uniquingKeysWith: { $0.union($1) }
        )
    }

    @Test(arguments: names) func reproduces(_ name: String) async throws {
        let folder = try #require(Self.folder)
        let source = SourceFile(name: name, bytes: try contents(folder.appending(path: "\(name).profile")))
        let learned = await Self.learned(try contents(folder.appending(path: "\(name).in")))
        let expected = ProfileReader.read(source).0.flatMap { policy in
            policy.main.rules + policy.main.children.flatMap(\.body.rules)
        }
        let missing = Set(expected.filter { rule in !learned.contains { $0.covers(rule.value) } }.map(\.text))
        let listed = try Self.differences()[name] ?? []
        #expect(missing == listed, "learned: \(learned.map(\.text))")
    }

    @Test func listsOnlyWhatIsThere() throws {
        guard Self.folder != nil else { return }
        #expect(try Self.differences().keys.filter { !Self.names.contains($0) } == [])
    }

    /// Everything that the log tells of any profile, as rules, whatever its risk.
    private static func learned(_ log: [UInt8]) async -> [any RuleValue] {
        var book = EvidenceBook(profile: nil)
        for access in await Learning.summary([log]).accesses { book.add(access) }
        return book.profiles.values.flatMap { evidence in
            CandidateMaker(policy: Learning.loader.load(SourceFile(name: "empty", text: "name = \"x\"\n")).0)
                .candidates(evidence.needs.map { ($0.key, $0.value) }).made.flatMap(\.values)
        }
    }
}
