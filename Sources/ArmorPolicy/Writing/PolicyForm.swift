package import ArmorGlob
import ArmorTOML

/// How a policy says what a rule names, without the rule's qualifiers.
package enum PolicyForm: Sendable {
    /// A table of its own, such as `[[signals]]`, with these keys.
    case table([PolicyField])
    /// An element of a list of the kind's table: a string, where there is one and no qualifier, else a table.
    case element(list: String, short: String?, [PolicyField])
    /// A key of the kind's table; a comment is all that it can have beside its value.
    case setting(PolicyField)
    /// A raw rule of this line.
    case raw(String)
    /// The policy language has no table for it; the rule's own text may do as a raw rule.
    case inexpressible
}

/// A key of a policy and its value.
package struct PolicyField: Sendable {
    package let key: String
    package let value: PolicyValue

    package init(_ key: String, _ value: PolicyValue) {
        self.key = key
        self.value = value
    }

    /// `key = value` on one line.
    package var text: String { "\(tomlKey(key)) = \(value.text)" }
}

/// A value of a policy that is to be written.
package indirect enum PolicyValue: Sendable {
    case string(String)
    case strings([String])
    case integer(Int)
    case boolean(Bool)
    case table([PolicyField])
    case list([PolicyValue])

    /// As TOML has it, on one line.
    package var text: String {
        switch self {
        case .string(let text): tomlQuoted(text)
        case .strings(let texts): "[\(texts.map(tomlQuoted).joined(separator: ", "))]"
        case .integer(let number): "\(number)"
        case .boolean(let flag): flag ? "true" : "false"
        case .table(let fields): "{ \(fields.map(\.text).joined(separator: ", ")) }"
        case .list(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        }
    }
}

/// Builds the keys of a form; each call that has nothing to say gives none.
package struct FieldMaker {
    private let patterns: PatternText

    package init(_ patterns: PatternText) { self.patterns = patterns }

    /// A glob as a policy writes it.
    package func text(_ glob: Glob) -> String { patterns.text(glob) }

    package func glob(_ key: String, _ glob: Glob?) -> PolicyField? {
        glob.map { PolicyField(key, .string(text($0))) }
    }

    package func word(_ key: String, _ word: String?) -> PolicyField? {
        word.map { PolicyField(key, .string($0)) }
    }

    /// A list of words; an empty one means all and is left out.
    package func words(_ key: String, _ words: [String]) -> PolicyField? {
        words.isEmpty ? nil : PolicyField(key, .strings(words))
    }

    /// The names of cases, as `words`.
    package func words<Word: RawRepresentable>(_ key: String, _ words: [Word]) -> PolicyField?
    where Word.RawValue == String {
        self.words(key, words.map(\.rawValue))
    }

    package func table(_ key: String, _ fields: [PolicyField?]) -> PolicyField? {
        let present = fields.compactMap(\.self)
        return present.isEmpty ? nil : PolicyField(key, .table(present))
    }

    /// A key that is written only where it is true.
    package func flag(_ key: String, _ flag: Bool) -> PolicyField? {
        flag ? PolicyField(key, .boolean(true)) : nil
    }

    /// The form of a kind that has a table for each rule.
    package func form(_ fields: PolicyField?...) -> [PolicyForm] { [.table(fields.compactMap(\.self))] }
}
