package import ArmorSource

/// A value of a document, with the bytes that it was written in.
package struct TOMLValue: Sendable {
    /// What TOML 1.0 knows, each as the Swift type that holds it without loss.
    package enum Kind: Sendable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        indirect case dateTime(TOMLDateTime)
        case array([TOMLValue])
        indirect case table(TOMLTable)
    }

    /// From the first to past the last byte of the value; of a table under a header, the header; of an array of tables,
    /// its first header; of a table that dotted keys or longer headers imply, the name that implied it first.
    package let range: ByteRange
    package let kind: Kind
    /// What the author wrote beside it, else in the comment lines directly above it, without `#`, lines joined by a
    /// blank; a blank line ends a comment's reach. A comment behind an opening `[` is about the whole array.
    package internal(set) var comment: String?

    /// The type's name as a person says it, with its article: `a string`.
    package var typeName: String {
        switch kind {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .boolean: "a boolean"
        case .dateTime: "a date or time"
        case .array: "an array"
        case .table: "a table"
        }
    }
}

/// One key of a table and what it holds.
package struct TOMLEntry: Sendable {
    /// The key's own part: of `a.b = 1` there is an entry `a` with a table that has the entry `b`.
    package let key: String
    /// That part alone, with its quotes, where it is first written.
    package let keyRange: ByteRange
    package let value: TOMLValue
    /// The comment of the value; see ``TOMLValue/comment``.
    package var comment: String? { value.comment }
}

/// A table: the whole document, what follows a header, what dotted keys make, or what braces hold.
package struct TOMLTable: Sendable {
    /// How a table came to be; TOML allows each to be extended in other ways.
    package enum Form: Sendable {
        /// The document itself.
        case root
        /// `[table]`, or one `[[element]]`.
        case header
        /// A header names one of its subtables and none names it.
        case implicit
        /// A dotted key made it.
        case dotted
        /// `{ … }`
        case inline
    }

    /// In order of appearance; no two have the same key.
    package let entries: [TOMLEntry]
    /// Its header or braces; of the root the whole text; else the name that implied it first.
    package let range: ByteRange
    package let form: Form
    private let index: KeyIndex

    init(entries: [TOMLEntry], index: KeyIndex, range: ByteRange, form: Form) {
        self.entries = entries
        self.index = index
        self.range = range
        self.form = form
    }

    /// Whether it is written in braces.
    package var isInline: Bool { form == .inline }

    /// The entry of exactly that name, byte for byte: TOML knows no canonical equivalence of Unicode.
    package subscript(name: String) -> TOMLEntry? {
        index.position(of: name).map { entries[$0] }
    }
}
