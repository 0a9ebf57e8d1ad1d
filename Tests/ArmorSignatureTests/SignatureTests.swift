import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorSignature

/// Keys and signatures that minisign 0.11 and OpenSSL 3.0 wrote, in `Fixtures`; the password of `locked.key` is "bananas".
@Suite struct SignatureTests {
    static func fixture(_ name: String) throws -> [UInt8] { try contents(fixtures().appending(path: name)) }

    static func publicKey(_ name: String) throws -> PublicKey { try PublicKey.read(try fixture(name)) }

    static func secretKey(_ name: String) throws -> SecretKey {
        guard case .open(let key) = try SecretKeyFile.read(try fixture(name)) else {
            throw SignatureError(.wrongPassword)
        }
        return key
    }

    /// What verifying comes to; none where the signature is good.
    private static func refusal(_ work: () throws(SignatureError) -> Void) -> SignatureError.Reason? {
        do throws(SignatureError) {
            try work()
            return nil
        } catch { return error.reason }
    }

    @Test(
        arguments: [
            ("prehashed.minisig", "open.pub", true), ("legacy.minisig", "open.pub", false),
            ("locked.minisig", "locked.pub", true),
        ]
    )
    func whatMinisignSignedIsGood(_ name: String, _ key: String, _ isPrehashed: Bool) throws {
        let file = try Self.fixture(name)
        let signature = try Signature.read(file)
        #expect(signature.isPrehashed == isPrehashed)
        #expect(signature.file == file)
        try signature.verify(try Self.fixture("text"), by: try Self.publicKey(key))
    }

    @Test func itSaysWhoSignedAndWhatElseIsSigned() throws {
        let signature = try Signature.read(try Self.fixture("prehashed.minisig"))
        #expect(signature.keyID.text == "EFC78B4D44764B8F")
        #expect(signature.trustedComment == "a comment that is signed")
    }

    @Test func anotherKeyIsNamed() throws {
        let signature = try Signature.read(try Self.fixture("prehashed.minisig"))
        let (given, text) = (try Self.publicKey("locked.pub"), try Self.fixture("text"))
        let found = Self.refusal { () throws(SignatureError) in try signature.verify(text, by: given) }
        #expect(found == .otherKey(given: try #require(given.id), found: signature.keyID))
        #expect(SignatureError(try #require(found)).message.contains("EFC78B4D44764B8F, not by D71BD7862CA21FDF"))
    }

    /// Each byte of the signed text, and each byte of the signature, changed in two ways. Of the signature only the comment that
    /// nobody signed may change, and must still be text on one line.
    @Test(arguments: ["prehashed.minisig", "legacy.minisig"])
    func everyChangeIsSeen(_ name: String) throws {
        let (file, text, key) = (try Self.fixture(name), try Self.fixture("text"), try Self.publicKey("open.pub"))
        for flip in [0x01, 0x80] as [UInt8] {
            for index in text.indices {
                var changed = text
                changed[index] ^= flip
                let signature = try Signature.read(file)
                let found = Self.refusal { () throws(SignatureError) in try signature.verify(changed, by: key) }
                #expect(found == .invalid)
            }
            let comment = 19..<(try #require(file.firstIndex(of: 0x0A)))
            for index in file.indices where !comment.contains(index) {
                var changed = file
                changed[index] ^= flip
                let found = Self.refusal { () throws(SignatureError) in
                    try Signature.read(changed).verify(text, by: key)
                }
                #expect(found != nil, "byte \(index) of \(name)")
            }
        }
    }

    @Test func theTrustedCommentIsPartOfIt() throws {
        let file = String(decoding: try Self.fixture("prehashed.minisig"), as: UTF8.self)
        let changed = file.replacing("a comment that is signed", with: "a comment that was changed")
        let (signature, text) = (try Signature.read(Array(changed.utf8)), try Self.fixture("text"))
        let key = try Self.publicKey("open.pub")
        #expect(Self.refusal { () throws(SignatureError) in try signature.verify(text, by: key) } == .trustedComment)
    }

    static let malformed: [(what: String, change: @Sendable ([String]) -> [String])] = [
        ("no end of the last line", { Array($0.dropLast()) }), ("a line more", { $0.dropLast() + ["", ""] }),
        ("a line less", { $0.dropLast(2) + [""] }), ("another first line", { ["comment: x"] + $0.dropFirst() }),
        ("no trusted comment", { [$0[0], $0[1], "comment: x"] + $0.dropFirst(3) }),
        ("another algorithm", { [$0[0], "RVS" + $0[1].dropFirst(3)] + $0.dropFirst(2) }),
        ("a short signature", { [$0[0], String($0[1].prefix(96))] + $0.dropFirst(2) }),
        ("carriage returns", { $0.map { $0.isEmpty ? "" : $0 + "\r" } }),
        ("too long a comment", { ["untrusted comment: " + String(repeating: "x", count: 1 << 14)] + $0.dropFirst() }),
    ]

    @Test(arguments: malformed.indices)
    func otherFormsAreNoSignature(_ index: Int) throws {
        let (what, change) = Self.malformed[index]
        let lines = String(decoding: try Self.fixture("prehashed.minisig"), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let file = Array(change(lines).joined(separator: "\n").utf8)
        #expect(Self.refusal { () throws(SignatureError) in _ = try Signature.read(file) } == .notSignature, "\(what)")
    }

    /// The same key and bytes give the same signature, which the public key holds good, from either kind of file.
    @Test(arguments: [("open.key", "open.pub"), ("open.pem", "open.pub.pem")])
    func whatIsSignedHereIsGood(_ secret: String, _ key: String) throws {
        let (secret, text) = (try Self.secretKey(secret), try Self.fixture("text"))
        let signature = try secret.sign(text, trustedComment: "armor statement")
        #expect(signature == (try secret.sign(text, trustedComment: "armor statement")))
        try Signature.read(signature.file).verify(text, by: try Self.publicKey(key))
        try signature.verify(text, by: secret.publicKey)
        #expect(PublicKey(word: try #require(secret.publicKey.word)) == secret.publicKey)
    }

    /// A comment is one line, whatever it is made of.
    @Test func aCommentCannotMakeLines() throws {
        let signature = try Self.secretKey("open.key").sign([1], trustedComment: "a\nb\u{1}")
        #expect(try Signature.read(signature.file).trustedComment == "ab")
    }

    @Test func aLockedKeyTakesItsPassword() throws {
        guard case .locked(let locked) = try SecretKeyFile.read(try Self.fixture("locked.key")) else {
            Issue.record("it is not locked")
            return
        }
        let key = try locked.unlocked(password: Array("bananas".utf8))
        #expect(key.publicKey == (try Self.publicKey("locked.pub")))
        let wrong = Self.refusal { () throws(SignatureError) in _ = try locked.unlocked(password: Array("banana".utf8))
        }
        #expect(wrong == .wrongPassword)
    }
}
