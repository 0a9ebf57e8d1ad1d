import CSodium

// The only file of this target that hands pointers to C. Each is to an array's own storage, lives for the call alone, and
// the array has the size that the function reads or writes: that of the parameter's kind, checked first, or the one that is
// handed over with it.

/// The functions of libsodium that signatures need.
enum Sodium {
    /// Bytes of an Ed25519 public key, of a seed, of a secret key (the seed and the public key) and of a signature (RFC 8032).
    static let publicKeySize = 32
    static let seedSize = 32
    static let secretKeySize = 64
    static let signatureSize = 64
    /// Bytes of a salt of `crypto_pwhash_scryptsalsa208sha256`.
    static let saltSize = 32

    /// Whether the library can be used: it must be asked once before anything else, and any number of times.
    private static var isReady: Bool { sodium_init() >= 0 }

    /// BLAKE2b without a key (RFC 7693); `size` is 16 to 64 bytes.
    static func blake2b(_ bytes: [UInt8], size: Int) -> [UInt8] {
        guard isReady, (16...64).contains(size) else { return [] }
        var digest = [UInt8](repeating: 0, count: size)
        let status = unsafe crypto_generichash(&digest, size, bytes, UInt64(bytes.count), nil, 0)
        return status == 0 ? digest : []
    }

    /// Whether a signature is one of these bytes by that key. Refuses what is not in canonical form, and keys of small order.
    static func isValid(_ signature: [UInt8], of message: [UInt8], by key: [UInt8]) -> Bool {
        guard isReady, signature.count == signatureSize, key.count == publicKeySize else { return false }
        return unsafe crypto_sign_verify_detached(signature, message, UInt64(message.count), key) == 0
    }

    /// The signature of some bytes, the same each time; none where the key has another size.
    static func sign(_ message: [UInt8], by key: [UInt8]) -> [UInt8]? {
        guard isReady, key.count == secretKeySize else { return nil }
        var signature = [UInt8](repeating: 0, count: signatureSize)
        let status = unsafe crypto_sign_detached(&signature, nil, message, UInt64(message.count), key)
        return status == 0 ? signature : nil
    }

    /// The secret key of a seed; none where that has another size.
    static func secretKey(seed: [UInt8]) -> [UInt8]? {
        guard isReady, seed.count == seedSize else { return nil }
        var publicKey = [UInt8](repeating: 0, count: publicKeySize)
        var secretKey = [UInt8](repeating: 0, count: secretKeySize)
        let status = unsafe crypto_sign_seed_keypair(&publicKey, &secretKey, seed)
        return status == 0 ? secretKey : nil
    }

    /// So many bytes made of a password by scrypt (RFC 7914); none where there is not enough memory.
    static func stretch(
        _ password: [UInt8],
        salt: [UInt8],
        operations: UInt64,
        memory: Int,
        size: Int
    ) -> [UInt8]? {
        guard isReady, salt.count == saltSize, size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        let characters = password.map(CChar.init(bitPattern:))
        let status = unsafe crypto_pwhash_scryptsalsa208sha256(
            &bytes,
            UInt64(size),
            characters,
            UInt64(characters.count),
            salt,
            operations,
            memory
        )
        return status == 0 ? bytes : nil
    }
}
