/// What the policy did not allow, as the logs tell.
package struct DenialFacts: Sendable {
    /// One distinct access that was denied, or, where the profile complained, done all the same.
    package struct Denied: Sendable {
        package enum Trust: String, Sendable {
            /// All of its events can only be the kernel's.
            case kernel
            case partly
            /// Programs can write to the logs that tell of it.
            case untrusted
        }

        package let access: String
        package let child: String?
        package let denied: Int
        /// Events of a complaining profile.
        package let done: Int
        /// Milliseconds since 1970; none where no event has a time.
        package let first: UInt64?
        package let last: UInt64?
        package let trust: Trust
        /// What the processes called themselves, some of them.
        package let programs: [String]
        /// What the policy says of it now.
        package let now: String
        /// The rule that decides it, and its place; none where no rule does.
        package let rule: String?
        /// Codes of what speaks against allowing it.
        package let risks: [String]
    }

    /// A folder with more names than are kept.
    package struct Flood: Sendable {
        package let folder: String
        package let events: Int
    }

    /// Events that were denied.
    package let denied: Int
    /// Events that a complaining profile let happen.
    package let done: Int
    /// Those of both that rest on logs that programs can write to.
    package let untrusted: Int
    /// Events that were not allowed either, and of which no access can be told.
    package let unasked: [NeglectedEvents]
    package let timeline: Timeline?
    /// Most events first.
    package let accesses: Bounded<Denied>
    package let floods: Bounded<Flood>

    package var total: Int { denied + done + unasked.reduce(0) { $0 + $1.count } }
}

/// Events by time, in bars of one width.
package struct Timeline: Sendable, Equatable {
    package struct Bar: Sendable, Equatable {
        /// Milliseconds since 1970.
        package let start: UInt64
        package internal(set) var denied = 0
        package internal(set) var done = 0

        package var total: Int { denied + done }
    }

    /// How long a bar is, in milliseconds.
    package let width: UInt64
    /// One after the other, those without events too.
    package let bars: [Bar]
    /// Events outside of the time of those that the kernel wrote: whoever can write a log can give any time.
    package let outside: Int
    /// Events without a time.
    package let timeless: Int
}
