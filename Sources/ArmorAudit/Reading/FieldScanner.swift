/// Walks over the fields of a record: `key=value`, the value in quotes or bare. In quotes nothing is escaped; a bare value
/// ends at a blank. Between a quoted value and the next key there need be no blank: the kernel leaves none before
/// `signal=`.
struct FieldScanner {
    struct Field {
        let key: Range<Int>
        /// Without its quotes.
        let value: Range<Int>
        let isQuoted: Bool
    }

    /// Where it goes on.
    private(set) var position: Int
    let end: Int
    /// Whether something was passed over that is no field.
    private(set) var metGarbage = false
    /// Whether the last value had no closing quote.
    private(set) var isCut = false

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next field; none at the end.
    @inline(__always)
    mutating func next(_ text: Span<UInt8>) -> Field? {
        while position < end {
            let byte = text[position]
            if byte <= 0x20 {
                position += 1
                continue
            }
            let start = position
            while position < end, Self.isWord(text[position]) { position += 1 }
            guard position > start, position < end, text[position] == UInt8(ascii: "=") else {
                metGarbage = true
                if position == start { position += 1 }
                continue
            }
            let key = start..<position
            position += 1
            return value(text, key)
        }
        return nil
    }

    @inline(__always)
    private mutating func value(_ text: Span<UInt8>, _ key: Range<Int>) -> Field {
        if position < end, text[position] == UInt8(ascii: "\"") {
            let start = position + 1
            guard let close = text.position(of: UInt8(ascii: "\""), in: start..<end) else {
                isCut = true
                position = end
                return Field(key: key, value: start..<end, isQuoted: true)
            }
            position = close + 1
            return Field(key: key, value: start..<close, isQuoted: true)
        }
        let start = position
        while position < end, text[position] > 0x20 { position += 1 }
        return Field(key: key, value: start..<position, isQuoted: false)
    }

    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
}
