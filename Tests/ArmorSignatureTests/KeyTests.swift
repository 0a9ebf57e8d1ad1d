import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorSignature

/// Which files are keys, and what is said of the others.
@Suite struct KeyTests {
    private static func text(_ name: String) throws -> String {
        String(decoding: try SignatureTests.fixture(name), as: UTF8.self)
    }

    private static func refusal(_ work: () throws(SignatureError) -> Void) -> SignatureError.Reason? {
        do throws(SignatureError) {
            try work()
            return nil
        } catch { return error.reason }
    }

    @Test func aKeyIsAWordOrAFile() throws {
        let file = try Self.text("open.pub")
        let word = try #require(file.split(separator: "\n").last)
        let key = try #require(PublicKey(word: word))
        #expect(key == (try PublicKey.read(Array(file.utf8))))
        #expect(key == (try PublicKey.read(Array(file.replacing("\n", with: "\r\n").utf8))))
        #expect(key.word == String(word))
        #expect(key.id?.text == "EFC78B4D44764B8F")
    }

    @Test(
        arguments: [
            ("open.key", SignatureError.Reason.notPublicKey), ("text", .notPublicKey), ("open.pem", .otherAlgorithm),
            ("other.pub.pem", .otherAlgorithm), ("prehashed.minisig", .notPublicKey),
        ]
    )
    func otherFilesAreNoPublicKey(_ name: String, _ reason: SignatureError.Reason) throws {
        let file = try SignatureTests.fixture(name)
        #expect(Self.refusal { () throws(SignatureError) in _ = try PublicKey.read(file) } == reason)
    }

    @Test(
        arguments: [
            ("open.pub", SignatureError.Reason.notSecretKey), ("text", .notSecretKey),
            ("open.pub.pem", .otherAlgorithm),
            ("other.pem", .otherAlgorithm),
        ]
    )
    func otherFilesAreNoSecretKey(_ name: String, _ reason: SignatureError.Reason) throws {
        let file = try SignatureTests.fixture(name)
        #expect(Self.refusal { () throws(SignatureError) in _ = try SecretKeyFile.read(file) } == reason)
    }

    /// Any byte of a secret key's structure changed is noticed, or was of no use: minisign gives a key without password neither
    /// a salt nor a checksum, so that nothing vouches for its number.
    @Test func aDamagedSecretKeySignsNothing() throws {
        let lines = try Self.text("open.key").split(separator: "\n")
        let bytes = try #require(Base64.decode(lines[1]))
        for index in bytes.indices where !(6..<62).contains(index) {
            var changed = bytes
            changed[index] ^= 1
            let file = Array("\(lines[0])\n\(Base64.encode(changed))\n".utf8)
            #expect(Self.refusal { () throws(SignatureError) in _ = try SecretKeyFile.read(file) } != nil, "\(index)")
        }
    }

    /// A file that asks for all memory of the host is refused before any is taken.
    @Test func aPasswordCostsOnlySoMuch() throws {
        let lines = try Self.text("locked.key").split(separator: "\n")
        for offset in [45, 53] {
            var bytes = try #require(Base64.decode(lines[1]))
            bytes[offset] = 0xFF
            let file = Array("\(lines[0])\n\(Base64.encode(bytes))\n".utf8)
            guard case .locked(let key) = try SecretKeyFile.read(file) else { continue }
            #expect(Self.refusal { () throws(SignatureError) in _ = try key.unlocked(password: [1]) } == .costly)
        }
    }

    /// Any truncation and any changed byte of any file gives an answer.
    @Test(arguments: ["open.pub", "open.pub.pem", "open.key", "open.pem", "prehashed.minisig"])
    func readersAreTotal(_ name: String) throws {
        let file = try SignatureTests.fixture(name)
        var random = SplitMix(state: 7)
        var inputs = file.indices.map { Array(file[..<$0]) }
        for _ in 0..<500 { inputs.append(mutated(file, Array("=\n-A/ \u{0}".utf8) + [0xFF], using: &random)) }
        for input in inputs {
            _ = try? PublicKey.read(input)
            _ = try? SecretKeyFile.read(input)
            _ = try? Signature.read(input)
        }
    }
}
