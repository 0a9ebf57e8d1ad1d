import ArmorJSON
import ArmorSource

/// Which files an image is made of: its configuration and its layers, the lowest first.
struct ImageManifest: Equatable {
    /// A file of the store, and the digest that it must have where its name or who refers to it says so.
    struct File: Equatable {
        let path: String
        /// 64 lower-case hexadecimal digits of SHA-256.
        let digest: String?
    }

    let name: String?
    let config: File
    let layers: [File]
}

/// Finds the one image of a store.
struct ManifestFinder {
    let store: any ImageStore
    let limits: ImageLimits
    /// As OCI calls it: `amd64`, `arm64`.
    let architecture: String

    /// The annotations that hold a name, the fuller first (OCI image specification, containerd).
    private static let names = ["io.containerd.image.name", "org.opencontainers.image.ref.name"]
    /// An index may refer to an index; one more than engines write.
    private static let indexDepth = 4

    /// What `docker save` wrote is read by its own manifest, which newer engines write beside OCI's.
    func find() throws(ImageError) -> ImageManifest {
        if let list = try json("manifest.json", digest: nil, isOptional: true) { return try saved(list) }
        guard let index = try json("index.json", digest: nil, isOptional: true) else { throw ImageError(.unknownForm) }
        return try descend(index, name: nil, depth: 0)
    }

    // MARK: docker save

    /// `[{"Config": PATH, "RepoTags": […], "Layers": [PATH…]}]`.
    private func saved(_ list: JSONValue) throws(ImageError) -> ImageManifest {
        guard let images = list.elements else { throw malformed("manifest.json", "it is no list") }
        let names = images.flatMap { ($0["RepoTags"]?.elements ?? []).compactMap(\.text) }
        guard images.count <= 1 else { throw ImageError(.several(Array(names.prefix(8)))) }
        guard let image = images.first, let config = image["Config"]?.text, let layers = image["Layers"]?.elements
        else {
            throw malformed("manifest.json", "it names no image")
        }
        var files: [ImageManifest.File] = []
        for layer in layers {
            guard let path = layer.text else { throw malformed("manifest.json", "a layer is no path") }
            files.append(ImageManifest.File(path: path, digest: Self.blobDigest(path)))
        }
        let digest = Self.blobDigest(config) ?? Self.configDigest(config)
        return ImageManifest(name: names.first, config: ImageManifest.File(path: config, digest: digest), layers: files)
    }

    /// The digest in `blobs/sha256/DIGEST`.
    private static func blobDigest(_ path: String) -> String? {
        path.hasPrefix("blobs/sha256/") ? digest(path.dropFirst("blobs/sha256/".count)) : nil
    }

    /// The digest in `DIGEST.json`.
    private static func configDigest(_ path: String) -> String? {
        path.hasSuffix(".json") ? digest(path.dropLast(".json".count)) : nil
    }

    private static func digest(_ text: Substring) -> String? {
        let isDigest =
            text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isDigest ? String(text) : nil
    }

    // MARK: OCI

    private func descend(_ index: JSONValue, name: String?, depth: Int) throws(ImageError) -> ImageManifest {
        guard depth < Self.indexDepth, let all = index["manifests"]?.elements else {
            throw malformed("index.json", "it names no manifests")
        }
        // What is for no platform is no image: a signature, what an image was built from.
        let images = all.filter { $0["platform"]?["os"]?.text ?? "linux" == "linux" }
        let fitting = images.filter { $0["platform"]?["architecture"]?.text ?? architecture == architecture }
        guard let image = fitting.first else {
            let others = images.compactMap { $0["platform"]?["architecture"]?.text }
            throw ImageError(.otherArchitecture(architecture, Array(others.prefix(8))))
        }
        let named = fitting.compactMap(Self.name)
        // Of one index alone several are several images; below it they are one for several machines.
        if depth == 0, fitting.count > 1, Set(named).count > 1 { throw ImageError(.several(Array(named.prefix(8)))) }
        let file = try blob(image)
        guard let manifest = try json(file.path, digest: file.digest, isOptional: false) else {
            throw ImageError(.missing(file.path))
        }
        let name = name ?? Self.name(image)
        guard manifest["manifests"] == nil else { return try descend(manifest, name: name, depth: depth + 1) }
        guard let config = manifest["config"], let layers = manifest["layers"]?.elements else {
            throw malformed(file.path, "it has no layers")
        }
        var files: [ImageManifest.File] = []
        for layer in layers { files.append(try blob(layer)) }
        return ImageManifest(name: name, config: try blob(config), layers: files)
    }

    /// The digest that registries call the image by: of the manifest, or of the index for several machines, that the outermost
    /// index names alone.
    func reference() throws(ImageError) -> String {
        guard let index = try json("index.json", digest: nil, isOptional: true) else { throw ImageError(.unknownForm) }
        guard let all = index["manifests"]?.elements, let only = all.first else {
            throw malformed("index.json", "it names no manifests")
        }
        guard all.count == 1 else { throw ImageError(.several(Array(all.compactMap(Self.name).prefix(8)))) }
        let file = try blob(only)
        guard try json(file.path, digest: file.digest, isOptional: false) != nil, let digest = file.digest else {
            throw ImageError(.missing(file.path))
        }
        return "sha256:\(digest)"
    }

    private static func name(_ descriptor: JSONValue) -> String? {
        names.lazy.compactMap { descriptor["annotations"]?[$0]?.text }.first
    }

    /// The file that a descriptor stands for. Only SHA-256 is known: the other that OCI has is hardly used.
    private func blob(_ descriptor: JSONValue) throws(ImageError) -> ImageManifest.File {
        let type = descriptor["mediaType"]?.text ?? ""
        guard !type.contains(text: "encrypted") else { throw ImageError(.packing(String(type.prefix(128)))) }
        guard let text = descriptor["digest"]?.text, text.hasPrefix("sha256:"),
            let digest = Self.digest(text.dropFirst("sha256:".count))
        else { throw malformed("index.json", "a digest is none of SHA-256") }
        return ImageManifest.File(path: "blobs/sha256/\(digest)", digest: digest)
    }

    // MARK: Reading

    /// A JSON file of the store, whose digest is checked first.
    func json(_ path: String, digest: String?, isOptional: Bool) throws(ImageError) -> JSONValue? {
        guard let file = try store.file(path) else {
            if isOptional { return nil }
            throw ImageError(.missing(path))
        }
        guard let bytes = try file.all(limit: limits.jsonBytes) else {
            throw ImageError(.tooLarge("\(limits.jsonBytes >> 20) MiB in \(path)"))
        }
        if let digest, try file.digest() != digest { throw ImageError(.digest(path)) }
        do { return try JSONValue.parse(bytes) } catch { throw malformed(path, error.message) }
    }

    private func malformed(_ path: String, _ what: String) -> ImageError { ImageError(.malformed(path, what)) }
}
