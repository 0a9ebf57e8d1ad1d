import ArmorTestSupport
import Foundation
import Testing

/// Programs and schemas that bundles are made for. Neither oras nor cosign is part of Debian 12: what they read, the schemas and
/// skopeo stand for here.
@Suite struct BundleConsumerTests {
    private static let keys = projectRoot.appending(path: "Tests/ArmorSignatureTests/Fixtures")

    private static func place() throws -> Workplace {
        let place = try Workplace(["web.toml": "name = \"web\"\n", "db.toml": "name = \"db\"\n"])
        let key = keys.appending(path: "open.key").path
        let arguments = ["bundle", "web.toml", "db.toml", "--target", "debian12", "--sign", key, "-o", "b"]
        #expect(try place.armor(arguments).status == 0)
        return place
    }

    /// skopeo copies a bundle through its own two kinds of folder; the copies are the same bundle.
    @Test func skopeoCopies() throws {
        let place = try Self.place()
        let key = Self.keys.appending(path: "open.pub").path
        for (from, to) in [("oci:b", "oci:copy:1.0"), ("oci:copy:1.0", "dir:folder"), ("dir:folder", "oci:back")] {
            let arguments = ["--insecure-policy", "copy", from, to]
            guard let (status, said) = try Consumers.run("/usr/bin/skopeo", arguments, in: place.url) else { return }
            #expect(status == 0, "\(said)")
        }
        for copy in ["copy", "back"] {
            let names = [copy, "b"].map { listing(place.url.appending(path: "\($0)/blobs/sha256")) }
            #expect(names[0] == names[1] && names[1].count == 8)
            let run = try place.armor("load", "oci:\(copy)", "--key", key)
            #expect(run.status != 1 && run.messages.contains("oci:\(copy): signed by the key"), "\(run.messages)")
        }
        // A tag is no part of what is signed, and two bundles in a folder are not one.
        let again = ["--insecure-policy", "copy", "oci:b", "oci:copy:2.0"]
        _ = try Consumers.run("/usr/bin/skopeo", again, in: place.url)
        #expect(try place.armor("load", "oci:copy", "--key", key).messages.contains("[bundle-several]"))
    }

    @Test func skopeoInspects() throws {
        let place = try Self.place()
        let arguments = ["--insecure-policy", "inspect", "--raw", "oci:b"]
        guard let (status, said) = try Consumers.run("/usr/bin/skopeo", arguments, in: place.url) else { return }
        #expect(status == 0 && said.contains("\"artifactType\":\"application/vnd.armor.bundle.v1\""), "\(said)")
    }

    /// The schemas of the OCI image specification; that they are strict enough to see a mistake is seen too.
    @Test func schemas() throws {
        let folder = "/usr/share/gocode/src/github.com/opencontainers/image-spec/schema"
        guard Consumers.has(folder) else { return }
        let place = try Self.place()
        let script = fixtures().appending(path: "consumers/layout.py").path
        let check = ["-W", "ignore", script, folder, "b"]
        guard let (status, said) = try Consumers.run(Consumers.python, check, in: place.url) else { return }
        #expect(status == 0 && said == "", "\(said)")
        let index = place.url.appending(path: "b/index.json")
        let wrong = try text(index).replacing("\"size\":", with: "\"size\":\"x\",\"was\":")
        try Data(wrong.utf8).write(to: index)
        #expect(try Consumers.run(Consumers.python, check, in: place.url)?.said.contains("manifests/0/size") == true)
    }
}
