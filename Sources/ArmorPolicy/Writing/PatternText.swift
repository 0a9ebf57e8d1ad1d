package import ArmorGlob

/// Writes globs as people write them: a blank is a blank, not `\040`.
package struct PatternText {
    private let variables: VariableTable

    package init(variables: VariableTable) { self.variables = variables }

    /// A text that is read as exactly this glob.
    ///
    /// The readable one is read back to be sure; where that gives another glob, AppArmor's own text stands, which is
    /// always read as itself.
    package func text(_ glob: Glob) -> String {
        guard let readable = Self.readable(Array(glob.text.utf8)) else { return glob.text }
        let again = try? Glob.parse(readable, kind: glob.kind, variables: variables.lookup)
        return again?.text == glob.text ? readable : glob.text
    }

    /// The text with `\ooo` undone outside brackets; none if it is no UTF-8 then.
    private static func readable(_ text: [UInt8]) -> String? {
        var result: [UInt8] = []
        var isInBrackets = false
        var depth = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "["), !isInBrackets { isInBrackets = true }
            if byte == UInt8(ascii: "]") { isInBrackets = false }
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            guard byte == UInt8(ascii: "\\"), !isInBrackets, let plain = octal(text[(index + 1)...]) else {
                result.append(byte)
                index += 1
                continue
            }
            guard plain >= 0x20, plain != 0x7F else {
                result += text[index..<(index + 4)]
                index += 4
                continue
            }
            if special.contains(plain) || (plain == UInt8(ascii: ",") && depth > 0) {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(plain)
            index += 4
        }
        return String(validating: result, as: UTF8.self)
    }

    /// The byte of three octal digits.
    private static func octal(_ text: ArraySlice<UInt8>) -> UInt8? {
        let digits = text.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return UInt8(exactly: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) })
    }

    /// Bytes that mean something in a glob wherever they stand; `@` does so only before a brace.
    private static let special: Set<UInt8> = Set("\\*?[]{}".utf8)
}
