/// One distinct access that a policy allowed, and when it was made.
package struct Use: Sendable {
    /// How often, by whom, first and last. ``Evidence/runs`` counts runs of the profile here.
    package internal(set) var evidence = Evidence()
    /// The runs in which it came, in order.
    var runs: [UInt16] = []
    /// Whether all of it was in the first seconds of a run.
    var isOfStart = true
    /// Whether all of it was in the last seconds of a run.
    var isOfEnd = true
    /// When it came first in the last of its runs, in milliseconds since 1970.
    var firstInRun: UInt64?

    /// How long starting and ending take at most, in milliseconds: as long as an engine waits before it kills.
    static let phase: UInt64 = 10_000

    /// When in a run a grant was used.
    package enum Phase: String, Sendable {
        case start = "start-up"
        case end = "shut-down"
    }
}

/// What a log tells of the uses of one profile that was loaded to log each of them.
package struct UseRecord: Sendable {
    package internal(set) var uses: [Need: Use] = [:]
    /// Runs of the profile; see ``RunFinder``.
    package internal(set) var runs = 0
    /// Events that tell of a use.
    package internal(set) var events = 0
    /// Events in which only the attributes of a file were asked for: the kernel never forbids that, so they support nothing.
    package internal(set) var looks = 0
    /// Whether the log has the profile being loaded before its first use. The kernel tells of each capability once after
    /// that, so that a log that begins later has none of it.
    package internal(set) var hasLoad = false
    /// Events of which no question can be made: they may be uses of anything.
    package internal(set) var unknown = 0
    /// Events of uses that had no room.
    package internal(set) var dropped = 0
    /// How long each run was, in milliseconds since 1970.
    var spans: [ClosedRange<UInt64>?] = []

    package init() {}

    /// Whether a use of all of these accesses falls into one phase of each run; told only where all runs go on for long
    /// enough that this says something.
    func phase(of uses: [Use]) -> Use.Phase? {
        let known = spans.compactMap(\.self)
        let isLong = !known.isEmpty && known.allSatisfy { $0.upperBound - $0.lowerBound >= 3 * Use.phase }
        guard isLong, !uses.isEmpty else { return nil }
        if uses.allSatisfy(\.isOfStart) { return .start }
        return uses.allSatisfy(\.isOfEnd) ? .end : nil
    }
}
