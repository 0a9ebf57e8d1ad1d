/// An image that was read and not run.
package struct Image: Sendable {
    /// What its archive calls it, such as `nginx:1.27`; none where it has no name.
    package let name: String?
    /// Its configuration's digest, by which Docker calls an image: 64 lower-case hexadecimal digits.
    package let id: String
    package let config: ImageConfig
    package let tree: FileTree
    /// What was odd about it.
    package let findings: [ImageFinding]
    /// The layers that the files' contents lie in.
    private let layers: [any ByteSource]

    package init(
        name: String?,
        id: String,
        config: ImageConfig,
        tree: FileTree,
        findings: [ImageFinding],
        layers: [any ByteSource]
    ) {
        (self.name, self.id, self.config, self.tree) = (name, id, config, tree)
        (self.findings, self.layers) = (findings, layers)
    }

    /// The bytes of a file; none of anything else.
    package func content(_ file: FileTree.File) -> any ByteSource {
        guard file.kind == .file, layers.indices.contains(file.layer) else { return ByteSlice.empty }
        return ByteSlice(layers[file.layer], file.content)
    }

    /// The beginning of a file; none where it cannot be read.
    package func beginning(_ file: FileTree.File, limit: Int) -> [UInt8] {
        (try? content(file).read(at: 0, limit: limit)) ?? []
    }

    /// The lines of a small text file of the image, such as `/etc/passwd`; none where there is none.
    package func lines(_ path: String, limit: Int = 1 << 20) -> [[UInt8]] {
        guard let found = tree.file(path), found.file.kind == .file else { return [] }
        return beginning(found.file, limit: limit).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }
}
