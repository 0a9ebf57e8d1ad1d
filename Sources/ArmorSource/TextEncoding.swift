/// Finds what is no UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
package enum TextEncoding {
    /// The length of the well formed sequence that begins at an offset; nil if none does.
    package static func sequenceLength(in bytes: [UInt8], at offset: Int) -> Int? {
        let lead = bytes[offset]
        if lead < 0x80 { return 1 }
        guard let (length, second) = shape(lead), offset + length <= bytes.count else { return nil }
        guard second.contains(bytes[offset + 1]) else { return nil }
        for index in 2..<max(2, length) where bytes[offset + index] & 0xC0 != 0x80 { return nil }
        return length
    }

    /// The stretches that are not UTF-8, neighbours as one, at most so many.
    package static func invalidRanges(in bytes: [UInt8], limit: Int) -> [ByteRange] {
        var found: [ByteRange] = []
        var offset = 0
        while offset < bytes.count {
            if let length = sequenceLength(in: bytes, at: offset) {
                offset += length
                continue
            }
            if let last = found.last, last.upperBound == offset {
                found[found.count - 1] = last.lowerBound..<offset + 1
            } else if found.count == limit {
                break
            } else {
                found.append(offset..<offset + 1)
            }
            offset += 1
        }
        return found
    }

    /// Whether the text begins as one of the encodings with two bytes a character do, by its byte order mark.
    package static func isUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    }

    /// How long a sequence with this first byte is and what its second byte may be.
    private static func shape(_ lead: UInt8) -> (Int, ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
