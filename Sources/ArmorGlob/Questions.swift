/// Whether every name of a glob is one of others.
package enum Inclusion: Sendable, Hashable {
    /// Yes; a shortest name of the glob.
    case covered(witness: [UInt8])
    /// No; a shortest name of the glob that none of the others has.
    case notCovered(witness: [UInt8])
    /// The glob matches no name that there is.
    case empty
    /// The question cost more than the limits allow.
    case undecided
}

/// Whether two globs have a name in common.
package enum Intersection: Sendable, Hashable {
    /// A shortest name that both have.
    case common(witness: [UInt8])
    case disjoint
    /// The question cost more than the limits allow.
    case undecided
}

/// Whether every name of `glob` is one of `others`. Paths are those that the kernel asks about: canonical ones.
package func covered(_ glob: Glob, by others: [Glob], limits: AutomatonLimits = AutomatonLimits()) -> Inclusion {
    if let name = glob.literalBytes {
        guard Frame(kind: glob.kind, isReversed: false).holds(name) else { return .empty }
        return others.contains { $0.matches(name) } ? .covered(witness: name) : .notCovered(witness: name)
    }
    var inside: [UInt8]?
    do {
        let search = try Search([[glob], others], limits: limits)
        let outside = try search.walk(isWorth: { $0[0] != Determinised.dead }) { accepted, name in
            if accepted[0], inside == nil { inside = name() }
            return accepted[0] && !accepted[1]
        }
        if let outside { return .notCovered(witness: outside) }
    } catch {
        return .undecided
    }
    return inside.map { .covered(witness: $0) } ?? .empty
}

/// Whether two globs have a name in common; of the shortest, the one that reads best.
package func intersection(_ left: Glob, _ right: Glob, limits: AutomatonLimits = AutomatonLimits()) -> Intersection {
    for (one, other) in [(left, right), (right, left)] {
        guard let name = one.literalBytes else { continue }
        let exists = Frame(kind: one.kind, isReversed: false).holds(name)
        return exists && other.matches(name) ? .common(witness: name) : .disjoint
    }
    do {
        let search = try Search([[left], [right]], limits: limits)
        let common = try search.walk(isWorth: { !$0.contains(Determinised.dead) }) { accepted, _ in
            accepted[0] && accepted[1]
        }
        return common.map { .common(witness: $0) } ?? .disjoint
    } catch {
        return .undecided
    }
}

/// Globs without those that the others cover, in the same order; those that match nothing are left out too.
package func merged(_ globs: [Glob], limits: AutomatonLimits = AutomatonLimits()) -> [Glob] {
    var kept = globs
    for index in globs.indices.reversed() {
        var others = kept
        others.remove(at: index)
        switch covered(kept[index], by: others, limits: limits) {
        case .covered, .empty: kept = others
        case .notCovered, .undecided: break
        }
    }
    return kept
}

extension Search {
    /// The walk over the unions of these groups of globs, which are all of one kind.
    init(_ groups: [[Glob]], limits: AutomatonLimits) throws(Exhausted) {
        let classes = ByteClasses(groups.joined().map(\.program))
        var machines: [Determinised] = []
        for group in groups {
            machines.append(try Determinised(group.map(\.program), classes: classes, limits: limits))
        }
        let kind = groups.joined().first?.kind ?? .path
        self.init(machines: machines, classes: classes, frame: Frame(kind: kind, isReversed: false), limits: limits)
    }
}

extension Frame {
    /// Whether there is such a name at all.
    func holds(_ name: [UInt8]) -> Bool {
        var state = start
        for byte in name {
            guard byte != 0, let next = next(state, byte) else { return false }
            state = next
        }
        return accepts(state)
    }
}
