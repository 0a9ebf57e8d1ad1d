import ArmorSource

/// Walks through a profile's text statement by statement, as apparmor_parser's lexer splits it.
///
/// Every byte is read once: a statement ends at its comma or brace, or where it can be no statement any more.
struct ProfileScanner {
    /// The longest statement, in bytes; a token of apparmor_parser holds 16,380.
    static let longestStatement = 65_536

    /// Comment lines above one statement that are kept.
    private static let mostComments = 50

    private let bytes: [UInt8]
    private(set) var position = 0
    /// Comment lines that stand directly above what comes next.
    private var above: [String] = []
    private var depth = 0

    init(_ source: SourceFile) { bytes = source.bytes }

    /// The bytes of a token or of its inside.
    func slice(_ range: ByteRange) -> ArraySlice<UInt8> { bytes[range.clamped(to: bytes.indices)] }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    /// The next statement; the position is then behind it, and behind the comment on its line.
    mutating func next() -> ProfileStatement {
        skipToStatement()
        let comments = above
        above = []
        guard let byte = peek() else { return .end }
        let start = position
        if byte == ProfileByte.closeBrace {
            position += 1
            return .closing(start..<position)
        }
        if let length = includeLength() {
            position += length
            return .include(includeLine(start, comments))
        }
        if let assignment = assignment(start, comments) { return .assignment(assignment) }
        return rule(start, comments)
    }

    // MARK: Between statements

    /// Moves to the next byte that is neither blank nor comment. An empty line cuts comments off from what follows.
    private mutating func skipToStatement() {
        var newlines = 0
        while let byte = peek() {
            if byte == ProfileByte.newline {
                newlines += 1
                if newlines > 1 { above = [] }
                position += 1
            } else if ProfileByte.isBlank(byte) {
                position += 1
            } else if byte == ProfileByte.hash, includeLength() == nil {
                let line = comment()
                if above.count < Self.mostComments { above.append(line) }
                newlines = 0
            } else {
                return
            }
        }
    }

    /// The text of a comment, up to the end of its line.
    private mutating func comment() -> String {
        let start = position
        while let byte = peek(), byte != ProfileByte.newline { position += 1 }
        let text = bytes[start..<position].drop { $0 == ProfileByte.hash || ProfileByte.isBlank($0) }.prefix(1_000)
        let end = text.lastIndex { !ProfileByte.isBlank($0) }.map { $0 + 1 } ?? text.startIndex
        return String(decoding: text[..<end], as: UTF8.self)
    }

    /// The comment that stands behind a statement on its line.
    private mutating func trailingComment() -> String? {
        var ahead = 0
        while let byte = peek(ahead), ProfileByte.isBlank(byte) { ahead += 1 }
        guard peek(ahead) == ProfileByte.hash else { return nil }
        let before = position
        position += ahead
        if includeLength() == nil { return comment() }
        position = before
        return nil
    }

    // MARK: Lines

    /// The length of `include` or `#include` where it stands here and is no rule's word.
    ///
    /// The parser takes whatever stands behind `#include` for a file's name, so that no blank is asked for.
    private func includeLength() -> Int? {
        let rest = bytes[position...]
        if rest.starts(with: "#include".utf8) { return 8 }
        guard rest.starts(with: "include".utf8), let next = peek(7) else { return nil }
        return ProfileByte.isSpace(next) || next == ProfileByte.less || next == ProfileByte.quote ? 7 : nil
    }

    /// `if exists` and the file's name, which ends the line.
    private mutating func includeLine(_ start: Int, _ comments: [String]) -> ProfileTokens {
        var line = ProfileTokens(range: start..<position, comments: comments)
        while line.tokens.count < 3 {
            while let byte = peek(), ProfileByte.isBlank(byte) { position += 1 }
            guard let byte = peek(), byte != ProfileByte.newline, byte != ProfileByte.hash else { break }
            guard let token = token(atStart: true) else { break }
            line.tokens.append(token)
            if token.kind != .word || slice(token.range).contains(ProfileByte.slash) { break }
        }
        if peek() == ProfileByte.comma { position += 1 }
        line.range = start..<position
        if let comment = trailingComment() { line.comments.append(comment) }
        return line
    }

    private mutating func assignment(_ start: Int, _ comments: [String]) -> ProfileAssignment? {
        var end = start
        if bytes[start...].starts(with: "@{".utf8) {
            let name = bytes[(start + 2)...].prefix(256).prefix { ProfileByte.isKeyword($0) }
            guard name.endIndex < bytes.count, bytes[name.endIndex] == ProfileByte.closeBrace else { return nil }
            end = name.endIndex + 1
        } else if bytes[start] == ProfileByte.dollar {
            end = start + 1 + bytes[(start + 1)...].prefix(256).prefix { ProfileByte.isKeyword($0) || $0 == 0x7B }.count
            if end < bytes.count, bytes[end] == ProfileByte.closeBrace { end += 1 }
        } else {
            return nil
        }
        var sign = end
        while sign < bytes.count, ProfileByte.isBlank(bytes[sign]) { sign += 1 }
        let adds = sign < bytes.count && bytes[sign] == ProfileByte.plus
        if adds { sign += 1 }
        guard sign < bytes.count, bytes[sign] == ProfileByte.equals else { return nil }
        position = sign + 1
        let inside = bytes[start] == ProfileByte.at ? bytes[(start + 2)..<(end - 1)] : bytes[start..<end]
        let (values, comment) = values()
        return ProfileAssignment(
            name: String(decoding: inside, as: UTF8.self),
            adds: adds,
            values: values,
            range: start..<(values.last?.range.upperBound ?? position),
            comments: comments + (comment.map { [$0] } ?? [])
        )
    }

    /// The values of a variable: words up to the end of the line; a backslash before it goes on with the next.
    private mutating func values() -> ([ProfileToken], String?) {
        var values: [ProfileToken] = []
        while let byte = peek(), byte != ProfileByte.newline {
            if ProfileByte.isBlank(byte) {
                position += 1
            } else if byte == ProfileByte.hash {
                return (values, comment())
            } else if byte == ProfileByte.backslash, isLineEnd(position + 1) {
                while let byte = peek(), byte != ProfileByte.newline { position += 1 }
                position += 1
            } else if byte == ProfileByte.quote {
                guard let token = quoted() else { break }
                values.append(token)
            } else {
                values.append(bareWord { !ProfileByte.isSpace($0) && $0 != ProfileByte.quote })
            }
        }
        return (values, nil)
    }

    private func isLineEnd(_ index: Int) -> Bool {
        bytes[min(index, bytes.count)...].first { !ProfileByte.isBlank($0) } ?? ProfileByte.newline
            == ProfileByte.newline
    }
}

// MARK: Rules

extension ProfileScanner {
    /// Tokens up to a comma or a brace.
    private mutating func rule(_ start: Int, _ comments: [String]) -> ProfileStatement {
        var found = ProfileTokens(range: start..<start, comments: comments)
        depth = 0
        while true {
            if skipInside(&found), found.tokens.isEmpty { return .end }
            found.range = start..<position
            if position - start > Self.longestStatement { return .broken(found, "this rule is too long") }
            guard let byte = peek() else { return .broken(found, "this rule has no comma at its end") }
            if byte == ProfileByte.comma, depth == 0 {
                position += 1
                found.range = start..<position
                if let comment = trailingComment() { found.comments.append(comment) }
                return .rule(found)
            }
            if byte == ProfileByte.closeBrace { return .broken(found, "this rule has no comma at its end") }
            if byte == ProfileByte.openBrace, opensBlock(found.tokens.last) {
                position += 1
                // A comment behind the brace speaks of the block.
                if let comment = trailingComment() { found.comments.append(comment) }
                return .block(found)
            }
            guard let token = token(atStart: found.tokens.isEmpty || isAfterSeparator(found.tokens.last)) else {
                position = max(position, start + 1)
                return .broken(found, "a quote is never closed")
            }
            found.tokens.append(token)
        }
    }

    /// Skips blanks and comments inside a statement; true at the end of the text.
    private mutating func skipInside(_ found: inout ProfileTokens) -> Bool {
        while let byte = peek() {
            if byte == ProfileByte.newline {
                found.isOneLine = false
                position += 1
            } else if ProfileByte.isBlank(byte) {
                position += 1
            } else if byte == ProfileByte.hash, isAtWordStart {
                found.isOneLine = false
                found.comments.append(comment())
            } else {
                return false
            }
        }
        return true
    }

    private var isAtWordStart: Bool { position == 0 || ProfileByte.isSpace(bytes[position - 1]) }

    /// A brace opens a block unless it is the first byte of a value.
    private func opensBlock(_ last: ProfileToken?) -> Bool {
        guard depth == 0, let last else { return depth == 0 }
        return last.kind != .equals && last.kind != .arrow
    }

    private func isAfterSeparator(_ last: ProfileToken?) -> Bool {
        guard let last else { return true }
        return last.kind != .equals
    }

    /// The token that begins here; none where a string is never closed. `atStart` says that a key may stand here.
    private mutating func token(atStart: Bool) -> ProfileToken? {
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
    private mutating func quoted() -> ProfileToken? {
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

    /// A word outside quotes. A keyword ends at any comma and before `=` and `(`; in a path or pattern a comma is part of
    /// the word unless a blank or the text's end follows.
    private mutating func word(mayBeKey: Bool) -> ProfileToken {
        let start = position
        var isPattern = false
        var braces = 0
        while let byte = peek() {
            let isEscaped = position > start && bytes[position - 1] == ProfileByte.backslash
            if !isEscaped, ends(byte, isPattern: isPattern, braces: braces) { break }
            if !isPattern, mayBeKey, position > start, byte == ProfileByte.equals { break }
            if !isPattern, mayBeKey, position > start, byte == ProfileByte.openParenthesis { break }
            if byte == ProfileByte.openBrace { braces += 1 }
            if byte == ProfileByte.closeBrace, braces > 0 { braces -= 1 }
            isPattern = isPattern || ProfileByte.isPattern(byte)
            position += 1
        }
        // Whatever it is, it is passed: no byte is looked at twice.
        if position == start { position += 1 }
        return ProfileToken(kind: .word, range: start..<position)
    }

    private func ends(_ byte: UInt8, isPattern: Bool, braces: Int) -> Bool {
        switch byte {
        case ProfileByte.quote: return true
        case ProfileByte.closeParenthesis: return depth > 0
        case ProfileByte.comma:
            guard isPattern, let next = peek(1) else { return true }
            if depth > 0 { return braces == 0 }
            return ProfileByte.isSpace(next) || next == ProfileByte.quote || next == ProfileByte.hash
        default: return ProfileByte.isSpace(byte)
        }
    }

    /// A word that ends where `goesOn` says no, escaped bytes aside.
    private mutating func bareWord(_ goesOn: (UInt8) -> Bool) -> ProfileToken {
        let start = position
        position += 1
        while let byte = peek(), goesOn(byte) || bytes[position - 1] == ProfileByte.backslash {
            if byte == ProfileByte.newline { break }
            position += 1
        }
        return ProfileToken(kind: .word, range: start..<position)
    }
}
