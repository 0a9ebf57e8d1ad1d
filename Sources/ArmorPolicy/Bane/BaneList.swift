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
                reader.context.error("duplicate", "\"\(text)\" stands twice", at: value.range)
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

    /// A table of a bane policy; one without keys where it is missing, so that its defaults hold.
    func baneTable(_ entry: TOMLEntry?, keys: [String]) -> TableReader? {
        entry.flatMap { SectionReader(self, $0).table(names: keys) }
    }
}
