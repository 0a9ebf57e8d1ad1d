/// A line that tells of records that nobody will read.
package enum LossNotice: Sendable, Hashable {
    /// The kernel's log dropped so many messages of a kind: `N callbacks suppressed`.
    case suppressed(UInt64)
    /// So many were lost since the machine started: `audit_lost=N`.
    case auditLost(UInt64)
    /// The audit system's own limit on records a second was met.
    case rateLimited
    /// More records waited for the audit daemon than may: `audit: backlog limit exceeded`.
    case backlogExceeded
    /// The journal was too slow for the kernel's buffer: `Missed N kernel messages`.
    case journalMissed(UInt64)
    /// The journal dropped so many messages of a service: `Suppressed N messages from`.
    case journalSuppressed(UInt64)

    /// None for a line of another kind.
    static func read(_ line: Span<UInt8>, _ range: Range<Int>) -> LossNotice? {
        if let place = line.position(of: " callbacks suppressed", in: range) {
            return before(place, line, range).map { .suppressed($0) }
        }
        if let place = line.position(of: "audit_lost=", in: range) {
            return line.number(at: place + 11, end: range.upperBound).map { .auditLost($0.value) }
        }
        if line.position(of: "audit: rate limit exceeded", in: range) != nil { return .rateLimited }
        if line.position(of: "audit: backlog limit exceeded", in: range) != nil { return .backlogExceeded }
        if line.position(of: "audit: audit_backlog=", in: range) != nil { return .backlogExceeded }
        if let place = line.position(of: " kernel messages", in: range), let count = before(place, line, range),
            line.position(of: "Missed ", in: range.lowerBound..<place) != nil
        {
            return .journalMissed(count)
        }
        if let place = line.position(of: " messages from ", in: range), let count = before(place, line, range),
            line.position(of: "Suppressed ", in: range.lowerBound..<place) != nil
        {
            return .journalSuppressed(count)
        }
        return nil
    }

    /// The number that ends at a place.
    private static func before(_ end: Int, _ line: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var start = end
        while start > range.lowerBound, line[start - 1] &- 0x30 < 10 { start -= 1 }
        return line.number(at: start, end: end)?.value
    }
}
