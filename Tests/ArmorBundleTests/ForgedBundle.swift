import ArmorBundle
import ArmorSignature
import ArmorTestSupport
import Foundation

/// A bundle in memory.
struct MemoryFiles: BundleFiles {
    var files: [String: [UInt8]]

    func names(_ folder: String, limit: Int) throws(BundleError) -> [String] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let below = files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        guard !below.isEmpty else { throw BundleError(.missing(folder)) }
        // A path that ends in `/` is an empty folder.
        let names = Set(below.compactMap { $0.split(separator: "/").first.map(String.init) })
        return Array(names.sorted().prefix(limit + 1))
    }

    func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8] {
        guard let bytes = files[path] else { throw BundleError(.missing(path)) }
        guard bytes.count <= limit else { throw BundleError(.tooLarge(path, limit)) }
        return bytes
    }

    func read(key: PublicKey? = nil, limits: BundleLimits = BundleLimits()) throws(BundleError) -> VerifiedBundle {
        try BundleReader(self, limits: limits).read(key: key)
    }
}

/// A bundle whose parts a test may change before digests are made of them: all fits that the test leaves alone.
struct ForgedBundle {
    struct Layer {
        var type: String
        var title: String
        var bytes: [UInt8]
    }

    var statement: String
    var layers: [Layer]
    /// Changes the manifest's text, with the digests in it.
    var manifest: (String) -> String = { $0 }
    /// Changes the index's text, with the manifest's digest in it.
    var index: (String) -> String = { $0 }
    /// Put beside what fits, or in its place.
    var others: [String: [UInt8]] = [:]
    var removed: [String] = []

    /// One of two small policies, the first of which extends a file.
    init() {
        let statement = Self.whole
        self.statement = String(decoding: statement.bytes, as: UTF8.self)
        layers = statement.files.map { Layer(type: $0.role.rawValue, title: $0.name, bytes: Self.bytes($0.name)) }
    }

    static let whole = BundleStatement(
        generator: "armor 0.1.0",
        image: Digest(of: [1]),
        target: BundleTarget(name: "debian12", digest: Digest(of: [2])),
        policies: [
            BundledPolicy(
                name: "web",
                digest: Digest(of: [3]),
                policy: file("web/text/web.toml", .policy),
                extends: [file("web/text/base.toml", .policy)],
                profile: file("web/profile", .profile),
                seccomp: file("web/seccomp.json", .seccomp)
            ),
            BundledPolicy(
                name: "db",
                digest: Digest(of: [4]),
                policy: file("db/text/db.toml", .policy),
                extends: [],
                profile: file("db/profile", .profile),
                seccomp: nil
            ),
        ]
    )

    static let contents = Dictionary(whole.files.map { ($0.name, bytes($0.name)) }) { first, _ in first }

    private static func bytes(_ name: String) -> [UInt8] { Array("# \(name)\n".utf8) }

    private static func file(_ name: String, _ role: BundleRole) -> BundleFile {
        BundleFile(name: name, role: role, bytes(name))
    }

    /// Changes the statement's text wherever it has another.
    mutating func say(_ new: String, for old: String) { statement = statement.replacing(old, with: new) }

    /// Signs the statement as it is now.
    mutating func sign(_ key: SecretKey) throws {
        let signature = try key.sign(Array(statement.utf8), trustedComment: "armor statement")
        layers.append(Layer(type: BundleForm.signature, title: "statement.minisig", bytes: signature.file))
    }

    var files: MemoryFiles {
        var files: [String: [UInt8]] = ["oci-layout": Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)]
        func put(_ type: String, _ bytes: [UInt8], title: String? = nil) -> String {
            let digest = Digest(of: bytes)
            files["blobs/sha256/\(digest.hex)"] = bytes
            let note = title.map { ",\"annotations\":{\"org.opencontainers.image.title\":\"\($0)\"}" } ?? ""
            return "{\"mediaType\":\"\(type)\",\"digest\":\"\(digest.text)\",\"size\":\(bytes.count)\(note)}"
        }
        let config = put(BundleForm.statement, Array(statement.utf8))
        let list = layers.map { put($0.type, $0.bytes, title: $0.title) }.joined(separator: ",")
        let text = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
            "artifactType":"\(BundleForm.artifact)","config":\(config),"layers":[\(list)]}
            """
        let manifest = put("application/vnd.oci.image.manifest.v1+json", Array(self.manifest(text).utf8))
        let index = "{\"schemaVersion\":2,\"manifests\":[\(manifest)]}"
        files["index.json"] = Array(self.index(index).utf8)
        files.merge(others) { $1 }
        for path in removed { files[path] = nil }
        return MemoryFiles(files: files)
    }

    static func secretKey() throws -> SecretKey {
        guard case .open(let key) = try SecretKeyFile.read(try contents(fixtures().appending(path: "open.key"))) else {
            throw SignatureFailure()
        }
        return key
    }

    static func publicKey(_ name: String = "open.pub") throws -> PublicKey {
        try PublicKey.read(try ArmorTestSupport.contents(fixtures().appending(path: name)))
    }

    private struct SignatureFailure: Error {}

    private static func contents(_ file: URL) throws -> [UInt8] { try ArmorTestSupport.contents(file) }
}
