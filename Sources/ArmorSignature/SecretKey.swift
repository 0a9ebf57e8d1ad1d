/// What signs: an Ed25519 secret key.
package struct SecretKey: Sendable {
    let id: KeyID
    /// 64 bytes: the seed and the public key.
    let bytes: [UInt8]

    init(id: KeyID, bytes: [UInt8]) { (self.id, self.bytes) = (id, bytes) }

    /// Of a seed, as PEM has it. Its number, which only minisign wants, is the beginning of the public key's BLAKE2b-512, so
    /// that one key always has the same.
    init?(seed: [UInt8]) {
        guard let bytes = Sodium.secretKey(seed: seed) else { return nil }
        let digest = Sodium.blake2b(Array(bytes.suffix(Sodium.publicKeySize)), size: 64)
        self.init(id: KeyID(digest.prefix(KeyID.size)), bytes: bytes)
    }

    package var publicKey: PublicKey { PublicKey(id: id, bytes: Array(bytes.suffix(Sodium.publicKeySize))) }

    /// Signs bytes, prehashed, and with them a comment of one line. The same key, bytes and comment give the same signature.
    package func sign(_ message: [UInt8], trustedComment: String) throws(SignatureError) -> Signature {
        let comment = Array(trustedComment.utf8.filter { $0 >= 0x20 })
        guard let signature = Sodium.sign(Signature.signed(message, true), by: bytes),
            let global = Sodium.sign(signature + comment, by: bytes)
        else { throw SignatureError(.notSecretKey) }
        return Signature(
            isPrehashed: true,
            keyID: id,
            bytes: signature,
            comment: Array("signature by armor of the key \(id.text)".utf8),
            trusted: comment,
            global: global
        )
    }
}

/// A file that holds a secret key, open or locked by a password.
package enum SecretKeyFile: Sendable {
    case open(SecretKey)
    case locked(LockedKey)

    /// Reads minisign's two lines or PEM (PKCS #8).
    ///
    /// minisign's structure: algorithm `Ed`, derivation `Sc` or none, checksum `B2`, each two bytes; salt of 32; work and memory
    /// as little-endian numbers of 8; then, locked where there is a derivation, the key's number, the key of 64 and the
    /// BLAKE2b-256 of algorithm, number and key.
    package static func read(_ file: [UInt8]) throws(SignatureError) -> SecretKeyFile {
        if file.starts(with: PEM.mark) {
            let seed = try PEM.key(file, label: "PRIVATE KEY", prefix: PEM.privatePrefix)
            guard let key = SecretKey(seed: seed) else { throw SignatureError(.notSecretKey) }
            return .open(key)
        }
        guard let line = MinisignText.commented(file), let bytes = Base64.decode(line), bytes.count == 158,
            bytes.starts(with: PublicKey.algorithm), Array(bytes[4..<6]) == Array("B2".utf8)
        else { throw SignatureError(.notSecretKey) }
        let content = Array(bytes[54...])
        switch Array(bytes[2..<4]) {
        case [0, 0]: return .open(try unlocked(content, allowsNoChecksum: true))
        case Array("Sc".utf8):
            return .locked(
                LockedKey(
                    salt: Array(bytes[6..<38]),
                    operations: number(bytes[38..<46]),
                    memory: number(bytes[46..<54]),
                    content: content
                )
            )
        default: throw SignatureError(.notSecretKey)
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The key of its 104 bytes.
    ///
    /// - Parameter allowsNoChecksum: whether zeros may stand for the checksum, as some releases leave it in a key without
    ///   password.
    fileprivate static func unlocked(_ content: [UInt8], allowsNoChecksum: Bool) throws(SignatureError) -> SecretKey {
        let (id, key, sum) = (Array(content[..<8]), Array(content[8..<72]), Array(content[72...]))
        let expected = Sodium.blake2b(PublicKey.algorithm + id + key, size: 32)
        let isUnchecked = allowsNoChecksum && sum.allSatisfy { $0 == 0 }
        guard sum == expected || isUnchecked else { throw SignatureError(.damagedKey) }
        // A file whose two halves do not belong together would sign with a key that nobody has, and give the other away.
        guard Sodium.secretKey(seed: Array(key.prefix(Sodium.seedSize))) == key else {
            throw SignatureError(.damagedKey)
        }
        return SecretKey(id: KeyID(id), bytes: key)
    }
}

/// A secret key of minisign's that a password opens.
package struct LockedKey: Sendable {
    fileprivate let salt: [UInt8]
    fileprivate let operations: UInt64
    fileprivate let memory: UInt64
    /// 104 bytes, each under one that is made of the password.
    fileprivate let content: [UInt8]

    /// What minisign asks for is 2^25 operations and 1 GiB; twice that is given.
    private static let mostOperations: UInt64 = 1 << 26
    private static let mostMemory: UInt64 = 2 << 30

    package func unlocked(password: [UInt8]) throws(SignatureError) -> SecretKey {
        guard operations <= Self.mostOperations, memory <= Self.mostMemory else { throw SignatureError(.costly) }
        guard
            let stream = Sodium.stretch(
                password,
                salt: salt,
                operations: operations,
                memory: Int(memory),
                size: content.count
            )
        else { throw SignatureError(.noMemory) }
        do throws(SignatureError) {
            return try SecretKeyFile.unlocked(zip(content, stream).map { $0 ^ $1 }, allowsNoChecksum: false)
        } catch {
            // All that tells a wrong password from a right one is the checksum.
            throw error.reason == .damagedKey ? SignatureError(.wrongPassword) : error
        }
    }
}
