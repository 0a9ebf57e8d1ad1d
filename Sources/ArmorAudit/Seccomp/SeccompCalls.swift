/// What records of filters tell, counted by profile, call and what was done; memory is bounded.
package struct SeccompCalls: Sendable, Hashable {
    /// What makes two events the same.
    package struct Key: Sendable, Hashable {
        /// As ``AuditLabel`` has it; none where the kernel says none.
        package let label: AuditLabel?
        package let arch: UInt32
        package let number: UInt32
        package let action: SeccompEvent.Action
        package let comm: [UInt8]
    }

    package struct Count: Sendable, Hashable {
        package var events = 0
        package var trusted = 0
        /// Milliseconds since 1970.
        package var first: UInt64?
        package var last: UInt64?
    }

    package private(set) var counts: [Key: Count] = [:]
    /// Lines that look like such records and cannot be read.
    package private(set) var malformed = 0
    /// Events for which there was no room.
    package private(set) var dropped = 0

    /// Distinct keys; names of programs are an enemy's, and each has at most 15 bytes in a kernel.
    private static let most = 20_000

    package init() {}

    package var isEmpty: Bool { counts.isEmpty && malformed == 0 && dropped == 0 }

    /// Counts what was found in a stretch of lines.
    mutating func take(_ finds: SeccompFinds) {
        for event in finds.events { note(event) }
        noteMalformed(finds.malformed)
    }

    private mutating func note(_ event: SeccompEvent) {
        let key = Key(
            label: event.label,
            arch: event.arch,
            number: event.number,
            action: event.action,
            comm: event.comm
        )
        add(key, Count(events: 1, trusted: event.trust == .kernel ? 1 : 0, first: event.time, last: event.time))
    }

    mutating func add(_ key: Key, _ count: Count) {
        guard counts[key] != nil || counts.count < Self.most else {
            dropped = Self.sum(dropped, count.events)
            return
        }
        counts[key, default: Count()].join(count)
    }

    mutating func noteMalformed(_ more: Int = 1) { malformed = Self.sum(malformed, more) }

    mutating func noteDropped(_ more: Int) { dropped = Self.sum(dropped, more) }

    /// The most that is counted: a summary's numbers are an enemy's too.
    fileprivate static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension SeccompCalls.Count {
    fileprivate mutating func join(_ other: Self) {
        events = SeccompCalls.sum(events, other.events)
        trusted = SeccompCalls.sum(trusted, other.trusted)
        first = [first, other.first].compactMap(\.self).min()
        last = [last, other.last].compactMap(\.self).max()
    }
}
