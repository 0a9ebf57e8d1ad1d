import ArmorSource

extension Parser {
    /// A value of any kind; nil if it is none, which has been told then.
    mutating func value(nesting: Int) -> TOMLValue? {
        countValue()
        let start = cursor.offset
        switch cursor.byte {
        case Byte.quote?, Byte.apostrophe?:
            guard let text = string() else { return nil }
            return TOMLValue(range: start..<cursor.offset, kind: .string(text), comment: nil)
        case Byte.openBracket?:
            guard isShallow(nesting) else { return nil }
            return array(nesting: nesting + 1)
        case Byte.openBrace?:
            guard isShallow(nesting) else { return nil }
            return inlineTable(nesting: nesting + 1)
        default:
            return scalar()
        }
    }

    private mutating func isShallow(_ nesting: Int) -> Bool {
        if nesting < Limits.nesting { return true }
        let message = "nested deeper than \(Limits.nesting) levels"
        giveUp("toml-too-deep", message, at: cursor.character)
        return false
    }

    // MARK: Arrays

    /// `[ … ]` over any number of lines.
    private mutating func array(nesting: Int) -> TOMLValue? {
        let start = cursor.offset
        cursor.advance()
        var array = ArrayDraft()
        while true {
            guard skipBetweenElements(&array), let byte = cursor.byte else {
                unclosed("an array without its \"]\"", at: start)
                break
            }
            if cursor.take(Byte.closeBracket) { break }
            if byte == Byte.comma {
                comma(&array)
            } else if byte == Byte.closeBrace {
                unclosed("an array without its \"]\"", at: start)
                hushLine()
                break
            } else {
                element(&array, nesting: nesting)
            }
        }
        return TOMLValue(
            range: start..<cursor.offset,
            kind: .array(array.elements),
            comment: text(ofComment: array.opening)
        )
    }

    private mutating func comma(_ array: inout ArrayDraft) {
        if !array.wantsComma {
            let message = "a comma without an element before it"
            error("toml-extra-comma", message, at: cursor.offset..<cursor.offset + 1)
        }
        array.wantsComma = false
        cursor.advance()
    }

    private mutating func element(_ array: inout ArrayDraft, nesting: Int) {
        if array.wantsComma {
            let end = array.lastEnd
            error("toml-missing-comma", "a comma is missing behind this element", at: end..<end)
            hushLine()
        }
        let above = array.takeAbove()
        if var value = value(nesting: nesting) {
            value.comment = value.comment ?? text(ofComment: above)
            array.append(value)
        } else {
            array.appendNothing()
        }
        array.lastEnd = cursor.offset
        array.wantsComma = true
    }

    /// Steps over line ends and comments between elements and finds whose comments they are. False if what follows is
    /// no more of the array but a key or header at the begin of a line: somebody forgot the bracket.
    private mutating func skipBetweenElements(_ array: inout ArrayDraft) -> Bool {
        var lineIsBlank = false
        // Only an inner array that was never closed ends at the begin of a line.
        if cursor.isAtLineStart { return false }
        while true {
            skipBlanks()
            if cursor.byte == Byte.hash {
                let range = comment()
                if let index = array.takeUncommented() {
                    array.elements[index].comment = text(ofComment: range) ?? array.elements[index].comment
                } else {
                    array.note(range)
                }
                lineIsBlank = false
            } else if cursor.takeLineEnd() {
                if lineIsBlank { array.above = nil }
                lineIsBlank = true
                array.endLine()
                if isAtStatement() { return false }
            } else {
                return !cursor.isAtEnd
            }
        }
    }

    // MARK: Looking ahead

    /// Whether this line begins as a header or `key =`, which no line within an array does.
    func isAtStatement() -> Bool {
        if isAtHeader() { return true }
        var line = cursor
        line.skip { $0 == Byte.blank || $0 == Byte.tab }
        let start = line.offset
        line.skip { Byte.isBareKey($0) || $0 == Byte.point }
        guard line.offset > start else { return false }
        line.skip { $0 == Byte.blank || $0 == Byte.tab }
        return line.byte == Byte.equals
    }

    /// Whether this line is `[name]` or `[[name]]`, with a name that is no value.
    func isAtHeader() -> Bool {
        var line = cursor
        line.skip { $0 == Byte.blank || $0 == Byte.tab }
        let brackets = line.run(of: Byte.openBracket, limit: 2)
        line.advance(brackets)
        let start = line.offset
        guard brackets > 0, let first = line.byte, Byte.isLetter(first) else { return false }
        line.skip { Byte.isBareKey($0) || $0 == Byte.point }
        let name = line.text(start..<line.offset)
        guard !["true", "false", "inf", "nan"].contains(name) else { return false }
        return line.run(of: Byte.closeBracket, limit: brackets) == brackets
    }
}

/// An array while it is read, and whose a comment would be.
private struct ArrayDraft {
    var elements: [TOMLValue] = []
    /// The comment behind the opening bracket.
    var opening: ByteRange?
    /// The comments above what comes next.
    var above: ByteRange?
    var wantsComma = false
    /// Past the last byte of the last element.
    var lastEnd = 0
    /// Whether the line is still that of the bracket, with nothing behind it.
    private var isOpeningLine = true
    /// The element that a comment on this line would belong to.
    private var uncommented: Int?

    mutating func append(_ value: TOMLValue) {
        elements.append(value)
        uncommented = elements.count - 1
        isOpeningLine = false
    }

    mutating func appendNothing() {
        uncommented = nil
        isOpeningLine = false
    }

    mutating func takeAbove() -> ByteRange? {
        defer { above = nil }
        return above
    }

    mutating func takeUncommented() -> Int? {
        defer { uncommented = nil }
        return uncommented
    }

    /// A comment that is no element's own: the array's, or the next element's.
    mutating func note(_ range: ByteRange) {
        if isOpeningLine {
            opening = range
        } else {
            above = (above?.lowerBound ?? range.lowerBound)..<range.upperBound
        }
    }

    mutating func endLine() {
        isOpeningLine = false
        uncommented = nil
    }
}
