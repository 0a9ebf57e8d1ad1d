import ArmorSource

/// A JSON value as RFC 8259 has it. What is not of the kind that a reader asks for reads as nil: a foreign program's
/// answer may hold anything in any place.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads a text that is one value, with white space around it.
    ///
    /// Strict: no comments, no trailing commas, no byte order mark, no invalid UTF-8, no lone surrogates. A key that
    /// stands twice in an object is an error, because readers differ on which one counts, and whoever writes such a text
    /// may want two programs to understand it differently.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try parse(bytes[...], limits: limits)
    }

    /// The same for a part of a larger text, such as a line; offsets in errors count from the part's beginning.
    package static func parse(
        _ bytes: ArraySlice<UInt8>,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes, limits)
        return try reader.document()
    }

    /// The value of a key, where this is an object that has it.
    package subscript(key: String) -> JSONValue? { object?[key] }

    package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    package var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var flag: Bool? { if case .boolean(let flag) = self { flag } else { nil } }
    package var integer: Int? { if case .number(let number) = self { number.integer } else { nil } }
}

/// A number as it was written: JSON sets no limit to size or precision, so nothing is lost until somebody asks.
package struct JSONNumber: Sendable, Equatable {
    /// Of the form `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, with no more digits than the text's limit.
    package let text: String

    /// The number where it is written without fraction and exponent and fits; `1.0` and `1e3` are none.
    package var integer: Int? { Int(text) }
}

/// Keys and values in the order of the text; no key stands twice.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: JSONValue
    }

    package private(set) var members: [Member] = []
    private var index = KeyIndex()

    init() {}

    /// The value of exactly that key, byte for byte.
    package subscript(key: String) -> JSONValue? {
        index.position(of: key).map { members[$0].value }
    }

    func contains(_ key: String) -> Bool { index.position(of: key) != nil }

    /// Adds a key that is not there yet.
    mutating func append(_ key: String, _ value: JSONValue) {
        index.append(key)
        members.append(Member(key: key, value: value))
    }

    package static func == (left: Self, right: Self) -> Bool { left.members == right.members }
}
