import ArmorGlob
import ArmorPolicy
import ArmorSource

/// Folders and files that mount namespaces can make writable or hide, from the globs of a policy.
struct HostPaths {
    struct Item {
        let path: String
        /// Whether it takes in more than the rules that it comes from.
        let isWider: Bool
        let place: Place?
    }

    /// A grant of writing that no folder holds; none if each one has its folder.
    private(set) var whole: Item?
    /// Folders, none of which is in another, sorted.
    private(set) var writable: [Item] = []
    /// What is denied in every way, sorted.
    private(set) var inaccessible: [Item] = []
    /// Whether no rule that allows names anything below the homes.
    private(set) var staysOutOfHomes = true

    /// Alternatives of one glob; past it, what they have in common at the beginning is taken.
    private static let most = 256
    /// How much a question about homes may cost; past it, homes stay in sight.
    private static let limits = AutomatonLimits(states: 5_000)

    /// `tmpfs` are paths that are writable anyway.
    init(_ policy: Policy, beside tmpfs: [String]) {
        let rules = ([policy.main] + policy.main.children.map(\.body)).flatMap(\.rules).map(RawReading.interpreted)
        let homes = ["/home/**", "/root/**", "/run/user/**"].compactMap { try? Glob.parse($0) }
        for rule in rules {
            if rule.action == .allow, rule.value is AllRule || rule.value is RawRule { take(nil, rule) }
            guard let file = rule.value as? FileRule else { continue }
            switch rule.action {
            case .allow:
                if file.writes { take(file.path, rule) }
                staysOutOfHomes = staysOutOfHomes && homes.allSatisfy { Self.isApart(file.path, $0) }
            case .deny: shut(file, rule)
            }
        }
        let free = ["/dev", "/proc", "/sys", "/tmp", "/var/tmp"] + tmpfs
        writable = Self.outermost(writable).filter { item in !free.contains { Self.isInside(item.path, $0) } }
        inaccessible = Self.outermost(inaccessible)
    }

    private static func isApart(_ path: Glob?, _ home: Glob) -> Bool {
        guard let path, let plain = try? path.expandedVariables else { return false }
        return intersection(plain, home, limits: limits) == .disjoint
    }

    private mutating func take(_ path: Glob?, _ rule: Rule) {
        guard let path, let plain = try? path.expandedVariables else {
            whole = whole ?? Item(path: "/", isWider: false, place: rule.origin?.place)
            return
        }
        for glob in plain.alternatives(limit: Self.most) ?? [plain] {
            // Files are made and renamed in their folder, so that is what must be writable.
            let prefix = String(decoding: glob.literalPrefix, as: UTF8.self)
            let folder = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
            let item = Item(
                path: folder.isEmpty ? "/" : folder,
                isWider: !isAll(glob, of: folder),
                place: rule.origin?.place
            )
            if folder.isEmpty { whole = whole ?? item } else { writable.append(item) }
        }
    }

    /// Whether a glob is a folder and all below it, or a part of such a pair.
    private func isAll(_ glob: Glob, of folder: String) -> Bool {
        glob.text == "\(folder)/**" || glob.text == "\(folder)/"
    }

    private mutating func shut(_ file: FileRule, _ rule: Rule) {
        guard file.permissions == .all, file.execute == .denied, !file.owner, let path = file.path,
            let plain = try? path.expandedVariables
        else { return }
        for glob in plain.alternatives(limit: Self.most) ?? [] {
            var text = glob.text
            if text.hasSuffix("/**") { text.removeLast(3) } else if text.hasSuffix("/") { text.removeLast() }
            guard !text.isEmpty, let exact = try? Glob.parse(text), exact.isLiteral, let bytes = exact.literalBytes
            else {
                continue
            }
            inaccessible.append(
                Item(path: String(decoding: bytes, as: UTF8.self), isWider: false, place: rule.origin?.place)
            )
        }
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }

    /// Those that are in no other one, each once, sorted; wider if one of its rules makes it so and none says all of it.
    private static func outermost(_ items: [Item]) -> [Item] {
        var kept: [String: Item] = [:]
        for item in items {
            guard let known = kept[item.path] else {
                kept[item.path] = item
                continue
            }
            if known.isWider, !item.isWider { kept[item.path] = item }
        }
        return kept.values.sorted { $0.path < $1.path }.filter { item in
            !kept.keys.contains { $0 != item.path && isInside(item.path, $0) }
        }
    }
}
