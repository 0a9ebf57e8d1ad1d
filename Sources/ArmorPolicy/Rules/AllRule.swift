import ArmorTOML
import ArmorTarget

/// `all,` — everything of every kind.
package struct AllRule: RuleValue {
    package static let kind = RuleKind.all

    package var text: String { "all" }

    package var requirements: [Requirement] {
        [Requirement("all", parser: ParserVersion(4, 0, 0), unmet: .inexpressible)]
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        action == .allow ? [.setting(PolicyField("all", .boolean(true)))] : [.inexpressible]
    }

    /// Reads the key `all` of `[profile]`.
    package static let about = "everything, `all,`: the profile is no limit but for what it denies"

    /// It is a key of `[profile]`.
    package static let schema = ValueSchema.boolean

    package static func read(_ reader: SectionReader) -> [Rule] {
        guard case .table(let table) = reader.entry.value.kind, let entry = table["all"] else { return [] }
        guard case .boolean(let wanted) = entry.value.kind else {
            reader.context.error(
                "wrong-type",
                "\"all\" must be true or false, not \(entry.value.typeName)",
                at: entry.value.range
            )
            return []
        }
        return wanted
            ? [reader.rule(AllRule(), Qualifiers(.allow, reason: entry.comment), at: entry.keyRange)] : []
    }
}
