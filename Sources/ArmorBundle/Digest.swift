import ArmorSource

/// The SHA-256 of some bytes, in the form of the OCI image specification: `sha256:` and 64 lower-case hexadecimal digits.
package struct Digest: Sendable, Hashable {
    /// The digits alone.
    package let hex: String

    private static let prefix = "sha256:"

    /// Of some bytes.
    package init(of bytes: [UInt8]) { hex = SHA256.hex(bytes) }

    /// Of digits that a digest gave.
    package init(hex: String) { self.hex = hex }

    /// Reads the one form that there is; none for other algorithms, upper case, or anything that could be a path.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let digits = text.dropFirst(Self.prefix.count)
        let isHex = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits.utf8.count == 64, isHex else { return nil }
        hex = String(digits)
    }

    package var text: String { Self.prefix + hex }
}
