package import ArmorSource

extension EntitlementMeaning {
    /// For people, ending in a line end.
    package var text: String {
        var text = "\(name): \(summary)\n"
        if let newerSpelling { text += "  also spelled \(newerSpelling)\n" }
        for (heading, lines) in sections where !lines.isEmpty {
            text += "\(heading)\n" + lines.map { "  \($0)\n" }.joined()
        }
        return text
    }

    /// For programs.
    package var json: JSONText {
        .fields([
            ("version", .integer(1)), ("entitlement", .string(name)),
            ("newer_spelling", newerSpelling.map(JSONText.string)), ("summary", .string(summary)),
            ("grants", Self.strings(grants)), ("denies", Self.strings(denies)), ("container", Self.strings(settings)),
            ("excludes", Self.strings(excludes)),
            (
                "conflicts",
                .array(
                    conflicts.map { .object([(key: "entitlement", .string($0.name)), (key: "why", .string($0.why))]) }
                )
            ),
        ])
    }

    /// As a document shows it: a heading and a table.
    package var markdown: String {
        let spelling = newerSpelling.map { ", also spelled `\($0)`" } ?? ""
        let rows = sections.flatMap { heading, lines in lines.map { "| \(heading) | `\(Self.cell($0))` |\n" } }
        return "### `\(name)`\(spelling)\n\n\(summary)\n\n| | |\n|---|---|\n" + rows.joined()
    }

    private var sections: [(String, [String])] {
        [
            ("grants", grants), ("denies", denies), ("container", settings),
            ("excludes", excludes), ("conflicts with", conflicts.map { "\($0.name): \($0.why)" }),
        ]
    }

    private static func strings(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }

    /// A bar would end the cell, also in code.
    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
