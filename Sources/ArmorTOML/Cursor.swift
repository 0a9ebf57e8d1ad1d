import ArmorSource

/// A place in a text that moves forward over its bytes.
struct Cursor {
    let bytes: [UInt8]
    private(set) var offset: Int
    /// Where the text ends for the reader.
    private var end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.offset = 0
        self.end = bytes.count
    }

    /// The byte here; nil at the end.
    var byte: UInt8? { offset < end ? bytes[offset] : nil }

    var isAtEnd: Bool { offset >= end }

    /// The byte some places further on; nil past the end.
    func byte(after distance: Int) -> UInt8? { offset + distance < end ? bytes[offset + distance] : nil }

    /// Whether a line end (LF or CRLF) is here.
    var isAtLineEnd: Bool {
        byte == Byte.newline || (byte == Byte.carriageReturn && byte(after: 1) == Byte.newline)
    }

    /// Whether a line begins here.
    var isAtLineStart: Bool { offset == 0 || bytes[offset - 1] == Byte.newline }

    mutating func advance(_ count: Int = 1) { offset = min(offset + count, end) }

    mutating func move(to target: Int) { offset = min(target, end) }

    /// Makes here the end, so that all who read find nothing more to do.
    mutating func stop() { end = offset }

    /// Steps over that byte if it is here.
    mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        offset += 1
        return true
    }

    mutating func takeLineEnd() -> Bool {
        guard isAtLineEnd else { return false }
        offset += byte == Byte.newline ? 1 : 2
        return true
    }

    /// How many bytes in a row, from here on, are that one; counts up to a limit.
    func run(of expected: UInt8, limit: Int) -> Int {
        var count = 0
        while count < limit, byte(after: count) == expected { count += 1 }
        return count
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while offset < end, condition(bytes[offset]) { offset += 1 }
    }

    /// Moves to the line end, not over it.
    mutating func skipLine() {
        skip { $0 != Byte.newline }
        if offset > 0, offset < end, bytes[offset - 1] == Byte.carriageReturn { offset -= 1 }
    }

    /// The whole character here; nothing at the end of a line.
    var character: ByteRange {
        guard !isAtEnd, !isAtLineEnd else { return offset..<offset }
        let length = TextEncoding.sequenceLength(in: bytes, at: offset) ?? 1
        return offset..<min(offset + length, end)
    }

    func text(_ range: ByteRange) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
