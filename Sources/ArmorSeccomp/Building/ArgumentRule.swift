import ArmorPolicy

/// Arguments with which a call is allowed: one condition an argument at most, all of which must hold. None means any arguments.
struct ArgumentRule: Hashable {
    /// Ordered by their indices, which differ.
    private(set) var conditions: [SystemCall.Condition]

    /// The rules of which one holds where all of these conditions do; of those about one argument there may be several. None
    /// where it takes more rules than `most`.
    static func all(of conditions: [SystemCall.Condition], most: Int) -> [ArgumentRule]? {
        var rules = [ArgumentRule(conditions: [])]
        for condition in conditions {
            let narrower = rules.flatMap { $0.adding(condition) }
            // Leaving out what says no more takes the square of their number.
            if narrower.count > 4 * most { return nil }
            rules = simplified(narrower)
            if rules.count > most { return nil }
        }
        return rules
    }

    /// What a deny of calls that meet all of these conditions leaves of this.
    func subtracting(_ deny: [SystemCall.Condition]) -> [ArgumentRule] {
        deny.flatMap { condition in condition.left.flatMap { adding($0) } }
    }

    /// Rules of which one holds where this does and one more condition.
    private func adding(_ condition: SystemCall.Condition) -> [ArgumentRule] {
        guard let own = conditions.first(where: { $0.index == condition.index }) else {
            // What every number meets is no condition.
            return [ArgumentRule(conditions: Self.ordered(conditions + (condition.isAlways ? [] : [condition])))]
        }
        if own == condition || condition.isAlways { return [self] }
        let both: [SystemCall.Condition]
        switch (own.comparison, condition.comparison) {
        case (.eq, _): both = condition.holds(of: own.value) ? [own] : []
        case (_, .eq): both = own.holds(of: condition.value) ? [condition] : []
        default:
            let patterns = own.patterns.flatMap { one in condition.patterns.compactMap { one.intersection($0) } }
            both = patterns.compactMap { $0.condition(condition.index) }
        }
        let others = conditions.filter { $0.index != condition.index }
        return both.map { ArgumentRule(conditions: Self.ordered(others + [$0])) }
    }

    private static func ordered(_ conditions: [SystemCall.Condition]) -> [SystemCall.Condition] {
        conditions.sorted { $0.index < $1.index }
    }

    /// Rules without those that say no more than another one, in an order of their own.
    static func simplified(_ rules: [ArgumentRule]) -> [ArgumentRule] {
        let distinct = Set(rules).sorted { $0.key.lexicographicallyPrecedes($1.key) }
        if distinct.contains(where: \.conditions.isEmpty) { return [ArgumentRule(conditions: [])] }
        return distinct.filter { rule in !distinct.contains { $0 != rule && $0.isImplied(by: rule) } }
    }

    /// Whether this holds wherever another one does, as far as single conditions tell.
    private func isImplied(by other: ArgumentRule) -> Bool {
        conditions.allSatisfy { mine in
            other.conditions.contains { theirs in
                guard theirs.index == mine.index else { return false }
                if theirs == mine { return true }
                switch (theirs.comparison, mine.comparison) {
                case (.eq, _): return mine.holds(of: theirs.value)
                case (.maskedEq, .maskedEq):
                    let (wide, narrow) = (mine.mask ?? .max, theirs.mask ?? .max)
                    return wide & ~narrow == 0 && (mine.value ^ theirs.value) & wide == 0
                default: return false
                }
            }
        }
    }

    private var key: [UInt64] {
        conditions.flatMap { condition in
            let rank = SystemCall.Condition.Comparison.allCases.firstIndex(of: condition.comparison) ?? 0
            return [UInt64(condition.index), UInt64(rank), condition.mask ?? 0, condition.value]
        }
    }
}

extension SystemCall.Condition {
    fileprivate var isAlways: Bool {
        comparison == .ge && value == 0 || comparison == .maskedEq && mask == 0 && value == 0
    }
}
