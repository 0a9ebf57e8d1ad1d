/// The bytes that mean something in a profile.
enum ProfileByte {
    static let newline = UInt8(ascii: "\n")
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let comma = UInt8(ascii: ",")
    static let backslash = UInt8(ascii: "\\")
    static let slash = UInt8(ascii: "/")
    static let at = UInt8(ascii: "@")
    static let dollar = UInt8(ascii: "$")
    static let equals = UInt8(ascii: "=")
    static let plus = UInt8(ascii: "+")
    static let exclamation = UInt8(ascii: "!")
    static let dash = UInt8(ascii: "-")
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openParenthesis = UInt8(ascii: "(")
    static let closeParenthesis = UInt8(ascii: ")")

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || byte == newline }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x7a
    }

    /// The bytes of keywords, and of keys before `=`.
    static func isKeyword(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    /// Bytes that make a word a path or pattern, in which a comma before anything but a blank does not end the rule.
    static func isPattern(_ byte: UInt8) -> Bool {
        byte == slash || byte == openBrace || byte == at || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
            || byte == UInt8(ascii: "[") || byte == backslash
    }
}
