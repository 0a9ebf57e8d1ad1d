/// Something to be added to a document, in words of TOML that the caller has made.
package struct DocumentAddition: Sendable, Hashable {
    /// Where it goes within its table.
    package enum Place: Sendable, Hashable {
        /// Into the array of this key; beside the element that begins most like `kin`, else behind all of them.
        case element(of: String, kin: String)
        /// A key of the table, `text` being the whole `key = value`.
        case setting
        /// A table of its own in an array of tables (`[[signals]]`), `text` being its lines.
        case ownTable
    }

    /// The names that lead to the table: `["filesystem"]`, `["children", "worker", "signals"]`.
    package let table: [String]
    package let place: Place
    /// One value, one `key = value`, or, of a table of its own, several of these, each on a line.
    package let text: String
    /// What is written above it as comments, one line each, without `#`. Control characters have no place in it.
    package let comments: [String]

    package init(table: [String], place: Place, text: String, comments: [String] = []) {
        self.table = table
        self.place = place
        self.text = text
        self.comments = comments
    }
}

/// Why an addition has no place in a document.
package struct DocumentEditError: Error, Sendable, Hashable {
    /// One sentence that says what to do.
    package let message: String
}

/// A stretch of a text and what stands there afterwards.
struct Replacement {
    var range: Range<Int>
    var text: String

    /// The text with all of them made; they do not overlap. Those at one place come in their order.
    static func apply(_ replacements: [Replacement], to bytes: [UInt8]) -> [UInt8] {
        let sorted = replacements.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        var result: [UInt8] = []
        var start = 0
        for (_, replacement) in sorted {
            result += bytes[start..<max(start, replacement.range.lowerBound)]
            result += replacement.text.utf8
            start = max(start, replacement.range.upperBound)
        }
        return result + bytes[start...]
    }
}
