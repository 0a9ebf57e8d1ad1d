/// What is different since a former report or policy.
package enum Changes: Sendable {
    /// There is nothing to compare with.
    case first
    /// The former one says nothing of this policy, or cannot be compared; why.
    case notCompared(String)
    case compared(Comparison)

    package struct Comparison: Sendable {
        /// The former report or policy, as the user named it.
        package let former: String
        /// As of when it told; milliseconds since 1970.
        package let moment: UInt64?
        package let formerDigest: String
        package let formerTarget: String
        /// Whether the policies are the same texts.
        package let isSameText: Bool
        package let lines: Bounded<Line>
        package let wider: Int
        /// Kinds of which it was not decided whether they differ.
        package let undecided: Bounded<String>
        package let addedChildren: Bounded<String>
        package let removedChildren: Bounded<String>
        package let newFindings: Bounded<Told>
        package let goneFindings: Bounded<Told>
        /// Known ways out that were shut, and that were open.
        package let opened: [String]
        package let shut: Bounded<String>
        package let formerLevel: RiskAssessment.Level
    }

    /// One difference of what both compile to.
    package struct Line: Sendable {
        /// `newly allowed`, `newly denied`, …
        package let direction: String
        package let section: String
        package let child: String?
        package let what: String
        package let object: String
        /// `owner`, `other`, or none for everybody.
        package let who: String?
        /// The shortest name that shows it.
        package let witness: String?
        package let isWider: Bool
        package let isExact: Bool
    }

    package struct Told: Sendable, Hashable {
        package let code: String
        package let message: String
    }
}
