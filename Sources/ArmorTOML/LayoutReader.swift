import ArmorSource

/// Walks over a document that has no errors and keeps what its layout is made of: comments, blank lines, and each value
/// in the text that will be written for it.
struct LayoutReader {
    private var parser: Parser

    init(_ source: SourceFile) { parser = Parser(source) }

    /// Everything, in order.
    mutating func lines() -> [LayoutLine] {
        parser.skipByteOrderMark()
        var lines: [LayoutLine] = []
        while true {
            parser.skipBlanks()
            guard let byte = parser.cursor.byte else { return lines }
            if parser.cursor.takeLineEnd() {
                lines.append(.blank)
                continue
            }
            switch byte {
            case Byte.hash: lines.append(.comment(comment()))
            case Byte.openBracket: lines.append(header())
            default:
                let (key, value) = pair()
                lines.append(.pair(key: key, value, comment: trailingComment()))
            }
            parser.skipBlanks()
            _ = parser.cursor.takeLineEnd()
        }
    }

    // MARK: Parts of a line

    private mutating func header() -> LayoutLine {
        let count = parser.cursor.run(of: Byte.openBracket, limit: 2)
        parser.cursor.advance(count)
        parser.skipBlanks()
        let path = key()
        parser.cursor.advance(count)
        let text = String(repeating: "[", count: count) + path + String(repeating: "]", count: count)
        return .header(text, comment: trailingComment())
    }

    private mutating func pair() -> (key: String, value: LayoutValue) {
        let path = key()
        parser.cursor.advance()
        parser.skipBlanks()
        return (path, value())
    }

    /// The key and the blanks behind it.
    private mutating func key() -> String {
        (parser.key() ?? []).map { tomlKey($0.name) }.joined(separator: ".")
    }

    private mutating func trailingComment() -> String? {
        parser.skipBlanks()
        return parser.cursor.byte == Byte.hash ? comment() : nil
    }

    private mutating func comment() -> String {
        var bytes = parser.cursor.bytes[parser.comment()]
        while let last = bytes.last, last <= Byte.blank { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Values

    private mutating func value() -> LayoutValue {
        let start = parser.cursor.offset
        switch parser.cursor.byte {
        case Byte.openBracket?: return LayoutValue(array())
        case Byte.openBrace?: return LayoutValue(inline: inlinePairs())
        case let quote? where quote == Byte.quote || quote == Byte.apostrophe:
            let isOneLine = parser.cursor.run(of: quote, limit: 3) < 3
            let text = parser.string() ?? ""
            // What spans lines is laid out by its author.
            return LayoutValue(scalar: isOneLine ? Self.spelling(of: text) : raw(from: start))
        default:
            _ = parser.scalar()
            return LayoutValue(scalar: raw(from: start))
        }
    }

    /// What was read since then, with LF for line ends.
    private func raw(from start: Int) -> String {
        let bytes = parser.cursor.bytes[start..<parser.cursor.offset]
        return String(decoding: bytes.filter { $0 != Byte.carriageReturn }, as: UTF8.self)
    }

    /// A string in quotes, or in apostrophes if it then needs no escape and shows all that it holds.
    private static func spelling(of text: String) -> String {
        let quoted = tomlQuoted(text)
        let isPlain = !text.unicodeScalars.contains { $0 == "'" || isHidden($0) }
        return isPlain && quoted.utf8.contains(Byte.backslash) ? "'\(text)'" : quoted
    }

    private mutating func inlinePairs() -> [(key: String, value: LayoutValue)] {
        parser.cursor.advance()
        var pairs: [(key: String, value: LayoutValue)] = []
        while true {
            parser.skipBlanks()
            guard let byte = parser.cursor.byte, !parser.cursor.take(Byte.closeBrace) else { return pairs }
            if byte == Byte.comma { parser.cursor.advance() } else { pairs.append(pair()) }
        }
    }

    private mutating func array() -> LayoutArray {
        parser.cursor.advance()
        var array = LayoutArray()
        /// What a comment here is beside: the bracket, an element, or nothing.
        var isBesideBracket = true
        var isBesideElement = false
        var isBlank = false
        while true {
            parser.skipBlanks()
            guard let byte = parser.cursor.byte, !parser.cursor.take(Byte.closeBracket) else { return array }
            if parser.cursor.takeLineEnd() {
                if isBlank { array.lines.append(.blank) }
                (isBesideBracket, isBesideElement, isBlank) = (false, false, true)
                continue
            }
            isBlank = false
            switch byte {
            case Byte.comma: parser.cursor.advance()
            case Byte.hash:
                let comment = comment()
                if isBesideElement, case .element(let value, _)? = array.lines.last {
                    array.lines[array.lines.count - 1] = .element(value, comment: comment)
                } else if isBesideBracket {
                    array.opening = comment
                } else {
                    array.lines.append(.comment(comment))
                }
            default:
                array.lines.append(.element(value(), comment: nil))
                (isBesideBracket, isBesideElement) = (false, true)
            }
        }
    }
}
