/// What a scan found: distinct accesses, each counted, and what is missing.
package struct LogSummary: Sendable {
    let table: AccessTable
    /// What the logs themselves tell of losses.
    let losses: Completeness
    let buffer: BufferGaps
    /// Bytes that were read.
    package let bytes: UInt64
    /// Events before or after the window that was asked for; they are not among the accesses.
    package let outside: UInt64
    /// What records of filters tell.
    package let calls: SeccompCalls
    package let completeness: Completeness
    /// The runs of the machines that the logs are of, told apart by the kernel's numbers beginning again: by machine,
    /// those of each in the order of time. None of a log without such numbers.
    package let spans: [RunSpan]
    /// Of each piece the number of its run.
    private let runOfPiece: [Int]

    init(
        table: AccessTable,
        calls: SeccompCalls,
        losses: Completeness,
        buffer: BufferGaps,
        bytes: UInt64,
        outside: UInt64
    ) {
        (self.table, self.losses, self.buffer, self.bytes, self.outside) = (table, losses, buffer, bytes, outside)
        self.calls = calls
        let resolution = RunResolution(table.pieces.pieces, limit: table.limits.intervals)
        (spans, runOfPiece) = (resolution.spans, resolution.runs)
        var completeness = losses
        completeness.dropped = table.dropped
        completeness.missingRecords =
            resolution.missing.map { $0.addingSaturated(buffer.missing ?? 0) } ?? buffer.missing
        completeness.hasMoreGaps = losses.hasMoreGaps || resolution.hasMoreGaps || buffer.hasMore
        self.completeness = completeness
    }

    /// How many runs the log is of, at least one.
    package var runs: Int { max(1, spans.count) }

    /// How many distinct accesses the scan tells apart. Those of ``accesses`` may be fewer.
    package var count: Int { table.count }

    /// Pieces of runs that stood in the logs more than once: their events are counted as often.
    package var repeated: UInt64 { table.pieces.repeated }

    /// Events in all, those that had no room included.
    package var events: UInt64 { (0..<count).reduce(table.dropped) { $0.addingSaturated(UInt64(table[$1].count)) } }

    /// The fields that have no place in events, by name, with how often each came; kinds that are not known have all of
    /// theirs there.
    package var otherFields: [String: UInt64] {
        var counts: [UInt32: UInt64] = [:]
        for index in 0..<count { counts[table[index].template, default: 0] += UInt64(table[index].count) }
        var fields: [String: UInt64] = [:]
        for (template, count) in counts {
            for field in table.template(Int(template))?.event.others ?? [] { fields[field.key, default: 0] += count }
        }
        return fields
    }

    /// The access of that number, in the order in which they first came, with all that its first record said.
    subscript(index: Int) -> ObservedAccess? {
        let entry = table[index]
        guard let template = table.template(Int(entry.template)) else { return nil }
        let event = template.hasName ? template.event.renamed(table.name(entry)) : template.event
        return observed(entry, table.sets, event)
    }

    private func observed(_ entry: AccessTable.Entry, _ sets: RunSets, _ event: AuditEvent) -> ObservedAccess {
        let runs = Set(sets[entry.runs].map { runOfPiece[Int($0)] })
        return ObservedAccess(
            event: event,
            count: entry.count,
            first: entry.first == 0 ? nil : entry.first,
            last: entry.last == 0 ? nil : entry.last,
            comms: entry.comms.all.map { table.comms.bytes(Int($0) - 1) },
            hasMoreComms: entry.comms.hasMore,
            runs: UInt32(max(1, runs.count))
        )
    }

    /// All accesses, made one at a time, with what all events of each have in common: in an order that depends on them
    /// alone, and not on that in which logs were read.
    package var accesses: some Sequence<ObservedAccess> {
        let order = AccessOrder(table)
        let start = (place: 0, sets: table.sets, template: -1, event: AuditEvent?.none)
        return sequence(state: start) { state -> ObservedAccess? in
            guard let group = order.group(at: state.place) else { return nil }
            state.place = group.places.upperBound
            if group.template != state.template { (state.template, state.event) = (group.template, order.event(group)) }
            guard let template = state.event else { return nil }
            let event = order.name(group).map { template.renamed($0) } ?? template
            return observed(entry(group, order, &state.sets), state.sets, event)
        }
    }

    /// The entries of one access as one.
    @inline(__always)
    func entry(_ group: AccessOrder.Group, _ order: AccessOrder, _ sets: inout RunSets) -> AccessTable.Entry {
        var entry = table[order.index(group.places.lowerBound)]
        for place in group.places.dropFirst() { entry.join(table[order.index(place)], table, &sets) }
        return entry
    }
}
