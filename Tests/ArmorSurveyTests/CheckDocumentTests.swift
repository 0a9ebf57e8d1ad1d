import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorSurvey

/// The documents say of each check what the program says. `ARMOR_RECORD=1 swift test` writes the tables anew.
@Suite struct CheckDocumentTests {
    private static let documents = [
        ("docs/status.md", ProfileChecks.all + ContainerChecks.all), ("docs/doctor.md", Doctor.checks),
    ]
    private static let marker = "| code | level | finding | why | instead |"

    /// With a column for the benchmark where any check has a number there.
    private static func table(_ checks: [Check]) -> String {
        let isNumbered = checks.contains { !$0.benchmark.isEmpty }
        let rows = checks.map { check in
            let cells = [check.code, check.severity.rawValue, check.title, check.why, check.remedy]
            let number = check.benchmark.isEmpty ? "–" : check.benchmark
            return "| " + (cells + (isNumbered ? [number] : [])).joined(separator: " | ") + " |"
        }
        let head = isNumbered ? [marker + " CIS |", "|---|---|---|---|---|---|"] : [marker, "|---|---|---|---|---|"]
        return (head + rows).joined(separator: "\n") + "\n"
    }

    @Test(arguments: documents.indices)
    func tables(_ index: Int) throws {
        let (name, checks) = Self.documents[index]
        let file = projectRoot.appending(path: name)
        let text = try ArmorTestSupport.text(file)
        let head = text.components(separatedBy: Self.marker)[0]
        let expected = head + Self.table(checks)
        try record(expected, to: file)
        #expect(try ArmorTestSupport.text(file) == expected)
    }

    @Test func codesAreUniqueAndTextsFitATable() {
        let checks = Self.documents.flatMap(\.1)
        #expect(Set(checks.map(\.code)).count == checks.count)
        for check in checks {
            for text in [check.title, check.why, check.remedy] {
                #expect(!text.isEmpty && !text.contains("|") && !text.hasSuffix("."), "\(check.code)")
            }
        }
    }
}
