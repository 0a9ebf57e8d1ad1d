import ArmorSource

extension Parser {
    /// A string of any of the four kinds; nil if it has no end, which has been told then.
    mutating func string() -> String? {
        let start = cursor.offset
        guard let quote = cursor.byte else { return nil }
        let hasEscapes = quote == Byte.quote
        guard cursor.run(of: quote, limit: 3) == 3 else {
            cursor.advance()
            return line(of: quote, hasEscapes: hasEscapes, from: start)
        }
        cursor.advance(3)
        _ = cursor.takeLineEnd()
        return lines(of: quote, hasEscapes: hasEscapes, from: start)
    }

    // MARK: One line

    private mutating func line(of quote: UInt8, hasEscapes: Bool, from start: Int) -> String? {
        var draft = StringDraft(cursor)
        while let byte = cursor.byte, !cursor.isAtLineEnd {
            if byte == quote {
                let text = draft.finish(cursor)
                cursor.advance()
                return text
            }
            if byte == Byte.backslash, hasEscapes {
                draft.add(upTo: cursor)
                escape(&draft)
            } else {
                character(byte)
            }
        }
        let kind = hasEscapes ? "\"" : "'"
        error("toml-unclosed", "a string without its closing \(kind) on the line", at: start..<cursor.offset)
        hushLine()
        return nil
    }

    // MARK: Several lines

    private mutating func lines(of quote: UInt8, hasEscapes: Bool, from start: Int) -> String? {
        var draft = StringDraft(cursor)
        while let byte = cursor.byte {
            if byte == quote {
                // Up to two quotes may stand before the three that close.
                let count = cursor.run(of: quote, limit: 5)
                if count >= 3 {
                    cursor.advance(count - 3)
                    let text = draft.finish(cursor)
                    cursor.advance(3)
                    return text
                }
                cursor.advance(count)
            } else if byte == Byte.backslash, hasEscapes {
                draft.add(upTo: cursor)
                if !continuation() { escape(&draft) }
                draft.resume(cursor)
            } else if cursor.isAtLineEnd {
                // A line end is LF, however the file writes it.
                draft.add(upTo: cursor)
                _ = cursor.takeLineEnd()
                draft.add(Byte.newline)
                draft.resume(cursor)
            } else {
                character(byte)
            }
        }
        let kind = hasEscapes ? "\"\"\"" : "'''"
        error("toml-unclosed", "a string without its closing \(kind)", at: start..<start + 3)
        return nil
    }

    /// A backslash at the end of a line takes the line end and all blanks and line ends behind it away.
    private mutating func continuation() -> Bool {
        var ahead = cursor
        ahead.advance()
        ahead.skip { $0 == Byte.blank || $0 == Byte.tab }
        guard ahead.takeLineEnd() else { return false }
        repeat {
            ahead.skip { $0 == Byte.blank || $0 == Byte.tab }
        } while ahead.takeLineEnd()
        cursor.move(to: ahead.offset)
        return true
    }

    // MARK: Characters

    private mutating func character(_ byte: UInt8) {
        if Byte.isControl(byte) { controlCharacter() } else { cursor.advance() }
    }

    /// An escape sequence; tells it and takes nothing from it if it means nothing.
    private mutating func escape(_ draft: inout StringDraft) {
        let start = cursor.offset
        cursor.advance()
        let letter = cursor.byte ?? 0
        if let plain = Self.escapes[letter] {
            cursor.advance()
            draft.add(plain)
        } else if letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U") {
            cursor.advance()
            unicode(digits: letter == UInt8(ascii: "u") ? 4 : 8, from: start, &draft)
        } else {
            if !cursor.isAtLineEnd { cursor.move(to: cursor.character.upperBound) }
            let help = "a backslash is written \"\\\\\", or use a string in apostrophes, which knows no escapes"
            error("toml-escape", "an escape that TOML does not know", at: start..<cursor.offset, help: help)
        }
        draft.resume(cursor)
    }

    private mutating func unicode(digits: Int, from start: Int, _ draft: inout StringDraft) {
        var value: UInt32 = 0
        var count = 0
        while count < digits, let byte = cursor.byte, let digit = Byte.hexValue(byte) {
            value = value << 4 | digit
            count += 1
            cursor.advance()
        }
        let range = start..<cursor.offset
        if count < digits {
            error("toml-escape", "an escape with less than \(digits) hexadecimal digits", at: range)
        } else if let scalar = Unicode.Scalar(value) {
            for byte in String(scalar).utf8 { draft.add(byte) }
        } else {
            error("toml-escape", "an escape that names no Unicode character", at: range)
        }
    }

    /// The escapes of one letter.
    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "t"): 0x09, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C,
    ]
}

/// The bytes of a string while it is read: stretches of the text as they are, and what escapes mean between them.
private struct StringDraft {
    private var bytes: [UInt8] = []
    /// Where the stretch began that is not yet in `bytes`.
    private var start: Int

    init(_ cursor: Cursor) { start = cursor.offset }

    /// Takes the stretch up to here.
    mutating func add(upTo cursor: Cursor) {
        bytes += cursor.bytes[start..<cursor.offset]
        start = cursor.offset
    }

    mutating func add(_ byte: UInt8) { bytes.append(byte) }

    /// Begins a stretch here.
    mutating func resume(_ cursor: Cursor) { start = cursor.offset }

    /// The whole string, which ends here.
    mutating func finish(_ cursor: Cursor) -> String {
        if bytes.isEmpty { return cursor.text(start..<cursor.offset) }
        add(upTo: cursor)
        return String(decoding: bytes, as: UTF8.self)
    }
}
