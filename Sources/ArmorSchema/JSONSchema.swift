import ArmorPolicy
package import ArmorSource

/// The policy language as a JSON Schema, draft 7: what TOML editors take (`#:schema`).
///
/// It says what the keys are and of what type their values; what two keys together must be, a reader alone says.
package enum JSONSchema {
    /// The schema of a whole policy.
    package static var document: JSONText {
        let head: [(String, JSONText?)] = [
            ("$schema", .string("http://json-schema.org/draft-07/schema#")),
            ("title", .string("A policy of armor")),
            ("description", .string("Least privilege for a container: what it may touch")),
        ]
        guard case .object(let body) = table(PolicySchema.keys, isTop: true) else { return .null }
        return .fields(head + body.map { ($0.key, Optional($0.value)) })
    }

    private static func table(_ keys: [KeySchema], isTop: Bool = false) -> JSONText {
        let required = keys.filter(\.isRequired).map { JSONText.string($0.name) }
        return .fields([
            ("type", .string("object")),
            ("properties", .object(keys.map { ($0.name, property($0, isTop: isTop)) })),
            ("required", required.isEmpty ? nil : .array(required)),
            ("additionalProperties", .boolean(false)),
        ])
    }

    /// What a child has as well as the policy is said once.
    private static func property(_ key: KeySchema, isTop: Bool) -> JSONText {
        if !isTop, shared.contains(key.name), key.value.isTable {
            return .object([("$ref", .string("#/properties/\(key.name)"))])
        }
        guard case .object(let fields) = value(key.value) else { return .null }
        return .object([("description", .string(plain(key.about)))] + fields)
    }

    private static let shared = Set(PolicySchema.childKeys.map(\.name))

    private static func value(_ value: ValueSchema) -> JSONText {
        switch value {
        case .boolean: .object([("type", .string("boolean"))])
        case .integer(let range): integer(range)
        case .string: .object([("type", .string("string"))])
        case .word(let words): .object([("enum", .array(words.map(JSONText.string)))])
        case .list(let element): list(element)
        case .oneOrList(let element): .object([("anyOf", .array([self.value(element), list(element)]))])
        case .either(let values): .object([("anyOf", .array(values.map(self.value)))])
        case .table(let keys): table(keys)
        case .tables(let keys): list(.table(keys))
        case .named(let element):
            .object([("type", .string("object")), ("additionalProperties", self.value(element))])
        }
    }

    private static func list(_ element: ValueSchema) -> JSONText {
        .object([("type", .string("array")), ("items", value(element))])
    }

    private static func integer(_ range: ClosedRange<Int64>) -> JSONText {
        .fields([
            ("type", .string("integer")),
            ("minimum", range.lowerBound == .min ? nil : .integer(Int(range.lowerBound))),
            ("maximum", range.upperBound == .max ? nil : .integer(Int(range.upperBound))),
        ])
    }

    /// Without Markdown's marks.
    private static func plain(_ text: String) -> String { text.filter { $0 != "`" } }
}

extension ValueSchema {
    /// Whether it is worth a reference.
    fileprivate var isTable: Bool {
        switch self {
        case .table, .tables, .list: true
        default: false
        }
    }
}
