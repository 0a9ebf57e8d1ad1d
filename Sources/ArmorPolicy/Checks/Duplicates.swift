import ArmorSource

/// Elements that say what another element of the same text says already.
enum Duplicates {
    static func find(_ body: ProfileBody) -> [Diagnostic] {
        var first: [String: [(layer: Layer, place: Place)]] = [:]
        var diagnostics: [Diagnostic] = []
        for group in elements(body.rules) {
            let layer = Layer(group.origin)
            let said = group.rules.map(\.text)
            let places = said.map { first[$0]?.first { $0.layer == layer }?.place }
            if places.allSatisfy({ $0 != nil }), let text = said.first, let before = places.first ?? nil {
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
            for (text, place) in zip(said, places) where place == nil {
                first[text, default: []].append((layer, group.origin.place))
            }
        }
        return diagnostics
    }

    /// The text that says something: two may say the same, one need not.
    private struct Layer: Equatable {
        let depth: Int
        let name: String

        init(_ origin: Origin) {
            depth = origin.layer.depth
            name = origin.layer.source.name
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
