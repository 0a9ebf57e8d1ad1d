import ArmorSource

/// The classes that the style sheet knows.
package enum StyleClass: String, Sendable, CaseIterable {
    case skip, masthead, eyebrow, lede, facts, contents, cards, card, figure
    case low, medium, high, critical, plain
    case badge, why, origin, note, empty, part, policy
    case chart, axis, bars, denied, done, legend
    case wider, narrower, grid
}

/// The style sheet that comes with the program.
package struct StyleSheet: Sendable {
    /// CSS that no reader of HTML can take for the end of its element; empty if it could.
    let text: String

    static let builtIn = StyleSheet(PackageResources.report_css)

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        self.text = text.utf8.contains(UInt8(ascii: "<")) ? "" : text
    }

    /// What a policy of contents calls this sheet and no other (CSP Level 3, section 2.3.1): the base64 of its SHA-256.
    var hash: String { "sha256-\(Base64.text(ofHex: SHA256.hex(Array(text.utf8))))" }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
    /// Of bytes that are given in hexadecimal, two digits each.
    static func text(ofHex hex: String) -> String {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init) }
        return text(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    static func text(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            word <<= 8 * UInt32(3 - group.count)
            for place in 0..<4 {
                let letter = letters[Int(word >> UInt32(18 - 6 * place) & 63)]
                result.append(place <= group.count ? letter : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
