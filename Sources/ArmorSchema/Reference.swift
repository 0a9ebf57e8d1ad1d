import ArmorPolicy

/// The reference of the policy language: every key, in Markdown.
package enum Reference {
    /// The whole page.
    package static var page: String {
        var page = """
            # The policy language, key by key

            Made by `armor schema --format markdown` from what the reader reads by. [policy.md](policy.md) tells how the parts work
            together. An *element* is a string or a table with the same meaning and qualifiers.

            ## At the top


            """
        page += rows(PolicySchema.keys)
        for key in PolicySchema.keys { page += section(key) }
        page += "\n## Qualifiers\n\nEvery element and every table of a rule may have:\n\n"
        page += rows(Qualifiers.elementKeys)
        page += "\nTables of `[[…]]` also have `deny`: they deny instead of allowing.\n"
        return page
    }

    /// Without the qualifiers, where they are all there: they have a chapter of their own.
    private static func own(_ keys: [KeySchema]) -> [KeySchema] {
        let names = Set(keys.map(\.name))
        guard Qualifiers.elementKeys.allSatisfy({ names.contains($0.name) }) else { return keys }
        let qualifiers = Set(Qualifiers.tableKeys.map(\.name))
        return keys.filter { !qualifiers.contains($0.name) }
    }

    /// A key that holds keys, as a chapter of its own.
    private static func section(_ key: KeySchema) -> String {
        switch key.value {
        case .table(let keys): chapter("[\(key.name)]", key.about, keys)
        case .tables(let keys): chapter("[[\(key.name)]]", key.about, own(keys))
        case .named(.table(let keys)):
            chapter("[\(key.name).NAME]", key.about, keys.filter { !$0.isSharedWithPolicy })
                + "\nAnd every table of rules that a policy has.\n"
        default: ""
        }
    }

    private static func chapter(_ title: String, _ about: String, _ keys: [KeySchema]) -> String {
        var text = "\n## `\(title)`\n\n\(about.prefix(1).uppercased())\(about.dropFirst()).\n\n\(rows(keys))"
        for key in keys {
            let tables = own(key.value.elementKeys)
            guard !tables.isEmpty else { continue }
            let lists = keys.filter { $0.value.elementKeys.map(\.name) == key.value.elementKeys.map(\.name) }
            guard lists.first?.name == key.name else { continue }
            let names = lists.map { "`\($0.name)`" }.joined(separator: ", ")
            text += "\nA table in \(names):\n\n\(rows(tables))"
        }
        return text
    }

    private static func rows(_ keys: [KeySchema]) -> String {
        "| key | value | meaning |\n|---|---|---|\n"
            + keys.map { key in
                let meaning = key.isRequired ? "\(key.about); must be there" : key.about
                return "| `\(key.name)` | \(key.value.words) | \(meaning) |\n"
            }.joined()
    }
}

extension KeySchema {
    fileprivate var isSharedWithPolicy: Bool {
        guard name != "summary" else { return false }
        return PolicySchema.keys.contains { $0.name == name }
    }
}

extension ValueSchema {
    /// The keys of the tables in a list, or of a table.
    fileprivate var elementKeys: [KeySchema] {
        switch self {
        case .list(let element), .oneOrList(let element): element.elementKeys
        case .either(let values): values.map(\.elementKeys).first { !$0.isEmpty } ?? []
        case .table(let keys), .tables(let keys): keys
        case .boolean, .integer, .string, .word, .named: []
        }
    }

    /// What it is, in words.
    fileprivate var words: String {
        switch self {
        case .boolean: "`true`, `false`"
        case .integer(let range): Self.words(range)
        case .string: "string"
        case .word(let words): words.map { "`\"\($0)\"`" }.joined(separator: " ")
        case .list(.either(let values)) where values.count == 2 && !elementKeys.isEmpty: "list of elements"
        case .list(let element): "list of \(element.plural)"
        case .oneOrList(let element): "\(element.words), or a list"
        case .either(let values): values.map(\.words).joined(separator: " or ")
        case .table: "table"
        case .tables: "list of tables"
        case .named(let element): "table of \(element.plural) by name"
        }
    }

    private static func words(_ range: ClosedRange<Int64>) -> String {
        if range.lowerBound == .min { return "integer" }
        return range.upperBound == .max
            ? "integer from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    private var plural: String {
        switch self {
        case .string: "strings"
        case .table: "tables"
        case .oneOrList(let element): "\(element.plural) or lists"
        default: words
        }
    }
}
