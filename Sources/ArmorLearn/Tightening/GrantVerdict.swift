import ArmorTOML

/// What is proposed for one grant, and why.
package struct GrantVerdict: Sendable {
    package let grant: Grant
    package var decision: Decision
    /// Of all uses that it allows together.
    package var evidence: Evidence
    /// In which phase of the runs all of its uses were; none where they were in several.
    package var phase: Use.Phase?
    /// What the change would deny, in words.
    package internal(set) var denials: [String] = []

    package enum Decision: Sendable {
        case remove(Removal)
        /// Less of it, as elements of its list, or with fewer words of a key.
        case narrow(Narrowing)
        case stay(Stay)
    }

    package enum Removal: Sendable {
        /// No event supports it.
        case unused
        /// All that was used of it is allowed by others that say less, or that the policy extends.
        case covered
    }

    /// Why a grant stays as it is.
    package enum Stay: Sendable, Hashable {
        /// All of it was used, as far as can be told.
        case used
        /// `keep = true`.
        case kept
        /// Processes that are not confined end the container by it.
        case stops
        /// The kernel writes no event when it is used.
        case unlogged
        /// The log begins after the profile was loaded, and the kernel tells of a capability once.
        case noLoad
        /// A rule in AppArmor's own words, or one that grants everything.
        case byHand
        /// What was used of it is too much to be named.
        case tooMany(Int)
        /// An event that was allowed would be denied.
        case event(String)
        /// A test of the policy that holds would fail.
        case test(String)
        /// A person wanted it to stay.
        case skipped
        /// The text cannot be changed there.
        case layout(String)
    }
}

/// Less of a grant.
package struct Narrowing: Sendable {
    /// What stands there instead, as the policy says it.
    package let texts: [String]
    let kind: DocumentChange.Kind
}

extension GrantVerdict {
    /// Whether something is to change.
    package var isChange: Bool { if case .stay = decision { false } else { true } }
}

extension GrantVerdict.Stay {
    /// In words; none where nothing is to be said.
    package var text: String? {
        switch self {
        case .used: nil
        case .kept: "keep = true"
        case .stops: "the container is stopped by it: whether that happened is not asked"
        case .unlogged: "its uses are in no log: the kernel does not write them under \"audit\""
        case .noLoad:
            "the log begins after the profile was loaded, and the kernel tells of a capability once: load it anew with "
                + "\"armor load --mode audit\" and learn from a log that holds that"
        case .byHand: "it is wide or in AppArmor's own words: decide by hand"
        case .tooMany(let count): "\(count) names were used that no few globs stand for: decide by hand"
        case .event(let access): "without it would be denied what the log shows: \(access)"
        case .test(let name): "a test of the policy needs it: \(name)"
        case .skipped: "skipped by hand"
        case .layout(let why): "it cannot be edited: \(why)"
        }
    }

    package var word: String {
        switch self {
        case .used: "used"
        case .kept: "keep"
        case .stops: "stops"
        case .unlogged: "unlogged"
        case .noLoad: "no-load"
        case .byHand: "by-hand"
        case .tooMany: "too-many"
        case .event: "event"
        case .test: "test"
        case .skipped: "skipped"
        case .layout: "layout"
        }
    }
}
