package import ArmorImage
import ArmorSource

/// Bytes in memory.
package struct MemoryBytes: ByteSource {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var count: Int { bytes.count }

    package func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8] {
        guard offset >= 0, offset < bytes.count, limit > 0 else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + min(limit, bytes.count))])
    }
}

/// An image's files in memory; none of them is packed.
package struct MemoryStore: ImageStore {
    package var files: [String: [UInt8]] = [:]

    package init(_ files: [String: [UInt8]]) { self.files = files }

    package func file(_ path: String) -> (any ByteSource)? { files[path].map { MemoryBytes($0) } }

    package nonisolated(nonsending) func unpacked(
        _ source: any ByteSource,
        _ packing: Packing,
        limit: Int
    ) async throws(ImageError) -> any ByteSource {
        throw ImageError(.packing(packing.rawValue))
    }
}

/// An image in the forms that engines and tools write.
package struct ImageBuilder {
    package var layers: [[UInt8]]
    /// The member `config`, as JSON.
    package var config: String
    package var name = "registry.example/web:1"
    package var architecture: String

    package init(layers: [[UInt8]], config: String = "{}", architecture: String = ImageReader.ownArchitecture) {
        (self.layers, self.config, self.architecture) = (layers, config, architecture)
    }

    private var configuration: [UInt8] {
        let digests = layers.map { "\"sha256:\(SHA256.hex($0))\"" }.joined(separator: ",")
        return Array(
            """
            {"architecture":"\(architecture)","os":"linux","config":\(config),\
            "rootfs":{"type":"layers","diff_ids":[\(digests)]}}
            """.utf8
        )
    }

    /// What `docker save` writes before version 25.
    package var saved: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let paths = layers.map { "\(SHA256.hex($0))/layer.tar" }
        for (path, layer) in zip(paths, layers) { files[path] = layer }
        let config = "\(SHA256.hex(configuration)).json"
        files[config] = configuration
        let list = paths.map { "\"\($0)\"" }.joined(separator: ",")
        files["manifest.json"] = Array(
            "[{\"Config\":\"\(config)\",\"RepoTags\":[\"\(name)\"],\"Layers\":[\(list)]}]".utf8
        )
        return files
    }

    /// An OCI image layout.
    package func layout() -> [String: [UInt8]] { layout { $0 } }

    /// The same; `pack` packs a layer.
    package func layout(_ pack: ([UInt8]) throws -> [UInt8]) rethrows -> [String: [UInt8]] {
        var files: [String: [UInt8]] = ["oci-layout": Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8)]
        func blob(_ bytes: [UInt8]) -> String {
            let digest = SHA256.hex(bytes)
            files["blobs/sha256/\(digest)"] = bytes
            return "\"digest\":\"sha256:\(digest)\",\"size\":\(bytes.count)"
        }
        let all = try layers.map { "{\(blob(try pack($0)))}" }.joined(separator: ",")
        let manifest = blob(Array("{\"config\":{\(blob(configuration))},\"layers\":[\(all)]}".utf8))
        let platform = "\"platform\":{\"os\":\"linux\",\"architecture\":\"\(architecture)\"}"
        let names = "\"annotations\":{\"org.opencontainers.image.ref.name\":\"\(name)\"}"
        files["index.json"] = Array("{\"manifests\":[{\(manifest),\(platform),\(names)}]}".utf8)
        return files
    }

    /// Files as one archive.
    package static func archive(_ files: [String: [UInt8]]) -> [UInt8] {
        var tar = TarBuilder()
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) { tar.file(name, bytes) }
        return tar.bytes
    }

    /// The image, read.
    package func read() async throws -> Image {
        try await ImageReader(MemoryStore(saved), architecture: architecture).read()
    }
}
