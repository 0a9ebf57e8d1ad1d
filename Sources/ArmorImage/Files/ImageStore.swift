/// The files that an image is kept in. Reading them needs a host; unpacking needs programs.
package protocol ImageStore: Sendable {
    /// The bytes of a file by its path in the layout, such as `blobs/sha256/…`; none where there is none. Only regular
    /// files are: links are not followed out of the store.
    func file(_ path: String) throws(ImageError) -> (any ByteSource)?

    /// What packed bytes hold, at most so many.
    nonisolated(nonsending) func unpacked(
        _ source: any ByteSource,
        _ packing: Packing,
        limit: Int
    ) async throws(ImageError) -> any ByteSource
}

/// How a layer is packed.
package enum Packing: String, Sendable {
    case gzip, zstd

    /// What the first bytes say (RFC 1952, RFC 8878); none where they are plain.
    package init?(_ beginning: [UInt8]) {
        if beginning.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if beginning.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            return nil
        }
    }
}

/// What a tar archive holds, as a store: what `docker save` writes, or an OCI layout in an archive.
package struct ArchiveIndex: Sendable {
    private let source: any ByteSource
    private let tree: FileTree

    /// Reads where its files lie.
    package init(_ source: any ByteSource, limits: ImageLimits = ImageLimits()) throws(ImageError) {
        var reader = LayerReader(hasWhiteouts: false, limits: limits)
        try reader.add(source, layer: 0)
        self.source = source
        tree = reader.tree
    }

    /// A file of the archive. Older engines wrote a layer that is there twice as a link to the first, which is followed
    /// within the archive.
    package func file(_ path: String) -> (any ByteSource)? {
        guard let found = tree.file("/\(path)"), found.file.kind == .file else { return nil }
        return ByteSlice(source, found.file.content)
    }
}
