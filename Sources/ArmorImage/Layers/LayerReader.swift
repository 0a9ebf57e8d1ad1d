import ArmorSource

/// Something odd in an image that did not keep it from being read.
package struct ImageFinding: Sendable, Equatable {
    /// Stable, in kebab case.
    package let code: String
    /// One sentence without a full stop; names in it are safe to print.
    package let message: String

    package init(_ code: String, _ message: String) { (self.code, self.message) = (code, message) }

    /// Bytes of an image as a person may see them.
    static func name(_ bytes: [UInt8]) -> String { printable(String(decoding: bytes.prefix(256), as: UTF8.self)) }
}

/// Puts the entries of a layer over a tree, as engines do (OCI image specification, "Image Layer Filesystem Changeset").
struct LayerReader {
    private(set) var tree = FileTree()
    private(set) var findings: [ImageFinding] = []
    /// Whether names that begin with `.wh.` mean that something goes. They do not in the archive around the layers.
    private let hasWhiteouts: Bool
    private let limits: ImageLimits
    private var entries = 0

    /// More of them help nobody.
    private static let findingLimit = 32
    private static let whiteout = Array(".wh.".utf8)
    private static let opaque = Array(".wh..wh..opq".utf8)

    init(hasWhiteouts: Bool, limits: ImageLimits) {
        self.hasWhiteouts = hasWhiteouts
        self.limits = limits
    }

    /// Reads a layer; the lowest has the number 0.
    mutating func add(_ source: any ByteSource, layer: Int) throws(ImageError) {
        var reader = TarReader(source, limits: limits)
        while let entry = try reader.next() {
            entries += 1
            guard entries <= limits.entries else { throw ImageError(.tooLarge("\(limits.entries) entries")) }
            add(entry, layer: layer)
            // Folders that are made for a deep name count too.
            guard tree.files.count <= limits.entries else { throw ImageError(.tooLarge("\(limits.entries) files")) }
        }
    }

    private mutating func add(_ entry: TarEntry, layer: Int) {
        var components = FileTree.components(entry.name)
        guard !components.contains(Byte.dots) else {
            return find(
                "entry-outside",
                "the entry \"\(ImageFinding.name(entry.name))\" leads out of the image and is left out"
            )
        }
        guard components.count <= limits.pathDepth else {
            return find("entry-too-deep", "an entry lies deeper than \(limits.pathDepth) folders and is left out")
        }
        guard let name = components.popLast() else {
            if entry.kind == .directory { tree.putRoot(file(entry, layer: layer)) }
            return
        }
        guard let folder = tree.folder(components, layer: layer) else {
            let path = ImageFinding.name(entry.name)
            return find(
                "entry-in-no-folder",
                "the entry \"\(path)\" lies in something that is no folder and is left out"
            )
        }
        if hasWhiteouts, name.starts(with: Self.whiteout) {
            return remove(name, in: folder, layer: layer)
        }
        switch entry.kind {
        case .hardLink: link(entry, as: name, in: folder)
        default: tree.put(file(entry, layer: layer), as: name, in: folder)
        }
    }

    private mutating func remove(_ name: [UInt8], in folder: Int, layer: Int) {
        if name == Self.opaque { return tree.whiteOutAll(in: folder, layer: layer) }
        let rest = Array(name.dropFirst(Self.whiteout.count))
        // `.wh..wh.` is what old union file systems kept for themselves.
        guard !rest.isEmpty, !rest.starts(with: Self.whiteout) else { return }
        tree.whiteOut(rest, in: folder, layer: layer)
    }

    private mutating func link(_ entry: TarEntry, as name: [UInt8], in folder: Int) {
        var components = FileTree.components(entry.target)
        guard !components.contains(Byte.dots), let last = components.popLast(),
            let place = try? tree.find(FileTree.path(components)),
            let number = place.file.children[last], tree.files[number].kind != .directory
        else {
            let path = ImageFinding.name(entry.name)
            return find("link-to-nothing", "the hard link \"\(path)\" is of no file of the image and is left out")
        }
        tree.link(number, as: name, in: folder)
    }

    private func file(_ entry: TarEntry, layer: Int) -> FileTree.File {
        let kind: FileTree.Kind =
            switch entry.kind {
            case .file, .hardLink: .file
            case .link: .link
            case .directory: .directory
            case .device: .device
            case .pipe: .pipe
            case .other: .other
            }
        return FileTree.File(
            kind: kind,
            mode: entry.mode,
            owner: entry.owner,
            group: entry.group,
            target: entry.target,
            hasCapabilities: entry.hasCapabilities,
            content: entry.content,
            layer: layer
        )
    }

    private mutating func find(_ code: String, _ message: String) {
        if findings.count < Self.findingLimit { findings.append(ImageFinding(code, message)) }
    }
}
