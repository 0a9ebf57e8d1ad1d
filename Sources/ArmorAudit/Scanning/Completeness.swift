/// What is known to be missing from a log. Where anything is, it must not be called complete.
package struct Completeness: Sendable, Equatable {
    /// Messages that the kernel's log or the journal says it dropped.
    package internal(set) var suppressed: UInt64 = 0
    /// The most records that the audit system said were lost since a start.
    package internal(set) var auditLost: UInt64 = 0
    /// How often the audit system's limit on records a second was met.
    package internal(set) var rateLimited: UInt64 = 0
    /// How often more records waited than may.
    package internal(set) var backlogExceeded: UInt64 = 0
    /// Numbers of records that do not stand in the log; none where it cannot be told, because the log is not a whole one.
    package internal(set) var missingRecords: UInt64?
    /// Whether there are more gaps than were counted.
    package internal(set) var hasMoreGaps = false
    /// AppArmor's records that could not be read, by reason.
    package internal(set) var malformed: [Malformed: UInt64] = [:]
    /// What is known of those records, and how often; of more than ``mostUnread`` different ones the rest is in
    /// ``malformed`` alone. A summary that is written and read again has none of it.
    package internal(set) var unread: [UnreadRecord: UInt64] = [:]
    /// Events for which there was no room.
    package internal(set) var dropped: UInt64 = 0

    /// Different records in ``unread`` at most.
    package static let mostUnread = 64

    /// Whether nothing is known to be missing. It may be all the same where ``missingRecords`` is not known.
    package var isWhole: Bool {
        suppressed == 0 && auditLost == 0 && rateLimited == 0 && backlogExceeded == 0 && (missingRecords ?? 0) == 0
            && malformed.isEmpty && dropped == 0
    }

    mutating func note(_ loss: LossNotice) {
        switch loss {
        case .suppressed(let count), .journalMissed(let count), .journalSuppressed(let count), .syslogLost(let count):
            suppressed = suppressed.addingSaturated(count)
        case .syslogDropping: suppressed = suppressed.addingSaturated(1)
        case .auditLost(let count): auditLost = max(auditLost, count)
        case .rateLimited: rateLimited += 1
        case .backlogExceeded, .queueOverflow: backlogExceeded += 1
        }
    }

    /// Counts a record that is no event.
    mutating func note(_ record: UnreadRecord, _ count: UInt64 = 1) {
        malformed[record.reason] = (malformed[record.reason] ?? 0).addingSaturated(count)
        noteKnown(record, count)
    }

    private mutating func noteKnown(_ record: UnreadRecord, _ count: UInt64) {
        guard record.label != nil || record.operation != nil else { return }
        guard unread[record] != nil || unread.count < Self.mostUnread else { return }
        unread[record] = (unread[record] ?? 0).addingSaturated(count)
    }

    mutating func merge(_ other: Completeness) {
        suppressed = suppressed.addingSaturated(other.suppressed)
        auditLost = max(auditLost, other.auditLost)
        rateLimited = rateLimited.addingSaturated(other.rateLimited)
        backlogExceeded = backlogExceeded.addingSaturated(other.backlogExceeded)
        malformed.merge(other.malformed) { $0.addingSaturated($1) }
        for (record, count) in other.unread { noteKnown(record, count) }
        hasMoreGaps = hasMoreGaps || other.hasMoreGaps
    }
}

extension UInt64 {
    /// The sum, or the largest number where that does not fit.
    func addingSaturated(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
