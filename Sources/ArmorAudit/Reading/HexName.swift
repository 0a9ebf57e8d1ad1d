/// Names that the kernel wrote in hexadecimal, because a byte of theirs is a blank, a quote or no printable ASCII
/// (`audit_log_n_untrustedstring` in kernel/audit.c): bare, upper-case, two digits a byte.
enum HexName {
    @inline(__always)
    static func digit(_ byte: UInt8, lower: Bool = false) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x37
        case UInt8(ascii: "a")...UInt8(ascii: "f"): lower ? byte - 0x57 : nil
        default: nil
        }
    }

    /// Whether the range is such a name. No name in a kernel holds a NUL.
    static func isName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        if range.isEmpty || range.count % 2 != 0 { return false }
        for index in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
            guard let high = digit(text[index]), let low = digit(text[index + 1]), high | low != 0 else { return false }
        }
        return true
    }

    /// The bytes that are meant; none where the range is no such name.
    static func decoded(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        guard !range.isEmpty, range.count % 2 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(range.count / 2)
        for index in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
            guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }
}
