/// Why a key or a signature is none, or does not fit.
package struct SignatureError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Not of a form that is known; the text says what it should be.
        case notPublicKey, notSecretKey
        /// A PEM file of another kind of key than Ed25519.
        case otherAlgorithm
        /// Not four lines as minisign writes them.
        case notSignature
        /// The signature names the second key, the first was given.
        case otherKey(given: KeyID, found: KeyID)
        /// The signature is not one of these bytes by that key.
        case invalid
        /// The signature is, but the comment that it vouches for was changed.
        case trustedComment
        /// The secret key does not open with this password.
        case wrongPassword
        /// The secret key's file asks for more memory or work than is given for a password.
        case costly
        /// The secret key's file is damaged: its own checksum is another.
        case damagedKey
        /// There is not enough memory to open the key.
        case noMemory
    }

    package let reason: Reason

    init(_ reason: Reason) { self.reason = reason }

    /// Stable, in kebab case.
    package var code: String {
        switch reason {
        case .notPublicKey, .notSecretKey, .otherAlgorithm, .damagedKey: "key-malformed"
        case .notSignature: "signature-malformed"
        case .otherKey: "signature-other-key"
        case .invalid, .trustedComment: "signature-invalid"
        case .wrongPassword: "key-password"
        case .costly, .noMemory: "key-too-costly"
        }
    }

    /// One sentence without a full stop.
    package var message: String {
        switch reason {
        case .notPublicKey: "it is neither a public key of minisign nor an Ed25519 public key in PEM"
        case .notSecretKey: "it is neither a secret key of minisign nor an Ed25519 private key in PEM"
        case .otherAlgorithm: "it is a key in PEM of another kind than Ed25519, or holds more than the key"
        case .notSignature: "it is no signature as minisign writes them"
        case .otherKey(let given, let found): "it was signed by the key \(found.text), not by \(given.text)"
        case .invalid: "the signature is not one of these bytes by this key"
        case .trustedComment: "the signature's trusted comment was changed"
        case .wrongPassword: "the password does not open the secret key"
        case .costly: "the secret key asks for more memory or work than armor spends on a password"
        case .damagedKey: "the secret key is damaged: its checksum is another"
        case .noMemory: "there is not enough memory to open the secret key"
        }
    }

    /// What to do, one sentence.
    package var help: String? {
        switch reason {
        case .notPublicKey: "give minisign.pub, its second line, or what openssl pkey -pubout writes"
        case .notSecretKey: "give what minisign -G or openssl genpkey -algorithm ed25519 writes"
        case .otherAlgorithm: "make one: openssl genpkey -algorithm ed25519"
        case .notSignature: "give the file that minisign -S writes"
        case .otherKey: "give the public key of who signed it, if that is whom you trust"
        case .invalid, .trustedComment: "trust nothing of it, and get it again from who signed it"
        case .wrongPassword: nil
        case .costly, .noMemory: "sign by minisign itself, and hand the signature over with --signature"
        case .damagedKey: "restore it from a copy"
        }
    }
}
