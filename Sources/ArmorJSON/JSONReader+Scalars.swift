import ArmorSource

extension JSONReader {
    /// A number, whose first byte is here; kept as it is written.
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        // 01 and 0x1: the grammar ends a number here, and what follows can only be a mistake in it.
        if let byte, Self.isDigit(byte) || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A {
            throw error(.malformedNumber)
        }
        return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte, Self.isDigit(byte) { position += 1 }
        guard position > start else { throw error(byte == nil ? .endOfText : .malformedNumber) }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// A string, whose opening quote is here, with its escapes undone.
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        var run = start
        // What stands before the last escape, once there is one; most strings have none and are copied once.
        var undone: [UInt8] = []
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                let content = undone.isEmpty ? bytes[run..<position] : (undone + bytes[run..<position])[...]
                guard let text = String(validating: content, as: UTF8.self) else { throw invalidUTF8(from: start) }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                undone += bytes[run..<position]
                undone += Array(String(try escape()).utf8)
                run = position
            case 0x00...0x1F: throw error(.controlCharacter)
            default: position += 1
            }
        }
        throw error(.endOfText)
    }

    /// An escape is ASCII and stands for a whole character, so the string is invalid where its bytes in the text are.
    private func invalidUTF8(from start: Int) -> JSONError {
        let invalid = TextEncoding.invalidRanges(in: Array(bytes[start..<position]), limit: 1).first
        return error(.invalidUTF8, at: start + (invalid?.lowerBound ?? 0))
    }

    /// The character of an escape, whose backslash is here.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let byte else { throw error(.endOfText) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint(from: start)
        default: throw error(.unknownEscape, at: start)
        }
    }

    /// The character of `\uXXXX`, whose digits are here, or of a surrogate pair; `start` is where the escape begins.
    private mutating func codePoint(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try hexDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error(byte == nil ? .endOfText : .loneSurrogate, at: byte == nil ? position : start)
        }
        let second = try hexDigits()
        guard UTF16.isTrailSurrogate(second) else { throw error(.loneSurrogate, at: start) }
        return UTF16.decode(UTF16.EncodedScalar([unit, second]))
    }

    private mutating func hexDigits() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte else { throw error(.endOfText) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.unknownEscape)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
