/// The files of an image: what its layers come to, one over the other.
///
/// Names are bytes, links are followed in here alone: nothing of the host is ever looked at.
package struct FileTree: Sendable {
    package enum Kind: Sendable, Equatable { case file, link, directory, device, pipe, other }

    /// A file with all that is known of it.
    package struct File: Sendable {
        package var kind: Kind
        /// The permission bits with set-user-id, set-group-id and sticky.
        package var mode: Int
        package var owner: Int
        package var group: Int
        /// Where a link points.
        package var target: [UInt8]
        /// Whether it has file capabilities.
        package var hasCapabilities: Bool
        /// Where a file's content lies: bytes of a layer.
        var content: Range<Int>
        /// The layer that it came with last.
        var layer: Int
        var children: [[UInt8]: Int] = [:]

        /// Bytes of content.
        package var size: Int { content.count }
        package var isExecutable: Bool { kind == .file && mode & 0o111 != 0 }
        package var isSetUser: Bool { kind == .file && mode & 0o6000 != 0 }

        /// A folder that no archive speaks of, such as that of a file in one.
        static func folder(layer: Int) -> File {
            File(
                kind: .directory,
                mode: 0o755,
                owner: 0,
                group: 0,
                target: [],
                hasCapabilities: false,
                content: 0..<0,
                layer: layer
            )
        }
    }

    /// Where a file is found.
    package struct Found: Sendable {
        /// Without links: how the kernel calls it. `/` alone is the root.
        package let path: [UInt8]
        package let file: File
    }

    /// Why nothing is found.
    package enum Failure: Error, Sendable, Equatable {
        case missing
        /// More links than the kernel follows.
        case loop
    }

    /// `MAXSYMLINKS` of Linux.
    private static let linkLimit = 40
    /// Parts of a path with those of all links in it; no path that is meant to be used comes near it.
    private static let stepLimit = 1_024
    /// Links of folders that may still be followed while layers are read: an enemy's could be made to take for ever.
    private var linksLeft = 4_000_000
    static let root = 0

    private(set) var files: [File]

    package init() {
        files = [File.folder(layer: -1)]
    }

    // MARK: Asking

    /// The file of an absolute path, or of one below a folder; links are followed, `..` of the root is the root.
    package func find(_ path: [UInt8], below folder: [UInt8] = [Byte.slash]) throws(Failure) -> Found {
        let place = try walk(path.first == Byte.slash ? path : folder + [Byte.slash] + path)
        return Found(path: Self.path(place.map(\.name)), file: files[place.last?.number ?? Self.root])
    }

    /// The same; none where there is none.
    package func file(_ path: String) -> Found? { try? find(Array(path.utf8)) }

    /// The names in a folder, sorted by bytes; empty where it is none.
    package func names(_ path: [UInt8]) -> [[UInt8]] {
        guard let found = try? find(path) else { return [] }
        return found.file.children.keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// All files but folders below a folder, at most so many, with their paths; links are not followed.
    package func all(below path: [UInt8] = [Byte.slash], limit: Int = .max) -> [Found] {
        guard let start = try? find(path) else { return [] }
        var result: [Found] = []
        var waiting = [start]
        while let folder = waiting.popLast(), result.count < limit {
            let prefix = folder.path == [Byte.slash] ? [] : folder.path
            for (name, number) in folder.file.children.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let found = Found(path: prefix + [Byte.slash] + name, file: files[number])
                if found.file.kind == .directory { waiting.append(found) } else { result.append(found) }
            }
        }
        return Array(result.prefix(limit))
    }

    /// All folders, with their paths.
    package func folders(limit: Int) -> [Found] {
        var result: [Found] = []
        var waiting = [Found(path: [Byte.slash], file: files[Self.root])]
        while let folder = waiting.popLast(), result.count < limit {
            result.append(folder)
            let prefix = folder.path == [Byte.slash] ? [] : folder.path
            for (name, number) in folder.file.children where files[number].kind == .directory {
                waiting.append(Found(path: prefix + [Byte.slash] + name, file: files[number]))
            }
        }
        return result.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    typealias Step = (name: [UInt8], number: Int)

    /// The way to a path's file, without links.
    private func walk(_ path: [UInt8]) throws(Failure) -> [Step] {
        var waiting = Self.components(path)[...]
        var place: [Step] = []
        var links = 0
        var steps = 0
        while let name = waiting.popFirst() {
            steps += 1
            guard steps <= Self.stepLimit else { throw .loop }
            if name == Byte.dots {
                _ = place.popLast()
                continue
            }
            let folder = files[place.last?.number ?? Self.root]
            guard folder.kind == .directory, let number = folder.children[name] else { throw .missing }
            guard files[number].kind == .link else {
                place.append((name, number))
                continue
            }
            links += 1
            guard links <= Self.linkLimit else { throw .loop }
            let target = files[number].target
            if target.first == Byte.slash { place = [] }
            waiting = (Self.components(target) + waiting)[...]
        }
        return place
    }

    /// The parts of a path, without those that are empty or `.`.
    static func components(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: Byte.slash).filter { $0 != [Byte.dot] }.map(Array.init)
    }

    static func path(_ components: [[UInt8]]) -> [UInt8] {
        components.isEmpty ? [Byte.slash] : components.flatMap { [Byte.slash] + $0 }
    }

    // MARK: Changing

    /// The number of the folder that a file is to be put in: links of layers below are followed, as engines do, and what is
    /// missing is made. None where something else is in the way.
    mutating func folder(_ components: [[UInt8]], layer: Int) -> Int? {
        var number = Self.root
        var done: [[UInt8]] = []
        for name in components {
            done.append(name)
            if let child = files[number].children[name] {
                if files[child].kind == .directory {
                    number = child
                } else if files[child].kind == .link, followsLink(), let place = try? walk(Self.path(done)),
                    files[place.last?.number ?? Self.root].kind == .directory
                {
                    number = place.last?.number ?? Self.root
                    done = place.map(\.name)
                } else {
                    return nil
                }
            } else {
                let child = append(.folder(layer: layer))
                files[number].children[name] = child
                number = child
            }
        }
        return number
    }

    private mutating func followsLink() -> Bool {
        linksLeft -= 1
        return linksLeft > 0
    }

    /// The number of the file of a name in a folder; none where there is none.
    func child(_ name: [UInt8], of folder: Int) -> Int? { files[folder].children[name] }

    /// Puts a file under a name of a folder. A folder over a folder changes its mode alone.
    mutating func put(_ file: File, as name: [UInt8], in folder: Int) {
        var file = file
        if let old = files[folder].children[name], files[old].kind == .directory, file.kind == .directory {
            file.children = files[old].children
            files[old] = file
        } else {
            files[folder].children[name] = append(file)
        }
    }

    /// Changes what is known of the root itself.
    mutating func putRoot(_ file: File) {
        var file = file
        file.children = files[Self.root].children
        files[Self.root] = file
    }

    /// Gives a file a second name.
    mutating func link(_ number: Int, as name: [UInt8], in folder: Int) { files[folder].children[name] = number }

    /// Takes away what layers below put under a name; what this layer put there stays.
    mutating func whiteOut(_ name: [UInt8], in folder: Int, layer: Int) {
        guard let child = files[folder].children[name] else { return }
        if !keepOnly(layer, child) { files[folder].children[name] = nil }
    }

    /// Takes away all that layers below put into a folder.
    mutating func whiteOutAll(in folder: Int, layer: Int) {
        for name in files[folder].children.keys { whiteOut(name, in: folder, layer: layer) }
    }

    /// Whether anything of this layer is left of a file. ``ImageLimits/pathDepth`` bounds the recursion.
    private mutating func keepOnly(_ layer: Int, _ number: Int) -> Bool {
        guard files[number].kind == .directory else { return files[number].layer == layer }
        for (name, child) in files[number].children where !keepOnly(layer, child) {
            files[number].children[name] = nil
        }
        return files[number].layer == layer || !files[number].children.isEmpty
    }

    private mutating func append(_ file: File) -> Int {
        files.append(file)
        return files.count - 1
    }
}

/// Bytes that mean something in paths.
enum Byte {
    static let slash = UInt8(ascii: "/")
    static let dot = UInt8(ascii: ".")
    static let dots = [UInt8(ascii: "."), UInt8(ascii: ".")]
}
