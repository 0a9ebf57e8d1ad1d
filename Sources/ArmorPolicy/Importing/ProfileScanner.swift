import ArmorSource

/// Walks through a profile's text statement by statement, as apparmor_parser's lexer splits it.
///
/// Every byte is read once: a statement ends at its comma or brace, or where it can be no statement any more.
struct ProfileScanner {
    /// The longest statement, in bytes; a token of apparmor_parser holds 16,380.
    static let longestStatement = 65_536

    /// Comment lines above one statement that are kept.
    private static let mostComments = 50

    let bytes: [UInt8]
    var position = 0
    /// Comment lines that stand directly above what comes next.
    private var above: [String] = []
    /// Parentheses that are open.
    var depth = 0

    init(_ source: SourceFile) { bytes = source.bytes }

    /// The bytes of a token or of its inside.
    func slice(_ range: ByteRange) -> ArraySlice<UInt8> { bytes[range.clamped(to: bytes.indices)] }

    func peek(_ distance: Int = 0) -> UInt8? {
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
    mutating func comment() -> String {
        let start = position
        while let byte = peek(), byte != ProfileByte.newline { position += 1 }
        let text = bytes[start..<position].drop { $0 == ProfileByte.hash || ProfileByte.isBlank($0) }.prefix(1_000)
        let end = text.lastIndex { !ProfileByte.isBlank($0) }.map { $0 + 1 } ?? text.startIndex
        return String(decoding: text[..<end], as: UTF8.self)
    }

    /// The comment that stands behind a statement on its line.
    mutating func trailingComment() -> String? {
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

extension ProfileScanner {
    /// Tokens up to a comma or a brace.
    mutating func rule(_ start: Int, _ comments: [String]) -> ProfileStatement {
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
    mutating func skipInside(_ found: inout ProfileTokens) -> Bool {
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
}
