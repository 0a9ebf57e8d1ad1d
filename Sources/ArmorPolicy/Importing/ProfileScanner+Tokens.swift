import ArmorSource

extension ProfileScanner {
    /// The token that begins here; none where a string is never closed. `atStart` says that a key may stand here.
    mutating func token(atStart: Bool) -> ProfileToken? {
        guard let byte = peek() else { return nil }
        switch byte {
        case ProfileByte.quote: return quoted()
        case ProfileByte.openParenthesis:
            depth += 1
            return take(.opening, 1)
        case ProfileByte.closeParenthesis where depth > 0:
            depth -= 1
            return take(.closing, 1)
        case ProfileByte.comma where depth > 0: return take(.separator, 1)
        case ProfileByte.equals where atStart || isAfterKey: return take(.equals, 1)
        case ProfileByte.dash where peek(1) == ProfileByte.greater: return take(.arrow, 2)
        case ProfileByte.less where peek(1) == ProfileByte.equals: return take(.atMost, 2)
        case ProfileByte.less: return angled()
        default: return word(mayBeKey: atStart)
        }
    }

    private var isAfterKey: Bool { position > 0 && ProfileByte.isKeyword(bytes[position - 1]) }

    private mutating func take(_ kind: ProfileToken.Kind, _ length: Int) -> ProfileToken {
        position += length
        return ProfileToken(kind: kind, range: position - length..<position)
    }

    /// A string up to the first quote that no backslash stands before, as the parsers' lexers take it; where there is
    /// none, they go back to the last quote there is.
    mutating func quoted() -> ProfileToken? {
        let start = position
        var last: Int?
        position += 1
        while let byte = peek(), position - start <= Self.longestStatement {
            position += 1
            guard byte == ProfileByte.quote else { continue }
            last = position
            if bytes[position - 2] != ProfileByte.backslash { break }
        }
        guard let last else { return nil }
        position = last
        return ProfileToken(kind: .quoted, range: start..<position)
    }

    /// `<…>` on one line; else a word.
    private mutating func angled() -> ProfileToken {
        let line = bytes[(position + 1)...].prefix(Self.longestStatement).prefix {
            $0 != ProfileByte.newline && $0 != ProfileByte.less && $0 != ProfileByte.greater
        }
        guard line.endIndex < bytes.count, bytes[line.endIndex] == ProfileByte.greater else {
            return word(mayBeKey: false)
        }
        return take(.angled, line.endIndex + 1 - position)
    }

    /// A word outside quotes. A keyword ends at any comma and before `=` and `(`; in a path, a pattern or a value a comma is
    /// part of the word unless a blank, a quote, `,`, `!` or the text's end follows. In a list every comma separates.
    private mutating func word(mayBeKey: Bool) -> ProfileToken {
        let start = position
        var isPattern = takesBraces || !mayBeKey
        var isKey = mayBeKey
        while let byte = peek() {
            let isEscaped = position > start && bytes[position - 1] == ProfileByte.backslash
            if !isEscaped, ends(byte, isPattern: isPattern) { break }
            if isKey, position > start, byte == ProfileByte.equals || byte == ProfileByte.openParenthesis { break }
            isKey = isKey && ProfileByte.isKeyword(byte)
            isPattern = isPattern || ProfileByte.isPattern(byte)
            position += 1
        }
        // Every token takes at least one byte, so that no byte is looked at twice.
        if position == start { position += 1 }
        return ProfileToken(kind: .word, range: start..<position)
    }

    private func ends(_ byte: UInt8, isPattern: Bool) -> Bool {
        switch byte {
        case ProfileByte.quote, ProfileByte.exclamation: return true
        case ProfileByte.openParenthesis, ProfileByte.closeParenthesis: return depth > 0
        case ProfileByte.comma:
            guard depth == 0, isPattern, let next = peek(1) else { return true }
            return ProfileByte.isSpace(next) || next == ProfileByte.quote || next == ProfileByte.comma
                || next == ProfileByte.exclamation
        default: return ProfileByte.isSpace(byte)
        }
    }

    /// A word that ends where `goesOn` says no, escaped bytes aside.
    mutating func bareWord(_ goesOn: (UInt8) -> Bool) -> ProfileToken {
        let start = position
        position += 1
        while let byte = peek(), goesOn(byte) || bytes[position - 1] == ProfileByte.backslash {
            if byte == ProfileByte.newline { break }
            position += 1
        }
        return ProfileToken(kind: .word, range: start..<position)
    }
}
