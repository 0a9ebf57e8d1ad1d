import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// The order in which a policy lists things leaves no trace in the profile.
@Suite struct DeterminismTests {
    static let root = projectRoot
    static let policies =
        files(below: root.appending(path: "samples"), ending: "policy.toml").map { "samples/\($0)" }
        + files(below: GoldenTests.folder, ending: "policy.toml").map {
            "Tests/ArmorProfileTests/Fixtures/golden/\($0)"
        }
        + Presets.names.map { "templates/\($0).toml" }

    @Test(arguments: policies)
    func orderLeavesNoTrace(_ path: String) throws {
        let file = Self.root.appending(path: path)
        let source = SourceFile(name: path, bytes: try contents(file))
        let document = TOMLDocument.parse(source)
        let expected = rendered(Self.write(document.root, nil, named: path), file)
        var random = SplitMix(state: 7)
        for _ in 0..<8 {
            let text = Self.write(document.root, { entries in entries.shuffled(using: &random) }, named: path)
            #expect(rendered(text, file) == expected)
        }
    }

    /// The profile without its checksum, and what was said of it without places.
    private func rendered(_ text: String, _ file: URL) -> [String] {
        let (profile, diagnostics) = render(
            Array(text.utf8),
            name: "policy.toml",
            folder: file.deletingLastPathComponent(),
            target: TestTargets.ubuntu2404
        )
        let lines = (profile?.text ?? "").split(separator: "\n").map(String.init)
        return lines.filter { !$0.hasPrefix("# sha256: ") && !$0.hasPrefix("# digest: ") }
            + diagnostics.map(\.code).sorted()
    }

    /// The same document in another order, each top entry on a line. `name` is added where there is none.
    private static func write(
        _ root: TOMLTable,
        _ shuffle: (([String]) -> [String])?,
        named path: String
    ) -> String {
        let shuffle = shuffle ?? { $0 }
        let name = root["name"] == nil ? ["name = \"some\""] : []
        return withoutActuallyEscaping(shuffle) { shuffle in
            shuffle(name + root.entries.map { entry($0, shuffle) })
                .map { "\($0)\n" }.joined()
        }
    }

    private static func write(_ value: TOMLValue, _ shuffle: ([String]) -> [String]) -> String {
        switch value.kind {
        case .string(let text): tomlQuoted(text)
        case .integer(let number): "\(number)"
        case .float(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .dateTime(let date): "\(date)"
        case .array(let items): "[\(shuffle(items.map { write($0, shuffle) }).joined(separator: ", "))]"
        case .table(let table):
            "{ \(shuffle(table.entries.map { entry($0, shuffle) }).joined(separator: ", ")) }"
        }
    }

    /// Of what a policy extends the first says more than the others.
    private static func entry(_ entry: TOMLEntry, _ shuffle: ([String]) -> [String]) -> String {
        let isOrdered = entry.key == "extends"
        return "\(tomlKey(entry.key)) = \(write(entry.value, isOrdered ? { $0 } : shuffle))"
    }
}
