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

    fileprivate struct Entry: Sendable {
        let index: Int
        let rank: Int
        /// `nil` for `all,`.
        let file: FileRule?

        func concerns(_ permission: Permission, _ requester: Requester) -> Bool {
            guard let file else { return true }
            if file.owner, requester == .other { return false }
            return file.names(permission)
        }
    }

    private let allows: PathIndex<Entry>
    private let denies: PathIndex<Entry>

    /// Takes the rules of a profile; those that are not about files are ignored.
    package init(_ rules: [Rule]) {
        func entries(_ action: Action) -> [(entry: Entry, glob: Glob?)] {
            rules.enumerated().compactMap { index, rule in
                guard rule.action == action, rule.value is FileRule || rule.value is AllRule else { return nil }
                let entry = Entry(index: index, rank: rule.rank, file: rule.value as? FileRule)
                return (entry, entry.file?.path)
            }
        }
        allows = PathIndex(entries(.allow))
        denies = PathIndex(entries(.deny))
    }

    /// The rules that match one path.
    package struct Matches: Sendable {
        fileprivate var allows: [Entry] = []
        fileprivate var denies: [Entry] = []

        /// The indices of the rules that permit an access, ascending; empty where it is denied.
        package func granting(_ permission: Permission, to requester: Requester) -> [Int] {
            let matching = allows.filter { $0.concerns(permission, requester) }
            guard !matching.isEmpty else { return [] }
            let strongest = denies.filter { $0.concerns(permission, requester) }.map(\.rank).max()
            return matching.filter { $0.rank > strongest ?? .min }.map(\.index).sorted()
        }

        /// Whether any access may be permitted at all.
        package var isEmpty: Bool { allows.isEmpty }
    }

    /// Returns the rules that match a path, for questions about it.
    package func matches(_ path: [UInt8]) -> Matches {
        var matches = Matches()
        allows.forEach(near: path) { if $0.file?.path?.matches(path) ?? true { matches.allows.append($0) } }
        // Without an allow rule, no deny rule matters.
        guard !matches.isEmpty else { return matches }
        denies.forEach(near: path) { if $0.file?.path?.matches(path) ?? true { matches.denies.append($0) } }
        return matches
    }

    /// The indices of the rules that permit an access; empty where it is denied.
    package func granting(_ permission: Permission, on path: [UInt8], to requester: Requester) -> [Int] {
        matches(path).granting(permission, to: requester)
    }

    /// Whether an access is permitted.
    package func permits(_ permission: Permission, on path: [UInt8], to requester: Requester = .owner) -> Bool {
        !granting(permission, on: path, to: requester).isEmpty
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
