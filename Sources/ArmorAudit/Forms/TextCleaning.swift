/// Takes out of a line what terminals, browsers and word processors put into it.
enum TextCleaning {
    /// The line without terminal sequences, with one kind of blank, and split where there is a carriage return.
    ///
    /// - Parameter keepsNames: leaves characters beyond ASCII as they are, because names are written without quotes and
    ///   such characters may be theirs.
    static func cleaned(_ line: [UInt8], keepsNames: Bool) -> [UInt8] {
        guard
            line.contains(where: { $0 < 0x20 || $0 >= 0x7F }) || line.span.position(of: "^[[", in: line.indices) != nil
        else { return line }
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == 0x1B || byte == UInt8(ascii: "^"), let end = sequenceEnd(line, index) {
                index = end
            } else if byte >= 0x80, !keepsNames, let (replacement, length) = replacement(line, index) {
                result += replacement
                index += length
            } else {
                switch byte {
                case 0x0D: result.append(UInt8(ascii: "\n"))
                case 0x09: result.append(0x20)
                default: result.append(byte)
                }
                index += 1
            }
        }
        return result
    }

    /// The end of a terminal sequence (ECMA-48, 5.4) or of one whose first byte is shown as `^[`.
    private static func sequenceEnd(_ line: [UInt8], _ start: Int) -> Int? {
        var index = start + 1
        if line[start] == UInt8(ascii: "^") {
            guard index < line.count, line[index] == UInt8(ascii: "[") else { return nil }
            index += 1
        }
        guard index < line.count else { return line[start] == 0x1B ? index : nil }
        switch line[index] {
        case UInt8(ascii: "["):
            index += 1
            let limit = min(line.count, index + 32)
            while index < limit, 0x20...0x3F ~= line[index] { index += 1 }
            guard index < limit, 0x40...0x7E ~= line[index] else { return nil }
            return index + 1
        case UInt8(ascii: "]") where line[start] == 0x1B:
            // A title or a link, up to BEL or ESC and a backslash.
            let limit = min(line.count, index + 2048)
            while index < limit {
                if line[index] == 0x07 { return index + 1 }
                if line[index] == 0x1B, index + 1 < limit, line[index + 1] == UInt8(ascii: "\\") { return index + 2 }
                index += 1
            }
            return nil
        case UInt8(ascii: "("), UInt8(ascii: ")"): return line[start] == 0x1B ? min(index + 2, line.count) : nil
        default: return line[start] == 0x1B ? index : nil
        }
    }

    /// Blanks, marks without width and typographic quotes of Unicode, as ASCII.
    private static func replacement(_ line: [UInt8], _ index: Int) -> (text: [UInt8], length: Int)? {
        if line[index] == 0xC2, index + 1 < line.count {
            switch line[index + 1] {
            case 0xA0: return ([0x20], 2)
            case 0xAD: return ([], 2)
            case 0xAB, 0xBB: return ([UInt8(ascii: "\"")], 2)
            default: return nil
            }
        }
        guard index + 2 < line.count else { return nil }
        switch (line[index], line[index + 1], line[index + 2]) {
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): return ([0x20], 3)
        case (0xE2, 0x80, 0x8B...0x8F), (0xEF, 0xBB, 0xBF), (0xE2, 0x81, 0xA0): return ([], 3)
        case (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9): return ([UInt8(ascii: "\n")], 3)
        case (0xE2, 0x80, 0x9C...0x9F), (0xE2, 0x80, 0xB3): return ([UInt8(ascii: "\"")], 3)
        case (0xE2, 0x80, 0x98...0x9B), (0xE2, 0x80, 0xB2): return ([UInt8(ascii: "'")], 3)
        case (0xE2, 0x90, 0x9D): return ([0x1D], 3)
        case (0xEF, 0xBC, 0x82): return ([UInt8(ascii: "\"")], 3)
        default: return nil
        }
    }
}
