/// The beginning of a record of `/dev/kmsg` (Documentation/ABI/testing/dev-kmsg): `priority,number,µs,flags[,…];text`.
struct KmsgPrefix {
    /// The facility in the bits from 3 on: 0 is the kernel's own, all that programs write has another.
    let priority: UInt64
    let sequence: UInt64
    /// Behind the semicolon.
    let end: Int

    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        guard let priority = text.number(at: range.lowerBound, end: range.upperBound),
            priority.end < range.upperBound, text[priority.end] == UInt8(ascii: ","),
            let sequence = text.number(at: priority.end + 1, end: range.upperBound),
            sequence.end < range.upperBound, text[sequence.end] == UInt8(ascii: ","),
            let stamp = text.number(at: sequence.end + 1, end: range.upperBound),
            stamp.end < range.upperBound, text[stamp.end] == UInt8(ascii: ","),
            let semicolon = text.position(of: UInt8(ascii: ";"), in: stamp.end..<min(range.upperBound, stamp.end + 80))
        else { return nil }
        self.priority = priority.value
        self.sequence = sequence.value
        end = semicolon + 1
    }

    /// The text with `\xNN` undone, once. Nothing else is escaped there.
    static func unescaped(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if text[index] == UInt8(ascii: "\\"), index + 3 < range.upperBound, text[index + 1] == UInt8(ascii: "x"),
                let high = HexName.digit(text[index + 2], lower: true),
                let low = HexName.digit(text[index + 3], lower: true)
            {
                result.append(high << 4 | low)
                index += 4
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}
