import ArmorTestSupport
import Foundation
import Glibc
import Testing

/// `armor bundle` and what `armor load` makes of its folder before it looks at the host: it ends with 1 where a bundle is refused,
/// and goes on to the host, which a test may not have, where it is taken.
@Suite struct BundleCommandTests {
    private static let files = [
        "web.toml": """
        name = "web"
        extends = ["container", "./base.toml"]
        [filesystem]
        read = ["/etc/nginx/**"]

        """,
        "base.toml": "[capabilities]\nallow = [\"net_bind_service\"]\n", "db.toml": "name = \"db\"\n",
    ]

    private static let keys = projectRoot.appending(path: "Tests/ArmorSignatureTests/Fixtures")

    private static func key(_ name: String) -> String { keys.appending(path: name).path }

    /// A workplace with a signed bundle in "b".
    private static func place(_ arguments: [String] = ["--sign", key("open.key")]) throws -> Workplace {
        let place = try Workplace(files)
        let run = try place.armor(["bundle", "web.toml", "db.toml", "--target", "debian12", "-o", "b"] + arguments)
        #expect(run.status == 0, "\(run.messages)")
        return place
    }

    /// What loading says; it is taken where it then says something of the host.
    private static func load(_ place: Workplace, _ arguments: String...) throws -> (isTaken: Bool, said: String) {
        let run = try place.armor(["load", "--no-persist"] + arguments)
        return (run.status == 2 && run.messages.contains("oci:b: "), run.messages)
    }

    /// On a host without AppArmor: a bundle that is taken would be loaded on one with it.
    private static let cannotLoad =
        !FileManager.default.fileExists(atPath: "/sys/kernel/security/apparmor") || geteuid() != 0

    private static func blobs(_ place: Workplace, _ folder: String = "b") throws -> [String: [UInt8]] {
        let url = place.url.appending(path: "\(folder)/blobs/sha256")
        return try Dictionary(listing(url).map { ($0, try contents(url.appending(path: $0))) }) { first, _ in first }
    }

    /// The blob whose text begins so.
    private static func blob(_ place: Workplace, beginning: String) throws -> String {
        let found = try blobs(place).first { String(decoding: $0.value, as: UTF8.self).hasPrefix(beginning) }
        return "b/blobs/sha256/\(try #require(found?.key))"
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let (first, second) = (try Self.place(), try Self.place())
        let (one, other) = (try Self.blobs(first), try Self.blobs(second))
        // Statement, manifest, signature, three policies' texts, two profiles, and a filter that is the same for both.
        #expect(one == other && one.count == 9)
        #expect(first.read("b/index.json") == second.read("b/index.json"))
    }

    @Test func theResultNamesWhatItIsCalledBy() throws {
        let place = try Workplace(Self.files)
        let arguments = ["bundle", "db.toml", "--target", "debian12", "-o", "b", "--format", "json"]
        let image = "nginx@sha256:" + String(repeating: "0a", count: 32)
        let run = try place.armor(arguments + ["--image", image])
        struct Answer: Decodable { let version: Int; let digest, statement, image: String; let policies: [String] }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        #expect(answer.version == 1 && answer.policies == ["db"] && image.hasSuffix(answer.image))
        #expect(try #require(place.read("b/index.json")).contains(answer.digest))
        #expect(try #require(place.read(answer.statement)).contains("\"image\": \"\(answer.image)\""))
    }

    /// What is bundled is what `gen` renders, beside the policy's own text.
    @Test func itHoldsWhatArmorMakes() throws {
        let place = try Self.place()
        let texts = Set(try Self.blobs(place).values.map { String(decoding: $0, as: UTF8.self) })
        for (name, text) in Self.files { #expect(texts.contains(text), "\(name)") }
        let profile = try place.armor("gen", "web.toml", "--target", "debian12").output
        let body = try #require(profile.range(of: "\nabi ")).lowerBound
        #expect(texts.contains { $0.hasSuffix(profile[body...]) })
        #expect(texts.contains(try place.armor("export", "web.toml", "--to", "seccomp").output))
    }

    /// The filter of a file goes in as it is; a policy that wants none has none.
    @Test(arguments: [("./filter.json", true), ("unconfined", false)])
    func theFilterIsThePolicys(_ setting: String, _ isThere: Bool) throws {
        let filter = "{ \"defaultAction\": \"SCMP_ACT_ALLOW\" }\n"
        let policy = "name = \"app\"\n[container]\nseccomp = \"\(setting)\"\n"
        let place = try Workplace(["app.toml": policy, "filter.json": filter])
        #expect(try place.armor("bundle", "app.toml", "-o", "b").status == 0)
        let texts = try Self.blobs(place).values.map { String(decoding: $0, as: UTF8.self) }
        #expect(texts.contains(filter) == isThere)
        #expect(texts.contains { $0.contains("app/seccomp.json") } == isThere)
    }

    /// A policy on standard input is called as its profile.
    @Test func standardInputIsAPolicy() throws {
        let place = try Workplace()
        #expect(try place.armor("bundle", "-", "-o", "b", input: "name = \"app\"\n").status == 0)
        #expect(
            try #require(place.read(try Self.blob(place, beginning: "{\n  \"version\": 1"))).contains(
                "\"app/text/app.toml\""
            )
        )
    }

    @Test(.enabled(if: cannotLoad)) func aSignedBundleIsTaken() throws {
        let place = try Self.place()
        for key in ["open.pub", "open.pub.pem", "locked.pub"] {
            let (isTaken, said) = try Self.load(place, "oci:b", "--key", Self.key(key))
            #expect(isTaken == (key == "open.pub"), "\(key): \(said)")
        }
        let word = try #require(
            place.armor("bundle", "db.toml", "-o", "c", "--sign", Self.key("open.key")).messages
                .split(separator: " ").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        )
        #expect(try Self.load(place, "oci:b", "--key", word).isTaken)
        let (isTaken, said) = try Self.load(place, "oci:b")
        #expect(isTaken && said.contains("EFC78B4D44764B8F, which is not checked"))
    }

    @Test(.enabled(if: cannotLoad)) func aKeyAsksForASignature() throws {
        let place = try Self.place([])
        let refused = try Self.load(place, "oci:b", "--key", Self.key("open.pub"))
        #expect(!refused.isTaken && refused.said.contains("not signed [bundle-unsigned]"))
        let taken = try Self.load(place, "oci:b")
        #expect(taken.isTaken && taken.said.contains("not signed; its digests hold"))
    }

    @Test(.enabled(if: cannotLoad)) func anImageMayBeAskedFor() throws {
        let (this, other) = (
            "sha256:" + String(repeating: "0a", count: 32), "sha256:" + String(repeating: "0b", count: 32)
        )
        let place = try Self.place(["--image", this])
        #expect(try Self.load(place, "oci:b", "--require-image", "nginx@\(this)").isTaken)
        #expect(try Self.load(place, "oci:b", "--require-image", other).said.contains("[bundle-other-image]"))
        #expect(try Self.load(Self.place([]), "oci:b", "--require-image", this).said.contains("[bundle-other-image]"))
    }

    /// The digest of an image's layout is that of what its index names, as `docker pull` shows it.
    @Test func anImageMayBeALayout() throws {
        let place = try Workplace(Self.files)
        for (path, bytes) in ImageBuilder(layers: [TarBuilder().bytes]).layout() {
            let file = place.url.appending(path: "image/\(path)")
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        let index = try #require(place.read("image/index.json"))
        let run = try place.armor("bundle", "db.toml", "-o", "b", "--image", "oci:image", "--format", "json")
        let digest = try #require(run.output.firstMatch(of: /"image": "(sha256:[0-9a-f]{64})"/)?.1)
        #expect(index.contains("\"digest\":\"\(digest)\""))
    }

    /// One bit of any file: loading ends with 1, and says which file.
    @Test func aFlippedBitIsRefused() throws {
        let place = try Self.place()
        let paths = try ["oci-layout", "index.json"] + Self.blobs(place).keys.map { "blobs/sha256/\($0)" }
        for path in paths {
            let file = place.url.appending(path: "b/\(path)")
            let whole = try contents(file)
            var changed = whole
            changed[changed.count / 2] ^= 1
            try Data(changed).write(to: file)
            let run = try place.armor("load", "oci:b")
            #expect(run.status == 1 && run.messages.contains("error: oci:b: "), "\(path): \(run.messages)")
            try Data(whole).write(to: file)
        }
    }

    /// Whoever makes all digests fit cannot make the signature fit.
    @Test func aForgeryIsRefused() throws {
        let place = try Self.place()
        let forged = try Self.place(["--sign", Self.key("open.pem")])
        try FileManager.default.removeItem(at: place.url.appending(path: "b"))
        try FileManager.default.copyItem(at: forged.url.appending(path: "b"), to: place.url.appending(path: "b"))
        let run = try place.armor("load", "oci:b", "--key", Self.key("open.pub"))
        #expect(run.status == 1 && run.messages.contains("[signature-other-key]"))
    }

    /// minisign's own signature of the statement, held against the key before it goes in.
    @Test func aSignatureMayComeFromMinisign() throws {
        let minisign = "/usr/bin/minisign"
        guard FileManager.default.isExecutableFile(atPath: minisign) else {
            return print("\(minisign) is not here; \"make test\" brings it")
        }
        let place = try Self.place([])
        let statement = try Self.blob(place, beginning: "{\n  \"version\": 1")
        let process = Process()
        process.executableURL = URL(filePath: minisign)
        process.arguments = ["-S", "-s", Self.key("open.key"), "-m", statement, "-x", "signature"]
        process.currentDirectoryURL = place.url
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let again = ["bundle", "web.toml", "db.toml", "--target", "debian12", "--signature", "signature"]
        #expect(try place.armor(again + ["--key", Self.key("open.pub"), "-o", "c"]).status == 0)
        #expect(try place.armor("load", "oci:c", "--key", Self.key("open.pub")).status != 1)
        let wrong = try place.armor(again + ["--key", Self.key("locked.pub"), "-o", "d"])
        #expect(wrong.status == 1 && wrong.messages.contains("[signature-other-key]"))
        let other = ["bundle", "db.toml", "--signature", "signature", "--key", Self.key("open.pub"), "-o", "d"]
        #expect(try place.armor(other).messages.contains("[signature-invalid]"))
        #expect(place.read("d/index.json") == nil)
    }

    /// A key with a password: it is asked for, and not shown. The keys' password is "bananas".
    @Test(arguments: [("bananas", Int32(0)), ("apples", 1)]) func aLockedKeyAsksForItsPassword(
        _ password: String,
        _ status: Int32
    ) throws {
        let place = try Workplace(Self.files)
        let arguments = ["bundle", "db.toml", "--target", "debian12", "-o", "b", "--sign", Self.key("locked.key")]
        let run = try place.talk(arguments, typed: "\(password)\n", after: "locked.key: ")
        #expect(run.status == status, "\(run.messages)")
        #expect(!run.messages.contains(password))
        if status == 0 {
            #expect(run.messages.contains("signed by RWTfH6Ishtcb1xKslBxwGM4ZyFXHW9+66FiMD46pmC2hJ0ObB7HleXRp"))
            #expect(try place.armor("load", "oci:b", "--key", Self.key("locked.pub")).status != 1)
        } else {
            #expect(run.messages.contains("[key-password]") && place.read("b/index.json") == nil)
        }
    }

    /// A bundle that leads out of itself was not made by armor, and finds nothing there.
    @Test func whatIsExtendedLiesInTheBundle() throws {
        let place = try Workplace(["secret.toml": "[filesystem]\nread = [\"/**\"]\n"].merging(Self.files) { $1 })
        let folder = place.url.appending(path: "sub")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("name = \"app\"\nextends = [\"../base.toml\"]\n".utf8).write(to: folder.appending(path: "app.toml"))
        #expect(try place.armor("bundle", "sub/app.toml", "-o", "b").status == 0)
        let statement = try #require(place.read(try Self.blob(place, beginning: "{\n  \"version\": 1")))
        #expect(statement.contains("app/text/_/app.toml") && statement.contains("app/text/base.toml"))
        #expect(!statement.contains("sub/"))
    }

    @Test(
        arguments: [
            (["missing.toml", "-o", "b"], 2), (["bad.toml", "-o", "b"], 1), (["db.toml", "db.toml", "-o", "b"], 1),
            (["wide.toml", "-o", "b"], 1), (["db.toml", "-o", "db.toml"], 2), (["db.toml", "-o", "none/b"], 2),
            (["db.toml"], 64),
            (["db.toml", "-o", "b", "--image", "nginx:latest"], 2), (["db.toml", "-o", "b", "--image", "oci:none"], 2),
            (["db.toml", "-o", "b", "--sign", "db.toml"], 1), (["db.toml", "-o", "b", "--sign", "none"], 2),
            (["db.toml", "-o", "b", "--signature", "x"], 64),
            (["db.toml", "-o", "b", "--sign", "x", "--signature", "y", "--key", "z"], 64),
        ] as [([String], Int32)]
    )
    func mistakes(_ arguments: [String], _ status: Int32) throws {
        let wide = "name = \"wide\"\n[capabilities]\nallow = [\"sys_admin\"]\n"
        let others = ["bad.toml": "name = \"bad\"\nx = 1\n", "wide.toml": wide]
        let place = try Workplace(Self.files.merging(others) { $1 })
        let before = listing(place.url)
        let run = try place.armor(["bundle", "--target", "debian12"] + arguments)
        #expect(run.status == status && run.output.isEmpty && !run.messages.isEmpty, "\(run)")
        #expect(listing(place.url) == before)
    }

    @Test(
        arguments: [
            (["web.toml", "--key", "x"], 64), (["web.toml", "--require-image", "x"], 64), (["oci:none"], 2),
            (["oci:."], 1),
            (["oci:web.toml"], 2),
        ] as [([String], Int32)]
    )
    func whatIsNoBundle(_ arguments: [String], _ status: Int32) throws {
        let run = try Workplace(Self.files).armor(["load"] + arguments)
        #expect(run.status == status && !run.messages.isEmpty, "\(run)")
    }
}
