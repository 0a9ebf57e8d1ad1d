import ArmorGlob

/// Entries by the bytes that all their paths begin with, so that a path is compared only with entries that may match it:
/// learned policies have thousands of rules, and each lint asks about hundreds of paths.
struct PathIndex<Entry: Sendable>: Sendable {
    /// Entries whose paths begin with the same bytes.
    private struct Group: Sendable {
        let prefix: [UInt8]
        var entries: [Entry]
        /// The group with the longest proper prefix of this one's prefix.
        var parent: Int?
    }

    /// Entries that match exactly one path, by that path.
    private var literals: [[UInt8]: [Entry]] = [:]
    /// The others, in the order of their prefixes. Entries without a glob have the empty prefix.
    private var groups: [Group] = []

    /// - Parameter entries: each with the glob of its paths; `nil` for every path.
    init(_ entries: [(entry: Entry, glob: Glob?)]) {
        var byPrefix: [[UInt8]: [Entry]] = [:]
        for (entry, glob) in entries {
            if let only = glob?.literalBytes {
                literals[only, default: []].append(entry)
            } else {
                byPrefix[glob?.literalPrefix ?? [], default: []].append(entry)
            }
        }
        groups = byPrefix.map { Group(prefix: $0, entries: $1, parent: nil) }
            .sorted { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        // A prefix comes after all its own prefixes, so that those still open form a stack.
        var open: [Int] = []
        for index in groups.indices {
            while let last = open.last, !groups[index].prefix.starts(with: groups[last].prefix) { open.removeLast() }
            groups[index].parent = open.last
            open.append(index)
        }
    }

    /// Calls `body` with every entry that may match a path, and with some that do not.
    func forEach(near path: [UInt8], _ body: (Entry) -> Void) {
        literals[path]?.forEach(body)
        var next = last(notAfter: path)
        while let index = next {
            if path.starts(with: groups[index].prefix) { groups[index].entries.forEach(body) }
            next = groups[index].parent
        }
    }

    /// The last group whose prefix is not after a path. All prefixes of the path are this group's or its parents': each
    /// is between them and the path, and so begins both.
    private func last(notAfter path: [UInt8]) -> Int? {
        var low = 0
        var high = groups.count
        while low < high {
            let middle = low + (high - low) / 2
            if path.lexicographicallyPrecedes(groups[middle].prefix) { high = middle } else { low = middle + 1 }
        }
        return low > 0 ? low - 1 : nil
    }
}
