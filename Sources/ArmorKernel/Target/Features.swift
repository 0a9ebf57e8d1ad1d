/// What a kernel's AppArmor can mediate: the tree that it shows in `/sys/kernel/security/apparmor/features`, also in the
/// one-file form that `apparmor_parser -M` takes: `caps {mask {chown … }\n}`.
package struct Features: Sendable, Hashable {
    /// A folder's entries, or the words that a file holds.
    indirect enum Node: Sendable, Hashable {
        case folder([String: Node])
        case words([String])
    }

    let root: [String: Node]

    init(root: [String: Node]) { self.root = root }

    /// Whether there is a folder, a file or a word of a file at a path such as `namespaces/mask/userns_create`.
    package func has(_ path: String) -> Bool {
        var nodes = root
        let parts = path.split(separator: "/").map(String.init)
        for (index, part) in parts.enumerated() {
            guard let node = nodes[part] else { return false }
            switch node {
            case .folder(let entries): nodes = entries
            case .words(let words):
                let rest = parts[(index + 1)...]
                return rest.isEmpty || (rest.count == 1 && rest.first.map(words.contains) == true)
            }
        }
        return !parts.isEmpty
    }

    /// The words of a file; none where there is no such file.
    package func words(_ path: String) -> [String]? {
        var node = Node.folder(root)
        for part in path.split(separator: "/").map(String.init) {
            guard case .folder(let entries) = node, let next = entries[part] else { return nil }
            node = next
        }
        if case .words(let words) = node { return words }
        return nil
    }

    /// The one-file form, entries in alphabetical order.
    package var text: String { Self.text(root) }

    private static func text(_ entries: [String: Node]) -> String {
        entries.sorted { $0.key < $1.key }.map { name, node in
            switch node {
            case .folder(let inner): "\(name) {\(text(inner))}\n"
            case .words(let words): "\(name) {\(words.joined(separator: " "))\n}\n"
            }
        }.joined()
    }
}
