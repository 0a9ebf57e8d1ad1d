package import ArmorTarget

/// Something that a rule or flag needs of the target beyond the common ground.
package struct Requirement: Sendable, Hashable {
    /// What the target does with a rule whose kernel feature it lacks.
    package enum Unmet: Sendable, Hashable {
        /// The kernel does not mediate this at all: an allow rule is not needed, a deny rule does nothing.
        case unmediated
        /// The rule cannot be said; saying less would change its meaning.
        case inexpressible
    }

    /// What it is, in AppArmor's word: `userns`, `network ip=`, `priority=`.
    package let subject: String
    /// The first parser that takes it; none where all do.
    package let parser: ParserVersion?
    /// The kernel feature that enforces it, as a path in the features folder; any one of them is enough.
    package let features: [String]
    package let unmet: Unmet

    package init(_ subject: String, parser: ParserVersion? = nil, features: [String] = [], unmet: Unmet = .unmediated) {
        self.subject = subject
        self.parser = parser
        self.features = features
        self.unmet = unmet
    }
}
