import ArmorSource

/// What an AppArmor kernel can enforce, as it tells in `/sys/kernel/security/apparmor/features` and as
/// apparmor_parser takes it in a features file.
///
/// A tree of names; each leaf holds a value, most often a list of words. Kept flat, as `caps/mask` → `chown kill …`.
package struct Features: Sendable, Equatable {
    /// Leaves by their path.
    package private(set) var values: [String: String]

    /// Limits of a features file: real ones have 2.5 kB, 60 leaves and four levels.
    package static let sizeLimit = 1 << 16
    package static let leafLimit = 1_024
    package static let depthLimit = 8

    /// A tree of these leaves.
    package init(values: [String: String]) { self.values = values }

    /// Whether a kernel has something: a leaf or a folder of that path whose value is not `no`, or a word of a mask.
    /// `caps/mask`, `network_v8`, `namespaces/mask/userns_create` and, for short, `namespaces/userns_create` all work.
    package func has(_ path: String) -> Bool {
        if let value = values[path] { return value != "no" }
        if values.keys.contains(where: { $0.hasPrefix(path + "/") }) { return true }
        guard let slash = path.lastIndex(of: "/") else { return false }
        let parent = String(path[..<slash])
        let word = String(path[path.index(after: slash)...])
        return mask(parent).contains(word) || mask("\(parent)/mask").contains(word)
    }

    /// The words of a leaf; empty where there is none.
    package func mask(_ path: String) -> Set<String> {
        Set((values[path] ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// The number in a leaf, as in `0x000001`; none where there is none.
    package func number(_ path: String) -> Int? {
        guard let value = values[path] else { return nil }
        return value.hasPrefix("0x") ? Int(value.dropFirst(2), radix: 16) : Int(value)
    }

    /// The same as a features file: names in the order of their bytes, as apparmor_parser 4 writes them.
    package var text: String {
        var text = ""
        var open: [Substring] = []
        let leaves = values.map { (path: $0.key.split(separator: "/"), value: $0.value) }
            .sorted { $0.path.lexicographicallyPrecedes($1.path) }
        for (path, value) in leaves {
            let shared = zip(open, path.dropLast()).prefix { $0 == $1 }.count
            text += String(repeating: "}\n", count: open.count - shared)
            for name in path[shared...] { text += "\(name) {" }
            text += "\(value)\n}\n"
            open = Array(path.dropLast())
        }
        return text + String(repeating: "}\n", count: open.count)
    }
}
