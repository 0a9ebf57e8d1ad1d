/// Events that tell of no access that can be asked about, by why.
package struct NeglectedEvents: Sendable {
    package let count: Int
    package let words: String
}

/// How far the logs go: what was seen of a policy's use, and what probably was not.
package struct CoverageFacts: Sendable {
    /// One kind of access: an estimate of what no run has shown yet.
    package struct Kind: Sendable {
        package let name: String
        package let seen: Int
        /// Of one run only.
        package let once: Int
        /// How many there are that no run has shown, about; none for a single run.
        package let unseen: Int?
        /// Per cent of what the next run asks for that would be new, about; none for a single run.
        package let newShare: Int?
        package let verdict: String
    }

    /// A grant of the policy's own text, held against its uses.
    package struct GrantUse: Sendable {
        package enum Verdict: String, Sendable {
            /// All of it, as far as can be told.
            case used
            /// It could be narrower.
            case partly
            case unused
            /// What the log cannot tell; see `note`.
            case unknown
        }

        package let grant: String
        package let place: String
        package let verdict: Verdict
        package let events: Int
        package let runs: Int
        /// `start-up`, `shut-down` or none.
        package let phase: String?
        package let note: String?
    }

    package enum Grants: Sendable {
        /// Those that were not used first.
        case told(Bounded<GrantUse>, unused: Int, partly: Int, used: Int, unknown: Int, runs: Int)
        /// Why it cannot be told, and what to do.
        case untold([String])
    }

    /// Events of the policy that tell of an access.
    package let events: Int
    /// Distinct accesses.
    package let accesses: Int
    package let runs: Int
    package let kinds: [Kind]
    package let grants: Grants
    package let neglected: [NeglectedEvents]
}
