/// Reads the text of one glob into tokens.
struct GlobParser {
    private let text: [UInt8]
    private let kind: GlobKind
    private var position = 0
    private var tokens: [Token] = []
    /// For each brace that is open: where it stands and whether it has a comma.
    private var braces: [(offset: Int, hasComma: Bool)] = []

    private init(_ text: [UInt8], kind: GlobKind) {
        self.text = text
        self.kind = kind
        tokens.reserveCapacity(text.count)
    }

    /// The tokens of a text. A value of a variable is read with `isValue`: it needs no leading slash.
    static func tokens(_ text: [UInt8], kind: GlobKind, isValue: Bool = false) throws(GlobError) -> [Token] {
        var parser = GlobParser(text, kind: kind)
        try parser.checkStart(isValue: isValue)
        while parser.position < text.count { try parser.readToken() }
        if let brace = parser.braces.last {
            throw GlobError(
                "unclosed-brace",
                at: brace.offset,
                "this { is never closed",
                help: "for a literal {, write \\{"
            )
        }
        if kind == .path { try parser.refuseDots(parser.tokens.suffix(3), at: text.count) }
        return parser.tokens
    }

    private func checkStart(isValue: Bool) throws(GlobError) {
        guard !text.isEmpty || isValue else { throw GlobError("empty", at: 0, "an empty glob matches nothing") }
        guard kind == .path, !isValue, text[0] != Byte.slash else { return }
        guard text.starts(with: [Byte.at, Byte.openBrace]) else {
            throw GlobError("not-absolute", at: 0, "a path begins with / or a variable", help: "write the whole path")
        }
    }

    private mutating func readToken() throws(GlobError) {
        let byte = text[position]
        switch byte {
        case 0: throw GlobError("nul", at: position, "no name holds a NUL byte")
        case Byte.star: try readStar()
        case Byte.question: take(.set(.withinComponent), 1)
        case Byte.openBracket: try readSet()
        case Byte.closeBracket:
            throw GlobError("unopened-bracket", at: position, "this ] has no [", help: "for a literal ], write \\]")
        case Byte.openBrace: try openBrace()
        case Byte.closeBrace: try closeBrace()
        case Byte.comma where !braces.isEmpty:
            braces[braces.count - 1].hasComma = true
            take(.comma, 1)
        case Byte.at where peek(1) == Byte.openBrace: try readVariable()
        default: try readLiteral()
        }
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < text.count ? text[position + distance] : nil
    }

    private mutating func take(_ token: Token, _ length: Int) {
        tokens.append(token)
        position += length
    }

    private mutating func readStar() throws(GlobError) {
        let deep = peek(1) == Byte.star
        if deep, peek(2) == Byte.star {
            throw GlobError("triple-star", at: position, "*** means no more than **", help: "write **")
        }
        take(.star(deep: deep), deep ? 2 : 1)
    }

    private mutating func openBrace() throws(GlobError) {
        guard braces.count < GlobLimits.depth else {
            throw GlobError("too-deep", at: position, "braces are nested more than \(GlobLimits.depth) deep")
        }
        braces.append((position, false))
        take(.open, 1)
    }

    private mutating func closeBrace() throws(GlobError) {
        guard let brace = braces.popLast() else {
            throw GlobError("unopened-brace", at: position, "this } has no {", help: "for a literal }, write \\}")
        }
        guard brace.hasComma else {
            throw GlobError(
                "no-comma",
                at: brace.offset,
                "braces need a comma: {a,b}",
                help: "for literal braces, write \\{ and \\}"
            )
        }
        take(.close, 1)
    }

    /// Where variables stand, for messages: an unescaped `@{`. Inside brackets none is let through.
    static func isVariable(at index: Int, in text: [UInt8]) -> Bool {
        guard text[index] == Byte.at, index + 1 < text.count, text[index + 1] == Byte.openBrace else { return false }
        return text[..<index].reversed().prefix { $0 == Byte.backslash }.count.isMultiple(of: 2)
    }

    private mutating func readVariable() throws(GlobError) {
        let start = position
        guard let end = text[position...].firstIndex(of: Byte.closeBrace) else {
            throw GlobError("unclosed-variable", at: start, "this variable's } is missing")
        }
        let name = text[(start + 2)..<end]
        guard let first = name.first, Byte.isLetter(first), name.allSatisfy(Self.isNameByte) else {
            throw GlobError(
                "variable-name",
                at: start,
                "the name of a variable is a letter, then letters, digits and _",
                help: "for a literal @, write \\@"
            )
        }
        take(.variable(String(decoding: name, as: UTF8.self)), end + 1 - start)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Byte.isLetter(byte) || Byte.isDigit(byte) || byte == UInt8(ascii: "_")
    }

    private mutating func readLiteral() throws(GlobError) {
        let start = position
        let byte = try readByte()
        tokens.append(.byte(byte))
        guard kind == .path, byte == Byte.slash else { return }
        // What the text so far ends in, taken alone: a wildcard before it makes the component something else.
        let before = tokens.dropLast().suffix(3)
        if before.last == .byte(Byte.slash) {
            throw GlobError("double-slash", at: start, "no path holds //", help: "write one /")
        }
        try refuseDots(before, at: start)
    }

    /// Refuses `/./` and `/../`: no path that the kernel asks about has such a component.
    private func refuseDots(_ before: ArraySlice<Token>, at offset: Int) throws(GlobError) {
        let dot = Token.byte(Byte.dot)
        let slash = Token.byte(Byte.slash)
        if before.suffix(2) == [slash, dot] {
            throw GlobError("dot-component", at: offset - 1, "no path holds /./", help: "leave it out")
        }
        if before == [slash, dot, dot] {
            throw GlobError("dot-component", at: offset - 2, "no path holds /../", help: "write the path it means")
        }
    }

    /// One literal byte, escaped or not.
    private mutating func readByte() throws(GlobError) -> UInt8 {
        let byte = text[position]
        guard byte == Byte.backslash else {
            position += 1
            return byte
        }
        guard let escaped = peek(1) else {
            throw GlobError("lone-backslash", at: position, "a \\ at the end makes nothing literal", help: "write \\\\")
        }
        if escaped == 0 { throw GlobError("nul", at: position + 1, "no name holds a NUL byte") }
        if let octal = octalByte() {
            position += 4
            return octal
        }
        // `\n`, `\x41` and the like mean other bytes to apparmor_parser; taking them for letters would surprise.
        guard !Byte.isDigit(escaped), !Byte.isLetter(escaped) else {
            throw GlobError(
                "escape",
                at: position,
                "letters and digits need no \\",
                help: "write the byte itself, or \\ooo in octal"
            )
        }
        position += 2
        return escaped
    }

    /// `\ooo`, three octal digits, which is how this module writes bytes itself.
    private func octalByte() -> UInt8? {
        guard let high = digit(1), let middle = digit(2), let low = digit(3), high < 4 else { return nil }
        let value = high << 6 | middle << 3 | low
        return value == 0 ? nil : value
    }

    private func digit(_ distance: Int) -> UInt8? {
        guard let byte = peek(distance), byte >= 0x30, byte <= 0x37 else { return nil }
        return byte - 0x30
    }
}

extension GlobParser {
    private mutating func readSet() throws(GlobError) {
        let start = position
        position += 1
        let negated = peek(0) == Byte.caret
        if negated { position += 1 }
        var set = ByteSet()
        while peek(0) != Byte.closeBracket {
            guard position < text.count else {
                throw GlobError(
                    "unclosed-bracket",
                    at: start,
                    "this [ is never closed",
                    help: "for a literal [, write \\["
                )
            }
            let lower = try readMember()
            guard peek(0) == Byte.dash, let next = peek(1), next != Byte.closeBracket else {
                set.insert(lower.byte)
                continue
            }
            position += 1
            let upper = try readMember()
            guard lower.byte <= upper.byte else {
                throw GlobError("reversed-range", at: lower.offset, "this range runs backwards")
            }
            set.formUnion(ByteSet(lower.byte...upper.byte))
        }
        guard !set.isEmpty, set != .all || !negated else {
            throw GlobError(
                "empty-set",
                at: start,
                "these brackets match nothing",
                help: "for literal brackets, write \\[ and \\]"
            )
        }
        // As in apparmor_parser, a negated set matches `/` too.
        if negated { set = set.complement }
        // A lone member is a plain byte, except that `*` does not see a `/` in brackets as the slash beside it.
        if let only = set.only, only != Byte.slash {
            take(.byte(only), 1)
        } else {
            take(.set(set), 1)
        }
    }

    private mutating func readMember() throws(GlobError) -> (byte: UInt8, offset: Int) {
        let offset = position
        guard text[position] != 0 else { throw GlobError("nul", at: position, "no name holds a NUL byte") }
        if text[position] == Byte.at, peek(1) == Byte.openBrace {
            throw GlobError(
                "variable-in-set",
                at: position,
                "no variables inside brackets",
                help: "for a literal @, write \\@"
            )
        }
        return (try readByte(), offset)
    }
}
