package import ArmorSource

/// What `armor doctor` found out about one part of a host.
package struct DoctorArea: Sendable {
    /// One word.
    package let title: String
    /// What is so, whether good or bad: name and value, in the order to be shown.
    package var facts: [(name: String, value: String)] = []
    package var findings: [Finding] = []
    /// What could not be looked at, one sentence each.
    package var unseen: [String] = []

    init(_ title: String) { self.title = title }

    mutating func fact(_ name: String, _ value: String) { facts.append((name, value)) }
}

/// What `armor doctor` tells.
package struct DoctorReport: Sendable {
    package let areas: [DoctorArea]

    package var findings: [Finding] { areas.flatMap(\.findings) }
    package var unseen: [String] { areas.flatMap(\.unseen) }

    /// The facts for a person; findings are not among them.
    package var text: String {
        let width = areas.flatMap(\.facts).map(\.name.count).max() ?? 0
        return areas.filter { !$0.facts.isEmpty }.map { area in
            let lines = area.facts.map { fact in
                "  \(fact.name)\(String(repeating: " ", count: width - fact.name.count))  \(printable(fact.value))\n"
            }
            return "\(area.title)\n\(lines.joined())"
        }.joined()
    }

    /// All of it for programs; `version` is that of this form.
    package var json: JSONText {
        .object([
            ("version", .integer(1)),
            (
                "areas",
                .object(
                    areas.map { area in (area.title, .object(area.facts.map { ($0.name, .string($0.value)) })) }
                )
            ),
            ("findings", .array(findings.map(\.json))),
            ("unseen", .array(unseen.map(JSONText.string))),
        ])
    }
}
