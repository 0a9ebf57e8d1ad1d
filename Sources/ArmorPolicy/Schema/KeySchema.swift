/// A key of a table in a policy: what may stand behind it, and what it means.
///
/// The readers take the keys that a table knows from here, and so do the schema for editors and the reference: none of the
/// three can know another language.
package struct KeySchema: Sendable {
    package let name: String
    package let value: ValueSchema
    /// What it means, in a phrase of Markdown without a full stop.
    package let about: String
    package let isRequired: Bool

    package init(_ name: String, _ value: ValueSchema, _ about: String, isRequired: Bool = false) {
        (self.name, self.value, self.about, self.isRequired) = (name, value, about, isRequired)
    }
}

/// What may stand behind a key.
package indirect enum ValueSchema: Sendable {
    case boolean
    case integer(ClosedRange<Int64>)
    case string
    /// A string that is one of these.
    case word([String])
    case list(of: ValueSchema)
    /// One, or a list of such.
    case oneOrList(of: ValueSchema)
    case either([ValueSchema])
    case table([KeySchema])
    /// `[[NAME]]`: a list of tables.
    case tables([KeySchema])
    /// A table whose keys are names that the policy gives.
    case named(ValueSchema)
}

extension ValueSchema {
    /// One word of a fixed set.
    static func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> ValueSchema
    where Word.RawValue == String {
        .word(Word.allCases.map(\.rawValue))
    }

    /// One word of a fixed set, or several.
    static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> ValueSchema
    where Word.RawValue == String {
        .oneOrList(of: .word(type))
    }

    /// A list of tables, each a rule with its qualifiers.
    static func rules(_ keys: [KeySchema]) -> ValueSchema { .tables(keys + Qualifiers.tableKeys) }

    /// A list of elements: strings, or tables with the same meaning and qualifiers.
    static func elements(_ short: ValueSchema?, _ keys: [KeySchema]) -> ValueSchema {
        let table = ValueSchema.table(keys + Qualifiers.elementKeys)
        return .list(of: short.map { .either([$0, table]) } ?? table)
    }

    /// The lists `allow` and `deny` of elements.
    static func allowDeny(_ short: ValueSchema, _ keys: [KeySchema]) -> ValueSchema {
        .table(allowDenyKeys(short, keys))
    }

    static func allowDenyKeys(_ short: ValueSchema, _ keys: [KeySchema]) -> [KeySchema] {
        [
            KeySchema("allow", elements(short, keys), "what is granted"),
            KeySchema("deny", elements(short, keys), "what is shut for good, whatever else grants it"),
        ]
    }
}
