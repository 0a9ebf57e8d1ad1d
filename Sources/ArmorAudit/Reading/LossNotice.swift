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
    /// The syslog daemon dropped so many messages: `N messages lost due to rate-limiting`.
    case syslogLost(UInt64)
    /// The syslog daemon began to drop messages, and does not say how many: `begin to drop messages due to rate-limiting`.
    case syslogDropping
    /// Records waited for an audit daemon until there was no room: `audit: kauditd hold queue overflow`.
    case queueOverflow

    /// None for a line of another kind.
    static func read(_ line: Span<UInt8>, _ range: Range<Int>) -> LossNotice? {
        if let place = line.position(of: " callbacks suppressed", in: range) {
            // The network's own messages are none of AppArmor's.
            if line.position(of: "net_ratelimit", in: range.lowerBound..<place) != nil { return nil }
            return before(place, line, range).map { .suppressed($0) }
        }
        if let place = line.position(of: " messages lost due to rate-limiting", in: range) {
            return before(place, line, range).map { .syslogLost($0) }
        }
        if line.position(of: "begin to drop messages", in: range) != nil { return .syslogDropping }
        if line.position(of: "queue overflow", in: range) != nil {
            return line.position(of: "audit", in: range) == nil ? nil : .queueOverflow
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
