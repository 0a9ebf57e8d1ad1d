import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Each kind of rule in all its forms, and the rules that a profile then has: `NAME.toml` in `Fixtures/kinds` beside
/// `NAME.rules`.
@Suite struct KindsTests {
    private static let folder = fixtures().appending(path: "kinds")
    private static let names = files(below: folder, ending: ".toml")

    @Test(arguments: names) func rules(of name: String) throws {
        let reading = try Reading(name, in: Self.folder)
        #expect(reading.report == "")
        let rules = reading.rules.map { $0 + "\n" }.joined()
        try expect(rules, equals: Self.folder.appending(path: name.dropLast(5) + ".rules"))
    }

    @Test("every kind has a fixture")
    func everyKind() throws {
        let shown = Set(
            try Self.names.flatMap {
                try Reading($0, in: Self.folder).policy.main.rules.map { type(of: $0.value).kind }
            }
        )
        #expect(RuleKind.allCases.filter { !shown.contains($0) }.map(\.table) == [])
    }
}
