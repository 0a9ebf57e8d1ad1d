/// What a scan found: distinct accesses, each counted, and what is missing.
package struct LogSummary: Sendable {
    let table: AccessTable
    package let completeness: Completeness
    /// Bytes that were read.
    package let bytes: UInt64
    /// Runs of the machine that the log is of: how often the kernel's numbers began again, and one.
    package let runs: Int

    /// Events before or after the window that was asked for; they are not among the accesses.
    package let outside: UInt64

    /// How many distinct accesses there are.
    package var count: Int { table.count }

    /// Events in all, those that had no room included.
    package var events: UInt64 { (0..<count).reduce(table.dropped) { $0 + UInt64(table[$1].count) } }

    /// The fields that have no place in events, by name, with how often each came; kinds that are not known have all of
    /// theirs there.
    package var otherFields: [String: UInt64] {
        var counts: [UInt32: UInt64] = [:]
        for index in 0..<count { counts[table[index].template, default: 0] += UInt64(table[index].count) }
        var fields: [String: UInt64] = [:]
        for (template, count) in counts {
            for field in table.templates[Int(template)]?.event.others ?? [] { fields[field.key, default: 0] += count }
        }
        return fields
    }

    /// The access of that number, in the order in which they first came.
    package subscript(index: Int) -> ObservedAccess? {
        let entry = table[index]
        guard let template = table.templates[Int(entry.template)] else { return nil }
        var event = template.event
        if template.hasName {
            if let place = event.others.firstIndex(where: { $0.key == "name" }) {
                event.others[place] = OtherField(key: "name", value: table.name(entry))
            } else {
                event.detail = event.detail.renamed(name(entry, template))
            }
        }
        return ObservedAccess(
            event: event,
            count: entry.count,
            first: entry.first == 0 ? nil : entry.first,
            last: entry.last == 0 ? nil : entry.last,
            comms: entry.comms.all.map { table.comms.bytes(Int($0) - 1) },
            hasMoreComms: entry.comms.hasMore,
            runs: entry.runs
        )
    }

    private func name(_ entry: AccessTable.Entry, _ template: AccessTable.Template) -> [UInt8] {
        let written = table.name(entry)
        guard template.isHexName else { return written }
        return HexName.decoded(written.span, 0..<written.count) ?? written
    }

    /// All accesses, made one at a time.
    package var accesses: some Sequence<ObservedAccess> { (0..<count).lazy.compactMap { self[$0] } }
}
