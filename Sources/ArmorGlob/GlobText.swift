/// Writes globs as text that is safe inside double quotes.
///
/// Every literal byte outside `[A-Za-z0-9/._-]` becomes `\ooo`, so the only syntax in the text is what was parsed.
enum GlobText {
    static func render(_ tokens: [Token]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(tokens.count)
        for (index, token) in tokens.enumerated() {
            // apparmor_parser 5 undoes `\100` before it looks for variables, and would read `@{a,b}` as one.
            if isAt(token), index + 1 < tokens.count, tokens[index + 1] == .open {
                text.append(contentsOf: "[@]".utf8)
            } else {
                append(token, to: &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isAt(_ token: Token) -> Bool {
        switch token {
        case .byte(let byte): byte == Byte.at
        case .set(let set): set.only == Byte.at
        default: false
        }
    }

    static func literal(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes { append(byte, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ token: Token, to text: inout [UInt8]) {
        switch token {
        case .byte(let byte): append(byte, to: &text)
        case .set(let set): append(set, to: &text)
        case .star(let deep): text.append(contentsOf: deep ? [Byte.star, Byte.star] : [Byte.star])
        case .open: text.append(Byte.openBrace)
        case .comma: text.append(Byte.comma)
        case .close: text.append(Byte.closeBrace)
        case .variable(let name): text.append(contentsOf: "@{\(name)}".utf8)
        }
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        guard !Byte.isPlain(byte) else { return text.append(byte) }
        text.append(Byte.backslash)
        text.append(0x30 + (byte >> 6))
        text.append(0x30 + (byte >> 3 & 7))
        text.append(0x30 + (byte & 7))
    }

    private static func append(_ set: ByteSet, to text: inout [UInt8]) {
        if set == .withinComponent { return text.append(Byte.question) }
        // The parser refuses brackets that match nothing or, negated, everything; neither arises: an empty set is no
        // token, and the full one is written as the range of all bytes.
        // A lone `/` keeps its brackets: beside a bare one, `*` means at least one character.
        if let only = set.only, only != Byte.slash { return append(only, to: &text) }
        text.append(Byte.openBracket)
        let inverse = set.complement
        // Every byte above 127 is in or out together in what people write; the shorter list reads better.
        if !inverse.isEmpty, inverse.count < set.count {
            text.append(Byte.caret)
            appendMembers(inverse, to: &text)
        } else {
            appendMembers(set, to: &text)
        }
        text.append(Byte.closeBracket)
    }

    /// The inside of a bracket expression.
    ///
    /// apparmor_parser undoes `\ooo` before it reads brackets and puts a `\` before `* [ ] ^ , { } \`, which its
    /// brackets
    /// then take for a member of its own in the case of `, { }`. So those three stand bare, which brackets allow,
    /// first,
    /// so that no `@` precedes the `{`. `-` arrives bare and comes first of all, `^` last; no range ends in one of
    /// these.
    private static func appendMembers(_ members: ByteSet, to text: inout [UInt8]) {
        let bare = [Byte.dash, Byte.openBrace, Byte.closeBrace, Byte.comma, Byte.slash]
        var rest = members
        for byte in bare where members.contains(byte) {
            text.append(byte)
            rest.remove(byte)
        }
        rest.remove(Byte.caret)
        for run in runs(rest.bytes) {
            if run.count < 3 {
                for byte in run { append(byte, to: &text) }
            } else {
                append(run.lowerBound, to: &text)
                text.append(Byte.dash)
                append(run.upperBound, to: &text)
            }
        }
        if members.contains(Byte.caret) { text.append(contentsOf: "\\136".utf8) }
    }

    /// The runs of neighbours in ascending bytes.
    private static func runs(_ bytes: [UInt8]) -> [ClosedRange<UInt8>] {
        var result: [ClosedRange<UInt8>] = []
        for byte in bytes {
            if let last = result.last, last.upperBound < byte, last.upperBound + 1 == byte {
                result[result.count - 1] = last.lowerBound...byte
            } else {
                result.append(byte...byte)
            }
        }
        return result
    }
}

/// A literal of any kind (a peer, a mount source, an address) as text that is safe inside double quotes: exactly these
/// bytes, none of them special.
package func quotedLiteral(_ bytes: [UInt8]) -> String { GlobText.literal(bytes) }
