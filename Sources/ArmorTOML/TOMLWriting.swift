/// A string as TOML writes it in quotes on one line: any Swift string, and reading it gives it back.
///
/// Control characters and those that reorder or hide text (the bidi marks of Unicode Annex 9, zero widths, tags) are
/// written as escapes, so that a person sees what is there.
package func tomlQuoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\u{8}": result += "\\b"
        case "\t": result += "\\t"
        case "\n": result += "\\n"
        case "\u{C}": result += "\\f"
        case "\r": result += "\\r"
        case _ where isHidden(scalar): result += escaped(scalar)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// One part of a key as TOML writes it: bare where that is possible, else in quotes.
package func tomlKey(_ name: String) -> String {
    !name.isEmpty && name.utf8.allSatisfy(Byte.isBareKey) ? name : tomlQuoted(name)
}

/// Whether a character is not seen where it stands: controls, marks that reorder text, zero widths, tags.
func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    case 0xE0000...0xE007F: true
    default: false
    }
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let width = digits.count > 4 ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
}
