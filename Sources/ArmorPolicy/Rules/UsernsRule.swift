import ArmorTarget

/// `userns,` — creating user namespaces.
package struct UsernsRule: RuleValue {
    package static let kind = RuleKind.userns

    package var text: String { "userns" }

    package var requirements: [Requirement] {
        [Requirement("userns", parser: ParserVersion(4, 0, 0), features: ["namespaces/mask/userns_create"])]
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        [.element(list: action.rawValue, short: "user", [PolicyField("name", .string("user"))])]
    }

    package static let about = "namespaces that may be made"

    private static let word = ValueSchema.word(["user"])
    private static let keys = [KeySchema("name", word, "the kind of the namespace", isRequired: true)]

    package static let schema = ValueSchema.allowDeny(word, keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.allowDeny(keys: keys) { form, _, range in
            switch form {
            case .text(let word): return one(word, reader.context, range)
            case .table(let table):
                let name = table.string("name")
                guard let name = table.required("name", name) else { return [] }
                return one(name.value, reader.context, name.range)
            }
        }
    }

    private static func one(_ word: String, _ context: ReadingContext, _ range: Range<Int>) -> [any RuleValue] {
        if word == "user" { return [UsernsRule()] }
        context.unknown("unknown-word", "namespace", word, among: ["user"], at: range)
        return []
    }
}
