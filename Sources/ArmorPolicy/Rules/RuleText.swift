package import ArmorGlob

/// How strings of a policy are written into a rule, so that none can end it.
package enum RuleText {
    /// A glob as one word of a rule: bare where every byte is harmless outside quotes, else in quotes.
    package static func word(_ glob: Glob) -> String { word(glob.text) }

    /// The same for a glob's text. It holds no quote, backslash-quote or blank of its own: `Glob.text` writes each byte
    /// outside `[A-Za-z0-9/._-]` in octal and leaves only wildcards that were parsed.
    static func word(_ text: String) -> String {
        text.utf8.allSatisfy(isBare) && !text.isEmpty ? text : "\"\(text)\""
    }

    /// `key=value`.
    static func pair(_ key: String, _ glob: Glob?) -> String? { glob.map { "\(key)=\(word($0))" } }

    /// ` (a, b)`, or nothing where the list is empty, which means all.
    static func list(_ words: [String]) -> String { words.isEmpty ? "" : " (\(words.joined(separator: ", ")))" }

    /// Parts joined by blanks, those that are none left out.
    static func join(_ parts: [String?]) -> String {
        parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Bytes that the parser's lexer takes in an unquoted word. Braces, brackets and `^` occur there only as syntax that
    /// was parsed; a comma inside braces does not end a rule, but one that stands first or last might, so words with
    /// alternations are quoted.
    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"),
            UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
