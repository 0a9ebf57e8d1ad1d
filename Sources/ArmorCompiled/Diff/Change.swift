/// One way in which two profiles answer one question differently.
package enum Change: Sendable, Hashable {
    /// New allows what old denied; one permission each.
    case allows(Permission, Subject?)
    /// New denies what old allowed.
    case denies(Permission, Subject?)
    /// Both let a program run, under other labels.
    case transition(from: ExecTransition, to: ExecTransition, Subject?)
    /// What both allow is logged by new alone.
    case logs(Permission, Subject?)
    case ceasesToLog(Permission, Subject?)
    /// What both deny is logged by old alone.
    case hushes(Permission, Subject?)
    case ceasesToHush(Permission, Subject?)

    /// Whether new permits something by this that old did not.
    package var isWider: Bool {
        switch self {
        case .allows: true
        case .transition(let old, let new, _): !new.onlyClears(than: old)
        case .denies, .logs, .ceasesToLog, .hushes, .ceasesToHush: false
        }
    }

    /// A fixed order: by kind, then by permission, then by subject.
    var rank: (Int, UInt32, Int, String) {
        let who = subject.map { $0 == .owner ? 1 : 2 } ?? 0
        return switch self {
        case .allows(let bits, _): (0, bits.rawValue, who, "")
        case .denies(let bits, _): (1, bits.rawValue, who, "")
        case .transition(let old, let new, _): (2, 0, who, "\(old.text) \(new.text)")
        case .logs(let bits, _): (3, bits.rawValue, who, "")
        case .ceasesToLog(let bits, _): (4, bits.rawValue, who, "")
        case .hushes(let bits, _): (5, bits.rawValue, who, "")
        case .ceasesToHush(let bits, _): (6, bits.rawValue, who, "")
        }
    }

    /// The same for everybody, where it holds of the owner and of others.
    package func forEverybody() -> Change {
        switch self {
        case .allows(let bits, _): .allows(bits, nil)
        case .denies(let bits, _): .denies(bits, nil)
        case .transition(let old, let new, _): .transition(from: old, to: new, nil)
        case .logs(let bits, _): .logs(bits, nil)
        case .ceasesToLog(let bits, _): .ceasesToLog(bits, nil)
        case .hushes(let bits, _): .hushes(bits, nil)
        case .ceasesToHush(let bits, _): .ceasesToHush(bits, nil)
        }
    }

    /// Who it is about; none for everybody.
    package var subject: Subject? {
        switch self {
        case .allows(_, let subject), .denies(_, let subject), .transition(_, _, let subject), .logs(_, let subject),
            .ceasesToLog(_, let subject), .hushes(_, let subject), .ceasesToHush(_, let subject):
            subject
        }
    }
}

extension ExecTransition {
    /// Whether all that is new against another is that the environment is cleared.
    func onlyClears(than other: ExecTransition) -> Bool {
        target == other.target && fallback == other.fallback && !keepsEnvironment
    }
}

/// What a state means for a comparison: only what a policy can say, and logging only where it can be seen.
struct Comparable: Hashable {
    var allow: UInt32 = 0
    /// Of what is allowed, what is logged.
    var logged: UInt32 = 0
    /// Of what is denied, what is not logged.
    var quiet: UInt32 = 0
    var transition: ExecTransition?

    init(allow: Permission) { self.allow = allow.rawValue }

    init(_ meaning: StateMeaning, _ mask: Permission, auditsAll: Bool) {
        let words = meaning.words
        allow = words.allow & ~words.deny & mask.rawValue
        logged = auditsAll ? allow : words.audit & allow
        quiet = auditsAll ? 0 : words.quiet & ~allow & mask.rawValue
    }

    /// The changes from one to another, one a permission.
    static func changes(_ old: Comparable, _ new: Comparable, _ subject: Subject?) -> [Change] {
        guard old != new else { return [] }
        var changes: [Change] = []
        func each(_ bits: UInt32, _ make: (Permission) -> Change) {
            var rest = bits
            while rest != 0 {
                changes.append(make(Permission(rawValue: rest & ~(rest - 1))))
                rest &= rest - 1
            }
        }
        each(new.allow & ~old.allow) { .allows($0, subject) }
        each(old.allow & ~new.allow) { .denies($0, subject) }
        each(new.logged & ~old.logged & old.allow) { .logs($0, subject) }
        each(old.logged & ~new.logged & new.allow) { .ceasesToLog($0, subject) }
        each(new.quiet & ~old.quiet & ~old.allow) { .hushes($0, subject) }
        each(old.quiet & ~new.quiet & ~new.allow) { .ceasesToHush($0, subject) }
        if let from = old.transition, let to = new.transition, from != to {
            changes.append(.transition(from: from, to: to, subject))
        }
        return changes
    }
}

extension Comparable {
    /// What a pair of a link and its target means: the bit that asks for the subset test takes a right away.
    fileprivate var ofLinks: Comparable {
        let (link, subset) = (Permission.link.rawValue, Permission.lock.rawValue)
        var result = Comparable(allow: [])
        guard allow & link != 0 else {
            result.quiet = quiet & link
            return result
        }
        result.allow = allow & subset == 0 ? link | subset : link
        result.logged = logged & link
        return result
    }
}

extension Comparable {
    /// What a mount means whose data are not told yet: the bit that asks for them becomes the right to mount with some.
    fileprivate var ofMounts: Comparable {
        var result = self
        let (mount, data) = (Permission.mount.rawValue, Permission.mountWithData.rawValue)
        if allow & mount != 0 { result.allow |= data }
        result.logged &= mount
        result.quiet &= mount
        return result
    }
}

extension ComparablePair {
    /// The same for mounts whose data are not told.
    var ofMounts: ComparablePair { ComparablePair(owner: owner.ofMounts, other: other.ofMounts) }

    /// The same for a pair of a link and its target.
    var ofLinks: ComparablePair { ComparablePair(owner: owner.ofLinks, other: other.ofLinks) }
}

/// What one place of a comparison means to owner and others.
struct ComparablePair: Hashable {
    var owner: Comparable
    /// The same again where owners are not told apart.
    var other: Comparable

    /// The changes, those that hold of both said once.
    static func changes(_ old: ComparablePair, _ new: ComparablePair) -> [Change] {
        if old.owner == old.other, new.owner == new.other { return Comparable.changes(old.owner, new.owner, nil) }
        let owner = Comparable.changes(old.owner, new.owner, .owner)
        let other = Comparable.changes(old.other, new.other, .other)
        let shared = Set(owner.map { $0.forEverybody() }).intersection(other.map { $0.forEverybody() })
        let all = owner + other
        var seen: Set<Change> = []
        return all.compactMap { change in
            let both = change.forEverybody()
            let said = shared.contains(both) ? both : change
            return seen.insert(said).inserted ? said : nil
        }
    }
}
