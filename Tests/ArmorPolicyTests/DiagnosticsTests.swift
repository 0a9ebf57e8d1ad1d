import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// What is wrong with a policy, where, and what to do about it: `NAME.toml` in `Fixtures/diagnostics` beside
/// `NAME.expected`.
@Suite struct DiagnosticsTests {
    private static let folder = fixtures().appending(path: "diagnostics")
    private static let names = files(below: folder, ending: ".toml")

    @Test(arguments: names) func report(of name: String) throws {
        let reading = try Reading(name, in: Self.folder)
        try expect(reading.report, equals: Self.folder.appending(path: name.dropLast(5) + ".expected"))
    }

    @Test("what is sound has nothing to say", arguments: names.filter { $0.hasPrefix("not-") })
    func sound(_ name: String) throws {
        #expect(try Reading(name, in: Self.folder).report.isEmpty)
    }

    @Test("an error stands in the order of its text", arguments: ["several.toml"])
    func order(_ name: String) throws {
        let places = try Reading(name, in: Self.folder).diagnostics.compactMap { $0.place?.range.lowerBound }
        #expect(places.count > 5)
        #expect(places == places.sorted())
    }

    @Test("every code of the reader has a fixture; that of depth is among the layers")
    func everyCode() throws {
        let sources = ["Reading", "Rules", "Checks", "Model"].flatMap { part in
            files(below: projectRoot.appending(path: "Sources/ArmorPolicy/\(part)"), ending: ".swift").map {
                projectRoot.appending(path: "Sources/ArmorPolicy/\(part)/\($0)")
            }
        }
        let call = /(?:error|unknown|refuse|\.error,|\.warning,)\s*\(?\s*"([a-z]+(?:-[a-z]+)+|[a-z]+)"/
        let thrown = Set(try sources.flatMap { try text($0).matches(of: call).map { String($0.1) } })
        let shown = Set(try Self.names.flatMap { try Reading($0, in: Self.folder).diagnostics.map(\.code) })
        #expect(thrown.count > 25)
        #expect(thrown.subtracting(shown).subtracting(["quiet", "audit", "keep", "extends-depth"]).sorted() == [])
    }
}
