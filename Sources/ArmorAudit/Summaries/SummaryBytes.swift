/// JSON as summaries have it: ASCII alone, no blanks. A name is a string in which each character is one byte, U+0000 to
/// U+00FF: so any bytes survive, and each has one form.
struct SummaryBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: how many bytes there is room for without taking more.
    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func append(_ text: String) { bytes += text.utf8 }

    /// The same for what is no more than a literal: nothing of it is made or counted.
    mutating func append(literal text: StaticString) { bytes.append(text) }

    mutating func append(raw text: [UInt8]) { bytes += text }

    mutating func append(_ number: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var start = digits.count
        var rest = number
        repeat {
            start -= 1
            digits[start] &+= UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        bytes.append(digits.span, start..<digits.count)
    }

    /// A name or a word in quotes.
    mutating func append(quoted name: [UInt8]) { append(quoted: name, 0..<name.count) }

    /// A range of bytes in quotes.
    mutating func append(quoted text: [UInt8], _ range: Range<Int>) {
        bytes.append(UInt8(ascii: "\""))
        let span = text.span
        var start = range.lowerBound
        for index in range {
            let byte = span[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
            bytes.append(span, start..<index)
            escape(byte)
            start = index + 1
        }
        bytes.append(span, start..<range.upperBound)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        } else {
            append("\\u00")
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }

    mutating func append(list numbers: some Sequence<UInt64>) {
        append("[")
        for number in numbers {
            if bytes.last != UInt8(ascii: "[") { append(",") }
            append(number)
        }
        append("]")
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
