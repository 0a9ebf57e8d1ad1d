import ArmorGlob
import ArmorSource
import ArmorTOML

/// A list of strings in a bane policy.
struct BaneList {
    /// One string of it.
    struct Item {
        let text: String
        let range: ByteRange
        /// The comment beside or above it, else above the list.
        let comment: String?
    }

    /// Where the list's key stands.
    let key: ByteRange
    let items: [Item]

    /// The list under a key; none where it is missing, wrong or empty: bane knows no difference.
    init?(_ reader: TableReader, _ key: String) {
        guard let entry = reader.table[key] else { return nil }
        items = Self.items(reader, entry)
        guard !items.isEmpty else { return nil }
        self.key = entry.keyRange
    }

    private static func items(_ reader: TableReader, _ entry: TOMLEntry) -> [Item] {
        guard case .array(let values) = entry.value.kind else {
            reader.wrongType(entry.key, "a list of strings", entry.value)
            return []
        }
        var seen: Set<String> = []
        return values.compactMap { value in
            guard case .string(let text) = value.kind else {
                reader.wrongType(entry.key, "a list of strings", value)
                return nil
            }
            guard seen.insert(text).inserted else {
                reader.context.baneDuplicate(text, in: entry.key, at: value.range)
                return nil
            }
            return Item(text: text, range: value.range, comment: value.comment ?? entry.comment)
        }
    }
}

extension ReadingContext {
    /// A rule that an item of a bane policy, or the lack of one, says.
    func baneRule(
        _ value: any RuleValue,
        _ action: Action = .allow,
        logged: Bool? = nil,
        at range: ByteRange,
        reason: String?
    ) -> Rule {
        let origin = Origin(place: place(range), layer: layer, reason: reason)
        return Rule(value, action, logged: logged ?? (action == .deny), origins: [origin])
    }

    /// Warns of a value that a list of a bane policy repeats.
    func baneDuplicate(_ text: String, in key: String, at range: ByteRange) {
        warning("duplicate", "\"\(text)\" is repeated in \"\(key)\"", at: range, help: "delete one of the two")
    }

    /// A table of a bane policy; `nil` where it is missing, so that its defaults hold.
    func baneTable(_ entry: TOMLEntry?, keys: [String]) -> TableReader? {
        guard let entry else { return nil }
        guard case .table(let table) = entry.value.kind else {
            error(
                "wrong-type",
                "\"\(entry.key)\" must be a table, not \(entry.value.typeName)",
                at: entry.value.range,
                help: "write [\(entry.key)]"
            )
            return nil
        }
        return BaneKeys.reader(self, table, keys: keys, armors: armorsKeys(of: entry.key))
    }

    /// The keys of armor's own section of the same name.
    private func armorsKeys(of section: String) -> [KeySchema] {
        let schema = PolicySchema.keys.first { $0.name == section.lowercased() }
        guard case .table(let keys)? = schema?.value else { return [] }
        return keys
    }
}
