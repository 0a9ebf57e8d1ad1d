/// A line of a document, as far as its layout goes.
enum LayoutLine {
    /// One blank line or several.
    case blank
    /// A comment alone on its line, from its `#` on.
    case comment(String)
    /// `[path]` or `[[path]]`.
    case header(String, comment: String?)
    case pair(key: String, LayoutValue, comment: String?)
}

/// A value as it will be written, with the room that it needs.
struct LayoutValue {
    enum Kind {
        /// Already the text to write.
        case scalar(String)
        case array(LayoutArray)
        case inline([(key: String, value: LayoutValue)])
    }

    let kind: Kind
    /// Columns on one line; nil if it cannot be on one.
    let width: Int?

    init(scalar text: String) {
        kind = .scalar(text)
        width = text.utf8.contains(Byte.newline) ? nil : text.unicodeScalars.count
    }

    init(_ array: LayoutArray) {
        kind = .array(array)
        width = array.opening == nil ? Self.sum(array.lines.map(\.width)) : nil
    }

    init(inline pairs: [(key: String, value: LayoutValue)]) {
        kind = .inline(pairs)
        let widths = pairs.map { pair in pair.value.width.map { pair.key.unicodeScalars.count + 3 + $0 } }
        width = Self.sum(widths).map { $0 + (pairs.isEmpty ? 0 : 2) }
    }

    /// The widths with brackets around and `, ` between them; those that are zero are not there.
    private static func sum(_ widths: [Int?]) -> Int? {
        var total = 0
        for width in widths where width != 0 {
            guard let width else { return nil }
            total += (total == 0 ? 0 : 2) + width
        }
        return total + 2
    }
}

/// An array as it will be written if it needs several lines.
struct LayoutArray {
    enum Line {
        case blank
        case comment(String)
        case element(LayoutValue, comment: String?)

        /// Columns on one line; nil if it cannot be on one.
        var width: Int? {
            switch self {
            case .blank: 0
            case .comment: nil
            case .element(let value, let comment): comment == nil ? value.width : nil
            }
        }
    }

    /// The comment behind the opening bracket.
    var opening: String?
    var lines: [Line] = []
}
