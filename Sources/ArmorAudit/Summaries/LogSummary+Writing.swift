extension LogSummary {
    /// What the first line of a summary says it is, and the form of what follows: see docs/learn-summary.md.
    static let formatName = "armor-learn"
    static let formatVersion = 1

    /// Hands over the summary as lines of JSON, some hundred kilobytes at once. The same accesses, counts, runs and losses
    /// give the same bytes, in whatever order and grouping they came together.
    package func write(to take: ([UInt8]) throws -> Void) throws {
        var text = SummaryBytes()
        text.append("{\"format\":\"\(Self.formatName)\",\"version\":\(Self.formatVersion)}\n")
        let numbers = writeRuns(&text)
        var accesses = 0
        let order = AccessOrder(table)
        var sets = table.sets
        var start = 0
        while let group = order.group(at: start) {
            start = group.entries.endIndex
            let entry = entry(group, &sets)
            text.add(group, entry, comms: entry.comms.all.map { table.comms.bytes(Int($0) - 1) })
            text.add(runs: sets[entry.runs].map { numbers[Int($0)] })
            accesses += 1
            if text.bytes.count >= Self.chunk {
                try take(text.bytes)
                text.clear()
            }
        }
        writeLedger(&text)
        text.append("{\"end\":{\"runs\":\(numbers.count),\"accesses\":\(accesses)}}\n")
        try take(text.bytes)
    }

    private static let chunk = 1 << 18

    /// The pieces of runs in an order of their own; answers the number that each has there.
    private func writeRuns(_ text: inout SummaryBytes) -> [UInt64] {
        let pieces = table.pieces.pieces
        let order = pieces.indices.sorted { LogPiece.Key.precedes(pieces[$0].key, pieces[$1].key) }
        var numbers = [UInt64](repeating: 0, count: pieces.count)
        for (number, index) in order.enumerated() {
            numbers[index] = UInt64(number)
            text.add(pieces[index], number: number)
        }
        return numbers
    }

    private func writeLedger(_ text: inout SummaryBytes) {
        text.append("{\"ledger\":\"log\",\"bytes\":\(bytes),\"outside\":\(outside),\"repeated\":\(repeated)}\n")
        text.append("{\"ledger\":\"losses\",\"suppressed\":\(losses.suppressed),\"audit_lost\":\(losses.auditLost)")
        text.append(",\"rate_limited\":\(losses.rateLimited),\"backlog_exceeded\":\(losses.backlogExceeded)")
        text.append(",\"dropped\":\(table.dropped)")
        if let missing = buffer.missing { text.append(",\"buffer_missing\":\(missing)") }
        text.append(",\"more_gaps\":\(losses.hasMoreGaps || buffer.hasMore)}\n")
        for (reason, count) in losses.malformed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            text.append("{\"ledger\":\"malformed\",\"reason\":\"\(reason.rawValue)\",\"count\":\(count)}\n")
        }
    }
}

extension SummaryBytes {
    fileprivate mutating func add(_ piece: LogPiece, number: Int) {
        append("{\"run\":\(number),\"host\":")
        append(quoted: piece.key.host)
        append(",\"first\":")
        append(list: [piece.key.first.time, piece.key.first.serial])
        append(",\"last\":")
        append(list: [piece.last.time, piece.last.serial])
        if let records = piece.records {
            append(",\"records\":{\"lowest\":\(records.lowest),\"highest\":\(records.highest),\"gaps\":[")
            for (index, gap) in records.gaps.enumerated() {
                if index > 0 { append(",") }
                append(list: [gap.lowerBound, gap.upperBound])
            }
            append("],\"missing_before\":\(records.missingBefore),\"more_gaps\":\(records.hasMoreGaps)")
            append(",\"whole\":\(records.isWhole)}")
        }
        append("}\n")
    }

    fileprivate mutating func add(_ group: AccessOrder.Group, _ entry: AccessTable.Entry, comms: [[UInt8]]) {
        append("{\"access\":")
        append(raw: group.template.text)
        if let name = group.name {
            append(",\"name\":")
            append(quoted: name)
        }
        append(",\"count\":")
        append(entry.count)
        if entry.last != 0 {
            append(",\"first\":")
            append(entry.first)
            append(",\"last\":")
            append(entry.last)
        }
        if !comms.isEmpty {
            append(",\"comms\":[")
            for (index, comm) in comms.enumerated() {
                if index > 0 { append(",") }
                append(quoted: comm)
            }
            append("]")
        }
        if entry.comms.hasMore { append(",\"more_comms\":true") }
    }

    fileprivate mutating func add(runs: [UInt64]) {
        if !runs.isEmpty {
            append(",\"runs\":")
            append(list: runs)
        }
        append("}\n")
    }
}
