/// A text that others may have written, made safe for a terminal and a log: control characters, escape sequences, line
/// ends and characters that reorder text (the bidi marks of Unicode Annex 9) are shown as `\u{…}`.
package func printable(_ text: some StringProtocol) -> String {
    guard text.unicodeScalars.contains(where: isDeceptive) else { return String(text) }
    var result = ""
    for scalar in text.unicodeScalars {
        if isDeceptive(scalar) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Whether a character acts on the terminal or on the text around it instead of being seen.
func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true  // bidi, zero width, separators
    case 0xE0000...0xE007F: true  // tags
    default: false
    }
}
