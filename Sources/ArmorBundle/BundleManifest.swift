import ArmorJSON

/// A file as an index or a manifest names it.
struct Descriptor: Equatable {
    let type: String
    let digest: Digest
    let size: Int
    let title: String?

    /// Reads a descriptor with no other keys; annotations have no other than these.
    init(_ value: JSONValue, in file: String, keys: Set<String> = [], annotations: Set<String>) throws(BundleError) {
        let known: Set = ["mediaType", "digest", "size", "annotations"]
        let object = try StrictObject(value, in: file, keys: known.union(keys))
        type = try object.text("mediaType")
        digest = try object.digest("digest")
        size = try object.count("size")
        guard object.has("annotations") else {
            title = nil
            return
        }
        let notes = try StrictObject(try object.value("annotations"), in: file, keys: annotations)
        for key in annotations { _ = try notes.optionalText(key) }
        title = try notes.optionalText(BundleForm.title)
    }

    var path: String { BundleForm.path(ofBlob: digest) }
}

/// What the outer files of a bundle say, which no digest from outside vouches for: read strictly.
struct BundleManifest {
    let statement: Descriptor
    /// The statement's files.
    let layers: [Descriptor]
    let signature: Descriptor?

    /// The paths of all blobs but the manifest's own.
    var paths: Set<String> { Set(([statement] + layers + (signature.map { [$0] } ?? [])).map(\.path)) }

    /// What tools note in the index when they copy or name a bundle; none of it is used.
    private static let notes: Set = [
        "org.opencontainers.image.ref.name", "org.opencontainers.image.created", "io.containerd.image.name",
    ]

    /// The manifest that `index.json` names, which must be the only one.
    static func descriptor(_ index: [UInt8]) throws(BundleError) -> Descriptor {
        let file = BundleForm.indexFile
        let object = try StrictObject(index, in: file, keys: ["schemaVersion", "mediaType", "manifests"])
        guard try object.count("schemaVersion") == 2 else { throw object.malformed("schemaVersion", "not 2") }
        if object.has("mediaType") { try object.require("mediaType", BundleForm.index) }
        let manifests = try object.list("manifests")
        guard manifests.count == 1, let only = manifests.first else { throw BundleError(.several(manifests.count)) }
        let found = try Descriptor(only, in: file, keys: ["artifactType"], annotations: notes)
        guard found.type == BundleForm.manifest else { throw BundleError(.otherKind(found.type)) }
        if let type = only["artifactType"], type.text != BundleForm.artifact {
            throw BundleError(.otherKind(type.text ?? "something without a name"))
        }
        return found
    }

    init(_ bytes: [UInt8]) throws(BundleError) {
        let file = "manifest"
        let keys: Set = ["schemaVersion", "mediaType", "artifactType", "config", "layers"]
        // An image has other keys as well: what it is is said first.
        if let value = try? JSONValue.parse(bytes, limits: JSONLimits(bytes: bytes.count, depth: 8, values: 1 << 17)),
            value["artifactType"]?.text != BundleForm.artifact
        {
            throw BundleError(
                .otherKind(value["artifactType"]?.text ?? value["config"]?["mediaType"]?.text ?? "an image")
            )
        }
        let object = try StrictObject(bytes, in: file, keys: keys)
        guard try object.count("schemaVersion") == 2 else { throw object.malformed("schemaVersion", "not 2") }
        try object.require("mediaType", BundleForm.manifest)
        try object.require("artifactType", BundleForm.artifact)
        statement = try Descriptor(try object.value("config"), in: file, annotations: [])
        guard statement.type == BundleForm.statement else { throw object.malformed("config", "no statement") }
        var layers: [Descriptor] = []
        for value in try object.list("layers") {
            layers.append(try Descriptor(value, in: file, annotations: [BundleForm.title]))
        }
        if layers.last?.type == BundleForm.signature {
            let last = layers.removeLast()
            guard last.title == BundleForm.signatureTitle else { throw object.malformed("layers", "wrongly titled") }
            signature = last
        } else {
            signature = nil
        }
        self.layers = layers
    }
}
