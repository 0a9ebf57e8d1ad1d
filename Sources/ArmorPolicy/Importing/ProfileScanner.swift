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
    /// Comment lines directly above what comes next.
    private var above: [String] = []
    /// The comment lines above the first statement of a group, which ends at an empty line, a comment or a block.
    private var ofGroup: [String] = []
    /// Parentheses that are open.
    var depth = 0
    /// Whether the rule being read is of a kind in which any word may begin with a brace, as `mount {a,b} -> /c,`.
    var takesBraces = false

    init(_ source: SourceFile) { bytes = source.bytes }

    /// The bytes of a token or of its inside.
    func slice(_ range: ByteRange) -> ArraySlice<UInt8> { bytes[range.clamped(to: bytes.indices)] }

    func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    /// The next statement; the position is then behind it, and behind the comment on its line.
    mutating func next() -> ProfileStatement {
        skipToStatement()
        if !above.isEmpty { ofGroup = above }
        let comments = ofGroup
        above = []
        guard let byte = peek() else { return .end }
        let start = position
        if byte == ProfileByte.closeBrace {
            ofGroup = []
            position += 1
            return .closing(start..<position)
        }
        if let length = includeLength() {
            position += length
            return .include(includeLine(start, comments))
        }
        if let assignment = assignment(start, comments) { return assignment }
        return rule(start, comments)
    }

    // MARK: Between statements

    /// Moves to the next byte that is neither blank nor comment. An empty line cuts comments off from what follows.
    private mutating func skipToStatement() {
        var newlines = 0
        while let byte = peek() {
            if byte == ProfileByte.newline {
                newlines += 1
                if newlines > 1 {
                    above = []
                    ofGroup = []
                }
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

    private mutating func assignment(_ start: Int, _ comments: [String]) -> ProfileStatement? {
        guard let end = variableEnd(start) else { return nil }
        var sign = end
        while sign < bytes.count, ProfileByte.isBlank(bytes[sign]) { sign += 1 }
        let operations: [ProfileAssignment.Operation] = [.set, .add, .setIfUndefined, .replace]
        guard sign < bytes.count,
            let operation = operations.first(where: { bytes[sign...].starts(with: $0.rawValue.utf8) })
        else { return nil }
        position = sign + operation.rawValue.utf8.count
        let name = bytes[start..<end].filter { $0 != ProfileByte.openBrace && $0 != ProfileByte.closeBrace }
        let (values, comment, problem) = values()
        let range = start..<max(position, values.last?.range.upperBound ?? position)
        if let problem { return .broken(ProfileTokens(range: range), problem) }
        return .assignment(
            ProfileAssignment(
                name: String(decoding: name.drop { $0 == ProfileByte.at }, as: UTF8.self),
                operation: operation,
                values: values,
                range: start..<(values.last?.range.upperBound ?? position),
                comments: comments + (comment.map { [$0] } ?? [])
            )
        )
    }

    /// The end of a variable's name that begins here: `@{NAME}`, `@NAME`, `${NAME}` or `$NAME`.
    private func variableEnd(_ start: Int) -> Int? {
        guard bytes[start] == ProfileByte.at || bytes[start] == ProfileByte.dollar else { return nil }
        let rest = bytes[(start + 1)...].prefix(256)
        let isBraced = rest.first == ProfileByte.openBrace
        let name = rest.dropFirst(isBraced ? 1 : 0).prefix { ProfileByte.isKeyword($0) }
        guard !name.isEmpty else { return nil }
        guard isBraced else { return name.endIndex }
        return name.endIndex < bytes.count && bytes[name.endIndex] == ProfileByte.closeBrace ? name.endIndex + 1 : nil
    }

    /// The values of a variable: words up to the end of the line; a backslash before it goes on with the next.
    ///
    /// - Returns: the values, the comment after them, and what is wrong with them.
    private mutating func values() -> ([ProfileToken], String?, String?) {
        var values: [ProfileToken] = []
        var problem: String?
        while let byte = peek(), byte != ProfileByte.newline {
            if ProfileByte.isBlank(byte) {
                position += 1
            } else if byte == ProfileByte.hash {
                return (values, comment(), problem)
            } else if byte == ProfileByte.backslash, isLineEnd(position + 1) {
                while let byte = peek(), byte != ProfileByte.newline { position += 1 }
                position += 1
            } else if byte == ProfileByte.quote {
                guard let token = quoted() else {
                    problem = "a quote is never closed"
                    while let byte = peek(), byte != ProfileByte.newline { position += 1 }
                    break
                }
                values.append(token)
            } else {
                let token = bareWord { !ProfileByte.isSpace($0) && $0 != ProfileByte.quote }
                problem = problem ?? Self.problem(ofValue: slice(token.range))
                values.append(token)
            }
        }
        return (values, nil, problem)
    }

    private static func problem(ofValue text: ArraySlice<UInt8>) -> String? {
        var before: UInt8?
        for (index, byte) in zip(text.indices, text) {
            defer { before = byte }
            guard before != ProfileByte.backslash else { continue }
            if byte == ProfileByte.exclamation { return "a value of a variable holds no \"!\" outside quotes" }
            let next = index + 1 < text.endIndex ? text[index + 1] : nil
            if byte == ProfileByte.comma, next == nil || next == ProfileByte.comma || next == ProfileByte.exclamation {
                return "the values of a variable are separated by blanks and end with the line, without commas"
            }
        }
        return nil
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
        takesBraces = false
        var keyword: Keyword = .qualifier
        while true {
            let commentsBefore = found.comments.count
            if skipInside(&found), found.tokens.isEmpty { return .end }
            found.range = start..<position
            if position - start > Self.longestStatement { return .broken(found, "this rule is too long") }
            if keyword.forbidsComments, found.comments.count > commentsBefore {
                return .broken(found, "a comment inside this rule: apparmor_parser takes it for a part of the rule")
            }
            guard let byte = peek() else { return .broken(found, "this rule has no comma at its end") }
            if byte == ProfileByte.comma, depth == 0 {
                position += 1
                found.range = start..<position
                if let comment = trailingComment() { found.comments.append(comment) }
                return .rule(found)
            }
            if byte == ProfileByte.closeBrace { return .broken(found, "this rule has no comma at its end") }
            if byte == ProfileByte.openBrace, opensBlock(found.tokens) {
                position += 1
                ofGroup = []
                // A comment after the brace is about the block.
                if let comment = trailingComment() { found.comments.append(comment) }
                return .block(found)
            }
            guard let token = token(atStart: found.tokens.isEmpty || isAfterSeparator(found.tokens.last)) else {
                position = max(position, start + 1)
                return .broken(found, "a quote is never closed")
            }
            found.tokens.append(token)
            if keyword == .qualifier {
                keyword = Keyword(slice(token.range), token.kind)
                takesBraces = keyword == .words
            }
        }
    }

    /// How the rest of a rule is split into words, by its first word.
    private enum Keyword: Equatable {
        /// `audit`, `deny` and the like: the keyword follows.
        case qualifier
        /// A path, or a keyword whose words are read as everywhere.
        case plain
        /// `set rlimit`, whose words are keywords and numbers.
        case limit
        /// A keyword after which every word may hold any byte but blanks, quotes and `!`.
        case words

        private static let names: Set<String> = [
            "mount", "remount", "umount", "unmount", "dbus", "signal", "ptrace", "unix", "network", "mqueue", "userns",
            "change_profile",
        ]
        private static let qualifiers: Set<String> = ["audit", "allow", "deny", "prompt", "owner", "other", "priority"]

        init(_ text: ArraySlice<UInt8>, _ kind: ProfileToken.Kind) {
            // The value of `priority=` is passed too.
            guard text.count <= 16, kind == .word || kind == .equals else {
                self = .plain
                return
            }
            let word = String(decoding: text, as: UTF8.self)
            if kind == .equals || Self.qualifiers.contains(word) || Int(word) != nil {
                self = .qualifier
            } else if Self.names.contains(word) {
                self = .words
            } else {
                self = word == "set" ? .limit : .plain
            }
        }

        var forbidsComments: Bool { self == .words || self == .limit }
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

    /// A brace opens a block unless it is the first byte of a value or of a profile's name.
    private func opensBlock(_ tokens: [ProfileToken]) -> Bool {
        guard depth == 0, !takesBraces else { return false }
        guard let last = tokens.last else { return true }
        if tokens.count == 1, last.kind == .word,
            ["profile", "hat"].contains(String(decoding: slice(last.range), as: UTF8.self))
        {
            return false
        }
        return last.kind != .equals && last.kind != .arrow
    }

    private func isAfterSeparator(_ last: ProfileToken?) -> Bool {
        guard let last else { return true }
        return last.kind != .equals
    }
}
