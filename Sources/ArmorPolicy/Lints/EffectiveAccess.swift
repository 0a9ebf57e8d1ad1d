import ArmorGlob

/// What the file rules of one profile permit together, path by path.
///
/// An allow rule counts unless a deny of at least its priority matches too (apparmor.d(5)). This asks the globs, not the
/// compiled policy: exact for one path, no statement about all.
package struct EffectiveAccess: Sendable {
    /// One thing that is done to a file.
    package enum Permission: Sendable, CaseIterable {
        case read, write, append, execute, map, lock, link

        /// "allows …" in messages.
        var verb: String {
            switch self {
            case .read: "reading"
            case .write: "writing"
            case .append: "appending to"
            case .execute: "executing"
            case .map: "mapping as code"
            case .lock: "locking"
            case .link: "linking"
            }
        }
    }

    /// Who asks: the user that owns the file, or any other.
    package enum Requester: Sendable, CaseIterable { case owner, other }

    private struct Entry: Sendable {
        let index: Int
        let rank: Int
        /// None for `all,`.
        let file: FileRule?
    }

    private var allows = PathIndex<Entry>()
    private var denies = PathIndex<Entry>()

    /// Takes the rules of a profile; those that say nothing about files are passed over.
    package init(_ rules: [Rule]) {
        for (index, rule) in rules.enumerated() where rule.value is FileRule || rule.value is AllRule {
            let entry = Entry(index: index, rank: rule.rank, file: rule.value as? FileRule)
            if rule.action == .allow {
                allows.insert(entry, at: entry.file?.path)
            } else {
                denies.insert(entry, at: entry.file?.path)
            }
        }
    }

    /// The indices of the rules that permit an access; empty where it is denied.
    package func granting(_ permission: Permission, on path: [UInt8], to requester: Requester) -> [Int] {
        let matching = allows.entries(near: path).filter { Self.concerns($0, permission, path, requester) }
        guard !matching.isEmpty else { return [] }
        let strongest = denies.entries(near: path).filter { Self.concerns($0, permission, path, requester) }
            .map(\.rank).max()
        return matching.filter { $0.rank > strongest ?? .min }.map(\.index).sorted()
    }

    /// Whether an access is permitted.
    package func permits(_ permission: Permission, on path: [UInt8], to requester: Requester = .owner) -> Bool {
        !granting(permission, on: path, to: requester).isEmpty
    }

    private static func concerns(
        _ entry: Entry,
        _ permission: Permission,
        _ path: [UInt8],
        _ requester: Requester
    ) -> Bool {
        guard let file = entry.file else { return true }
        if file.owner, requester == .other { return false }
        return file.names(permission) && file.path?.matches(path) ?? true
    }
}

extension FileRule {
    /// Whether the rule speaks of a permission.
    package func names(_ permission: EffectiveAccess.Permission) -> Bool {
        // `file,` has no letters and means all of them.
        if case .everything = subject, permissions.isEmpty, execute == nil { return true }
        return switch permission {
        case .read: permissions.contains(.read)
        case .write: permissions.contains(.write)
        case .append: !permissions.isDisjoint(with: [.append, .write])
        case .execute: execute != nil
        case .map: permissions.contains(.map)
        case .lock: permissions.contains(.lock)
        case .link: permissions.contains(.link)
        }
    }
}
