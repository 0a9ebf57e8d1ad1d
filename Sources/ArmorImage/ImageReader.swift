import ArmorJSON
import ArmorSource

/// Reads an image: an OCI image layout, or what `docker save` writes, in either of its forms.
package struct ImageReader: Sendable {
    private let store: any ImageStore
    private let limits: ImageLimits
    private let architecture: String

    /// - Parameter architecture: of the images for several machines the one for this, as OCI calls it.
    package init(
        _ store: any ImageStore,
        architecture: String = ImageReader.ownArchitecture,
        limits: ImageLimits = ImageLimits()
    ) {
        self.store = store
        self.architecture = architecture
        self.limits = limits
    }

    /// What the OCI calls this program's machine (Go's `GOARCH`).
    package static var ownArchitecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #elseif arch(riscv64)
            "riscv64"
        #else
            "unknown"
        #endif
    }

    /// Reads everything, and holds each part against the digest that it is called by: the configuration against its name,
    /// the layers against theirs and, unpacked, against those of the configuration.
    package nonisolated(nonsending) func read() async throws(ImageError) -> Image {
        let finder = ManifestFinder(store: store, limits: limits, architecture: architecture)
        let manifest = try finder.find()
        guard manifest.layers.count <= limits.layers else { throw ImageError(.tooLarge("\(limits.layers) layers")) }
        let file = manifest.config
        guard let source = try store.file(file.path),
            let config = try finder.json(file.path, digest: file.digest, isOptional: false)
        else { throw ImageError(.missing(file.path)) }
        let digests = (config["rootfs"]?["diff_ids"]?.elements ?? []).map { $0.text ?? "" }
        guard digests.count == manifest.layers.count else {
            throw ImageError(
                .malformed(file.path, "it speaks of \(digests.count) layers, not of \(manifest.layers.count)")
            )
        }
        var reader = LayerReader(hasWhiteouts: true, limits: limits)
        var layers: [any ByteSource] = []
        for (number, layer) in manifest.layers.enumerated() {
            let source = try await unpacked(layer)
            guard digests[number] == "sha256:\(try source.digest())" else { throw ImageError(.digest(layer.path)) }
            try reader.add(source, layer: number)
            layers.append(source)
        }
        return Image(
            name: manifest.name,
            id: try source.digest(),
            config: ImageConfig(config["config"]),
            tree: reader.tree,
            findings: reader.findings,
            layers: layers
        )
    }

    /// The digest that registries call the image of an OCI layout by, `sha256:…`; nothing but its manifest is read.
    package func reference() throws(ImageError) -> String {
        try ManifestFinder(store: store, limits: limits, architecture: architecture).reference()
    }

    /// A layer as a plain archive. What is packed is held against its digest before a program unpacks it.
    private nonisolated(nonsending) func unpacked(_ layer: ImageManifest.File) async throws(ImageError)
        -> any ByteSource
    {
        guard let source = try store.file(layer.path) else { throw ImageError(.missing(layer.path)) }
        guard source.count <= limits.layerBytes else { throw ImageError(.tooLarge("\(limits.layerBytes >> 30) GiB")) }
        guard let packing = Packing(try source.read(at: 0, limit: 4)) else { return source }
        if let digest = layer.digest, try source.digest() != digest { throw ImageError(.digest(layer.path)) }
        return try await store.unpacked(source, packing, limit: limits.layerBytes)
    }
}
