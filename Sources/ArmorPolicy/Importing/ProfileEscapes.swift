import ArmorGlob

/// apparmor_parser's escapes in words and strings, as this project's globs write them.
///
/// The parser undoes them before it reads globs (read off `apparmor_parser -D rule-exprs`, 3.0.8): `\101`, `\x41`,
/// `\d065`, `\a`, `\e`, `\f`, `\n`, `\r`, `\t`. An octal number ends before the digit that would take it past 255.
/// Before any other byte a backslash makes that byte literal.
enum ProfileEscapes {
    /// The text with every escaped byte in a form that `Glob.parse` takes; none if it names NUL or ends in a backslash.
    static func glob(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.contains(ProfileByte.backslash) else { return Array(text) }
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == ProfileByte.backslash else {
                result.append(byte)
                continue
            }
            guard let escape = rest.first, let literal = literal(escape, &rest), literal != 0 else { return nil }
            append(literal, to: &result)
        }
        return result
    }

    /// The same as a string: bytes that are no ASCII are escaped, so that none is lost.
    static func text(_ text: ArraySlice<UInt8>) -> String? {
        guard let bytes = glob(text), !bytes.contains(0) else { return nil }
        var result: [UInt8] = []
        for byte in bytes {
            if byte < 0x80 { result.append(byte) } else { append(byte, to: &result) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The byte that an escape means; `rest` begins behind the backslash and is moved behind the escape.
    private static func literal(_ escape: UInt8, _ rest: inout ArraySlice<UInt8>) -> UInt8? {
        if (0x30...0x37).contains(escape) { return number(&rest, radix: 8, digits: 3) }
        rest.removeFirst()
        switch escape {
        case UInt8(ascii: "x"): return number(&rest, radix: 16, digits: 2) ?? escape
        case UInt8(ascii: "d"): return number(&rest, radix: 10, digits: 3) ?? escape
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "e"): return 0x1B
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        default: return escape
        }
    }

    /// A number of at most so many digits and at most 255; none, and nothing taken, where no digit stands.
    private static func number(_ rest: inout ArraySlice<UInt8>, radix: Int, digits: Int) -> UInt8? {
        var value = 0
        var count = 0
        while count < digits, let byte = rest.first,
            let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix, value * radix + digit <= 255
        {
            value = value * radix + digit
            count += 1
            rest.removeFirst()
        }
        return count == 0 ? nil : UInt8(value)
    }

    private static func append(_ byte: UInt8, to result: inout [UInt8]) {
        result.append(ProfileByte.backslash)
        result.append(0x30 + (byte >> 6))
        result.append(0x30 + (byte >> 3 & 7))
        result.append(0x30 + (byte & 7))
    }
}
