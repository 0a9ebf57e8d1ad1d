import ArmorPolicy
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Testing

struct LintFixtureTests {
    @Test("each fixture has exactly the findings that it marks", arguments: LintFixture.all)
    func findings(_ fixture: LintFixture) {
        let (policy, diagnostics) = lintPolicy(fixture.text, name: "\(fixture.name).toml")
        #expect(diagnostics.filter { $0.severity == .error && $0.code != "duplicate" }.map(\.message) == [])
        let report = Linter.run(policy, fixture.context)
        var isAlone = fixture.expected
        if fixture.context.features?.has("namespaces/userns_create") == false, fixture.code != "C14" {
            // The old kernel cannot mediate user namespaces, whatever the fixture is about.
            isAlone.append(ExpectedFinding(line: 3, code: "C14"))
        }
        let found = report.findings.map { finding in
            ExpectedFinding(line: finding.place?.start.line ?? 0, code: finding.code)
        }
        #expect(found.sorted() == isAlone.sorted())
        #expect(report.problems.map(\.message) == [])
    }

    @Test("each lint has a fixture that triggers it and one that nearly does", arguments: Lints.all.map(\.code))
    func covered(_ code: String) {
        let own = LintFixture.all.filter { $0.code == code }
        #expect(own.contains { fixture in !fixture.isNearMiss && fixture.expected.contains { $0.code == code } })
        #expect(own.contains { fixture in fixture.isNearMiss && !fixture.expected.contains { $0.code == code } })
    }
}
