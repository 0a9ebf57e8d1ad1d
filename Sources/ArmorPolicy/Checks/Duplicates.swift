import ArmorSource

/// Elements that say what another element of the same text says already.
enum Duplicates {
    static func find(_ body: ProfileBody) -> [Diagnostic] {
        var first: [Said: Place] = [:]
        var diagnostics: [Diagnostic] = []
        for group in elements(body.rules) {
            let said = group.rules.map { Said($0, group.origin) }
            let places = said.map { first[$0] }
            if places.allSatisfy({ $0 != nil }), let text = said.first?.text, let before = places.first ?? nil {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        "duplicate",
                        "this is said already: \"\(text)\"",
                        at: group.origin.place,
                        notes: [Diagnostic.Note("first said here", at: before)],
                        help: "delete one of the two"
                    )
                )
            }
            for (key, place) in zip(said, places) where place == nil { first[key] = group.origin.place }
        }
        return diagnostics
    }

    /// What a rule says, and the text that says it: two layers may say the same, one layer need not.
    private struct Said: Hashable {
        let depth: Int
        let layer: String
        let text: String

        init(_ rule: Rule, _ origin: Origin) {
            depth = origin.layer.depth
            layer = origin.layer.source.name
            text = rule.text
        }
    }

    /// The rules of each element together: `tcp` is two rules, an `except` may be many.
    static func elements(_ rules: [Rule]) -> [(origin: Origin, rules: [Rule])] {
        var groups: [(origin: Origin, rules: [Rule])] = []
        for rule in rules {
            guard let origin = rule.origin else { continue }
            if let last = groups.last, last.origin.place.range == origin.place.range,
                last.origin.place.source === origin.place.source
            {
                groups[groups.count - 1].rules.append(rule)
            } else {
                groups.append((origin, [rule]))
            }
        }
        return groups
    }
}
