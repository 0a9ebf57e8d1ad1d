/// A set of bytes: what one character of a glob can match.
package struct ByteSet: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// The empty set.
    package init() {}

    /// The set of these bytes.
    package init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    /// The set of one byte.
    package init(_ byte: UInt8) { insert(byte) }

    /// Every byte but NUL, which no name holds.
    package static let all = ByteSet(1...255)
    /// What `?` matches: every byte but NUL and `/`.
    package static let withinComponent: ByteSet = {
        var set = ByteSet.all
        set.remove(Byte.slash)
        return set
    }()

    package static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }

    package func contains(_ byte: UInt8) -> Bool {
        word(byte >> 6) & (1 << UInt64(byte & 63)) != 0
    }

    package mutating func insert(_ byte: UInt8) {
        change(byte >> 6) { $0 |= 1 << UInt64(byte & 63) }
    }

    package mutating func remove(_ byte: UInt8) {
        change(byte >> 6) { $0 &= ~(1 << UInt64(byte & 63)) }
    }

    package mutating func formUnion(_ other: ByteSet) {
        words.0 |= other.words.0
        words.1 |= other.words.1
        words.2 |= other.words.2
        words.3 |= other.words.3
    }

    package func union(_ other: ByteSet) -> ByteSet {
        var result = self
        result.formUnion(other)
        return result
    }

    package func intersection(_ other: ByteSet) -> ByteSet {
        var result = self
        result.words.0 &= other.words.0
        result.words.1 &= other.words.1
        result.words.2 &= other.words.2
        result.words.3 &= other.words.3
        return result
    }

    package func subtracting(_ other: ByteSet) -> ByteSet {
        var result = self
        result.words.0 &= ~other.words.0
        result.words.1 &= ~other.words.1
        result.words.2 &= ~other.words.2
        result.words.3 &= ~other.words.3
        return result
    }

    /// Everything but NUL that is not in here.
    package var complement: ByteSet {
        var result = ByteSet()
        result.words = (~words.0 & ~1, ~words.1, ~words.2, ~words.3)
        return result
    }

    /// A number that is the same for equal sets, cheaper than a hash that strangers cannot foresee.
    package var mark: UInt64 {
        var mark = words.0 &* 0x9E37_79B9_7F4A_7C15
        mark = (mark ^ mark >> 29) &+ words.1 &* 0xBF58_476D_1CE4_E5B9
        mark = (mark ^ mark >> 31) &+ words.2 &* 0x94D0_49BB_1331_11EB
        return (mark ^ mark >> 30) &+ words.3 &* 0xD6E8_FEB8_6659_FD93
    }

    /// Whether everything in here is in another set too.
    package func isSubset(of other: ByteSet) -> Bool { intersection(other) == self }

    package var isEmpty: Bool { words == (0, 0, 0, 0) }

    package var count: Int {
        words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount + words.3.nonzeroBitCount
    }

    /// The lowest byte in here.
    package var first: UInt8? {
        for index in UInt8(0)..<4 {
            let word = word(index)
            if word != 0 { return index << 6 + UInt8(truncatingIfNeeded: word.trailingZeroBitCount) }
        }
        return nil
    }

    /// The byte that is alone in here; none where there are others or none.
    package var only: UInt8? { first.flatMap { ByteSet($0) == self ? $0 : nil } }

    /// The bytes in here, ascending.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
            var rest = word
            while rest != 0 {
                bytes.append(UInt8(truncatingIfNeeded: index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return bytes
    }

    private func word(_ index: UInt8) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
    }

    private mutating func change(_ index: UInt8, _ body: (inout UInt64) -> Void) {
        switch index {
        case 0: body(&words.0)
        case 1: body(&words.1)
        case 2: body(&words.2)
        default: body(&words.3)
        }
    }
}

/// The bytes that mean something in a glob.
enum Byte {
    static let slash = UInt8(ascii: "/")
    static let dot = UInt8(ascii: ".")
    static let star = UInt8(ascii: "*")
    static let question = UInt8(ascii: "?")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let comma = UInt8(ascii: ",")
    static let caret = UInt8(ascii: "^")
    static let dash = UInt8(ascii: "-")
    static let at = UInt8(ascii: "@")

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x7a
    }

    /// The bytes that are written as they are; every other literal byte is written in octal.
    static func isPlain(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == slash || byte == dot || byte == dash || byte == 0x5f
    }
}
