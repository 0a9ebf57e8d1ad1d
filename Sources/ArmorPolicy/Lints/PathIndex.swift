import ArmorGlob

/// Entries by the folder in which all their paths lie, so that a path is asked only of those that may match: learned
/// policies have thousands of rules, and each lint asks hundreds of paths.
struct PathIndex<Entry: Sendable>: Sendable {
    /// By folder, its final slash included; those that may be anywhere are under none.
    private var folders: [[UInt8]: [Entry]] = [:]
    /// By the only path.
    private var literals: [[UInt8]: [Entry]] = [:]

    /// Adds an entry whose paths a glob gives; without one, every path is.
    mutating func insert(_ entry: Entry, at glob: Glob?) {
        guard let glob else { return folders[[], default: []].append(entry) }
        if let only = glob.literalBytes { return literals[only, default: []].append(entry) }
        // Cut at the first byte that is no plain letter of a path: an escape or a variable counts as unknown.
        let plain = Array(glob.text.utf8.prefix { !#"\*?[{@"#.utf8.contains($0) })
        let end = plain.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        folders[Array(plain[..<end]), default: []].append(entry)
    }

    /// The entries that may have this path, and some that have not.
    func entries(near path: [UInt8]) -> [Entry] {
        var found = literals[path] ?? []
        found += folders[[]] ?? []
        for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") {
            if let more = folders[Array(path[...index])] { found += more }
        }
        return found
    }
}
