/// Ed25519 keys in PEM (RFC 7468), as OpenSSL writes them: one block, lines of base64.
///
/// The DER within has no freedom for such keys (RFC 8410): everything before the key's own 32 bytes is fixed.
enum PEM {
    /// SubjectPublicKeyInfo of id-Ed25519 up to the key.
    static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    /// PKCS #8, version 0, without attributes, up to the seed.
    static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// What every block begins with.
    static let mark = Array("-----BEGIN ".utf8)

    /// The key of a block with this label; throws where it is another kind of key, or no key.
    static func key(_ bytes: [UInt8], label: String, prefix: [UInt8]) throws(SignatureError) -> [UInt8] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count >= 3, lines.first == Array("-----BEGIN \(label)-----".utf8),
            lines.last == Array("-----END \(label)-----".utf8),
            let der = Base64.decode(Array(lines[1..<(lines.count - 1)].joined()))
        else { throw SignatureError(.otherAlgorithm) }
        guard der.count == prefix.count + 32, der.starts(with: prefix) else { throw SignatureError(.otherAlgorithm) }
        return Array(der.dropFirst(prefix.count))
    }
}
