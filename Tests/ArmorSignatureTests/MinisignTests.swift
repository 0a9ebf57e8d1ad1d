import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorSignature

/// The program minisign itself, and OpenSSL's: what each signs the other takes.
@Suite struct MinisignTests {
    private static let minisign = "/usr/bin/minisign"
    private static let openssl = "/usr/bin/openssl"

    private static func inFolder(_ work: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "armor-signature-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder.path)
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    private static func read(_ path: String) throws -> [UInt8] { try contents(URL(filePath: path)) }

    /// A text of a length at which hashing has a block's edge, and an empty one.
    @Test(arguments: [0, 1, 127, 128, 129, 5_000]) func bothWays(_ size: Int) throws {
        guard Consumers.has(Self.minisign) else { return }
        try Self.inFolder { folder in
            let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Self.write(text, "\(folder)/text")
            #expect(
                try Consumers.run(Self.minisign, ["-G", "-W", "-p", "\(folder)/p", "-s", "\(folder)/s"])?.status == 0
            )
            let key = try PublicKey.read(try Self.read("\(folder)/p"))
            for form in [[], ["-l"]] {
                let arguments = ["-S", "-m", "\(folder)/text", "-s", "\(folder)/s", "-x", "\(folder)/x"] + form
                #expect(try Consumers.run(Self.minisign, arguments)?.status == 0)
                try Signature.read(try Self.read("\(folder)/x")).verify(text, by: key)
            }
            guard case .open(let secret) = try SecretKeyFile.read(try Self.read("\(folder)/s")) else { return }
            try Self.write(try secret.sign(text, trustedComment: "by armor").file, "\(folder)/ours")
            let verify = ["-V", "-m", "\(folder)/text", "-x", "\(folder)/ours"]
            #expect(try Consumers.run(Self.minisign, verify + ["-p", "\(folder)/p"])?.status == 0)
            #expect(
                try Consumers.run(Self.minisign, verify + ["-P", try #require(secret.publicKey.word)])?.status == 0
            )
            try Self.write(text + [1], "\(folder)/text")
            #expect(try #require(try Consumers.run(Self.minisign, verify + ["-p", "\(folder)/p"])).status != 0)
        }
    }

    /// OpenSSL's key signs in minisign's form, for minisign by the key's word and for armor by OpenSSL's public key.
    @Test func keysOfOpenSSL() throws {
        guard Consumers.has(Self.minisign), Consumers.has(Self.openssl) else { return }
        try Self.inFolder { folder in
            let make = ["genpkey", "-algorithm", "ed25519", "-out", "\(folder)/s"]
            #expect(try Consumers.run(Self.openssl, make)?.status == 0)
            let publish = ["pkey", "-in", "\(folder)/s", "-pubout", "-out", "\(folder)/p"]
            #expect(try Consumers.run(Self.openssl, publish)?.status == 0)
            guard case .open(let secret) = try SecretKeyFile.read(try Self.read("\(folder)/s")) else { return }
            let text = Array("text".utf8)
            let signature = try secret.sign(text, trustedComment: "by armor")
            try signature.verify(text, by: try PublicKey.read(try Self.read("\(folder)/p")))
            try Self.write(text, "\(folder)/text")
            try Self.write(signature.file, "\(folder)/x")
            let word = try #require(secret.publicKey.word)
            let verify = ["-V", "-m", "\(folder)/text", "-x", "\(folder)/x", "-P", word]
            #expect(try Consumers.run(Self.minisign, verify)?.status == 0)
        }
    }
}
