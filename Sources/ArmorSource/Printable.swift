/// Makes untrusted text safe for a terminal and a log.
///
/// - Parameter text: any text, for example a file name or a field of a log.
/// - Returns: the text, with each scalar that is not visible shown as `\u{…}`: control characters and escape sequences, line
///   ends, characters that reorder text (Unicode Annex 9), and characters that are invisible or look like a space.
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

/// Makes untrusted text of several lines safe for a terminal, as `printable` does, and keeps its line ends.
package func printableLines(_ text: some StringProtocol) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { printable($0) }.joined(separator: "\n")
}

/// Returns true for a scalar that acts on the terminal, reorders the text around it, or cannot be told from nothing or from a
/// space.
///
/// The classes are Unicode's own: a list of characters would miss the next one. U+2800, an empty Braille cell, is the only
/// blank glyph outside of them.
func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    guard !(0x20..<0x7F).contains(scalar.value) else { return false }
    guard scalar.value >= 0xA0 else { return true }  // C0, DEL, C1
    let properties = scalar.properties
    guard !properties.isDefaultIgnorableCodePoint, scalar.value != 0x2800 else { return true }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
    default: false
    }
}
