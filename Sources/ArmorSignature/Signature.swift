/// A signature in minisign's form: four lines, which are a comment that nobody vouches for, the signature of the bytes, a
/// comment that is signed with it, and the signature of both.
///
/// https://jedisct1.github.io/minisign/, "Signature format".
package struct Signature: Sendable, Equatable {
    /// `ED`: what is signed is the BLAKE2b-512 of the bytes; `Ed`, of older versions, the bytes themselves.
    package let isPrehashed: Bool
    /// Of the key that made it, as it says itself.
    package let keyID: KeyID
    private let bytes: [UInt8]
    private let comment: [UInt8]
    private let trusted: [UInt8]
    private let global: [UInt8]

    /// The largest that is read, in bytes: minisign's own comments have up to 1 KiB and 8 KiB.
    package static let fileLimit = 1 << 14
    private static let prehashed = Array("ED".utf8)
    private static let legacy = Array("Ed".utf8)
    private static let trustedMark = Array("trusted comment: ".utf8)
    private static let mark = Array(MinisignText.comment.utf8)

    init(isPrehashed: Bool, keyID: KeyID, bytes: [UInt8], comment: [UInt8], trusted: [UInt8], global: [UInt8]) {
        (self.isPrehashed, self.keyID, self.bytes) = (isPrehashed, keyID, bytes)
        (self.comment, self.trusted, self.global) = (comment, trusted, global)
    }

    /// Reads the four lines, each of which ends in a line feed; anything else is none.
    package static func read(_ file: [UInt8]) throws(SignatureError) -> Signature {
        let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        guard file.count <= fileLimit, lines.count == 5, lines[4].isEmpty, lines[0].starts(with: mark),
            lines[2].starts(with: trustedMark), let signed = Base64.decode(lines[1]),
            let global = Base64.decode(lines[3]), global.count == Sodium.signatureSize,
            signed.count == legacy.count + KeyID.size + Sodium.signatureSize,
            signed.starts(with: prehashed) || signed.starts(with: legacy)
        else { throw SignatureError(.notSignature) }
        return Signature(
            isPrehashed: signed.starts(with: prehashed),
            keyID: KeyID(signed[2..<10]),
            bytes: Array(signed[10...]),
            comment: Array(lines[0].dropFirst(mark.count)),
            trusted: Array(lines[2].dropFirst(trustedMark.count)),
            global: global
        )
    }

    /// As it was read, byte for byte.
    package var file: [UInt8] {
        let algorithm = isPrehashed ? Self.prehashed : Self.legacy
        let lines = [
            Self.mark + comment, Array(Base64.encode(algorithm + keyID.bytes + bytes).utf8),
            Self.trustedMark + trusted, Array(Base64.encode(global).utf8),
        ]
        return lines.flatMap { $0 + [UInt8(ascii: "\n")] }
    }

    /// The comment that the signature vouches for, once it was verified. What is no UTF-8 is replaced.
    package var trustedComment: String { String(decoding: trusted, as: UTF8.self) }

    /// Returns where this is a signature of the bytes by the key, and its trusted comment is as it was signed.
    package func verify(_ message: [UInt8], by key: PublicKey) throws(SignatureError) {
        if let given = key.id, given != keyID { throw SignatureError(.otherKey(given: given, found: keyID)) }
        guard Sodium.isValid(bytes, of: Self.signed(message, isPrehashed), by: key.bytes) else {
            throw SignatureError(.invalid)
        }
        guard Sodium.isValid(global, of: bytes + trusted, by: key.bytes) else { throw SignatureError(.trustedComment) }
    }

    /// What is signed of a message.
    static func signed(_ message: [UInt8], _ isPrehashed: Bool) -> [UInt8] {
        isPrehashed ? Sodium.blake2b(message, size: 64) : message
    }
}
