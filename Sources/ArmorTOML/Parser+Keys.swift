import ArmorSource

extension Parser {
    /// A key of one or more parts, up to what is behind the last; nil if it is none, which has been told then.
    mutating func key() -> [KeyPart]? {
        let start = cursor.offset
        var parts: [KeyPart] = []
        var count = 0
        while true {
            guard let part = keyPart() else { return nil }
            count += 1
            if count <= Limits.keyParts { parts.append(part) }
            skipBlanks()
            guard cursor.take(Byte.point) else { break }
            skipBlanks()
        }
        if count > Limits.keyParts {
            let message = "a key of \(count) parts; at most \(Limits.keyParts) are read"
            error("toml-key-too-long", message, at: start..<cursor.offset)
            return nil
        }
        return parts
    }

    private mutating func keyPart() -> KeyPart? {
        let start = cursor.offset
        switch cursor.byte {
        case Byte.quote?, Byte.apostrophe?:
            guard let text = quotedKey() else { return nil }
            return KeyPart(name: text, range: start..<cursor.offset)
        default:
            cursor.skip(while: Byte.isBareKey)
        }
        guard cursor.offset > start, !Self.isOddKeyByte(cursor.byte) else { return oddKey(from: start) }
        return KeyPart(name: cursor.text(start..<cursor.offset), range: start..<cursor.offset)
    }

    private mutating func quotedKey() -> String? {
        let start = cursor.offset
        guard let quote = cursor.byte else { return nil }
        guard cursor.run(of: quote, limit: 3) < 3 else {
            cursor.advance(3)
            error("toml-key", "a key cannot be a string of several lines", at: start..<cursor.offset)
            return nil
        }
        return string()
    }

    /// Whether a byte that is right behind a bare part was meant to be of it: anything but what may follow a key.
    private static func isOddKeyByte(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte > Byte.blank && !".=],[{}\"'#".utf8.contains(byte) && byte != 0x7F
    }

    private mutating func oddKey(from start: Int) -> KeyPart? {
        cursor.skip { Byte.isBareKey($0) || Self.isOddKeyByte($0) }
        let range = start..<cursor.offset
        if range.isEmpty {
            let help = "an empty name is written \"\""
            error("toml-key", "a name of a key is missing", at: cursor.character, help: help)
        } else {
            let help = "write \(tomlQuoted(cursor.text(range)))"
            error("toml-key", "a key with characters that need quotes", at: range, help: help)
        }
        return nil
    }
}
