extension LogSummary {
    /// What the first line of a summary says it is, and the form of what follows: see docs/learn-summary.md.
    static let formatName = "armor-learn"
    static let formatVersion = 1

    /// Hands over the summary as lines of JSON, some megabytes at once. The same accesses, counts, runs and losses give the
    /// same bytes, in whatever order and grouping they came together.
    package func write(to take: ([UInt8]) throws -> Void) throws {
        var text = SummaryBytes()
        text.append("{\"format\":\"\(Self.formatName)\",\"version\":\(Self.formatVersion)}\n")
        let numbers = writeRuns(&text)
        var accesses = 0
        let order = AccessOrder(table)
        let stretches = order.stretches(of: Self.stretch)
        let line = AccessLine(self, numbers)
        for start in stride(from: 0, to: stretches.count, by: Self.width) {
            let next = stretches[start..<min(start + Self.width, stretches.count)]
            for (written, count) in sideBySide(next.count, { lines(next[next.startIndex + $0], order, line) }) {
                try take(text.bytes)
                text = written
                accesses += count
            }
        }
        calls.write(to: &text)
        writeLedger(&text)
        text.append("{\"end\":{\"runs\":\(numbers.count),\"accesses\":\(accesses)}}\n")
        try take(text.bytes)
    }

    /// Accesses of a stretch, some hundred bytes each, and stretches that are written beside each other. What is written takes
    /// room that the next ones take again: two megabytes, which stay near the processors.
    private static let stretch = 1 << 10
    private static let width = 8

    /// The lines of a stretch of accesses, and how many there are.
    private func lines(_ stretch: Range<Int>, _ order: AccessOrder, _ line: AccessLine) -> (SummaryBytes, Int) {
        var text = SummaryBytes(capacity: stretch.count * 300)
        var line = line
        var sets = table.sets
        var (start, count) = (stretch.lowerBound, 0)
        while start < stretch.upperBound, let group = order.group(at: start) {
            start = group.places.upperBound
            // Neighbours in this order are anywhere in the table.
            order.approach(start + 16)
            order.approachName(start + 8)
            line.write(group, order, entry(group, order, &sets), sets, to: &text)
            count += 1
        }
        return (text, count)
    }

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
}

/// Writes the lines of accesses. What many of them have in common is kept written.
private struct AccessLine: Sendable {
    private let table: AccessTable
    /// Of each piece the number that it has in the summary.
    private let numbers: [UInt64]
    private var template = -1
    /// The beginning of the lines of a template.
    private var head: [UInt8] = []
    private var fixedName: [UInt8]?
    private var hasName = false
    private var set: UInt32?
    /// The end of the lines of a set of pieces.
    private var tail: [UInt8] = []
    /// The programs in quotes, by number.
    private let comms: [[UInt8]]

    init(_ summary: LogSummary, _ numbers: [UInt64]) {
        table = summary.table
        self.numbers = numbers
        comms = (0..<table.comms.count).map { [table] number in
            var text = SummaryBytes()
            text.append(quoted: table.comms.bytes(number))
            return text.bytes
        }
    }

    mutating func write(
        _ group: AccessOrder.Group,
        _ order: AccessOrder,
        _ entry: AccessTable.Entry,
        _ sets: borrowing RunSets,
        to text: inout SummaryBytes
    ) {
        if group.template != template { begin(group.template, order) }
        if entry.runs != set { begin(entry.runs, sets) }
        text.append(raw: head)
        if let fixedName {
            text.append(quoted: fixedName)
        } else if hasName {
            let (bytes, range) = table.nameBytes(entry)
            text.append(quoted: bytes, range)
        }
        text.append(literal: ",\"count\":")
        text.append(UInt64(entry.count))
        if entry.last != 0 {
            text.append(literal: ",\"first\":")
            text.append(entry.first)
            text.append(literal: ",\"last\":")
            text.append(entry.last)
        }
        var hasComms = false
        entry.comms.forEach { number in
            text.append(literal: hasComms ? "," : ",\"comms\":[")
            text.append(raw: comms[Int(number) - 1])
            hasComms = true
        }
        if hasComms { text.append(literal: "]") }
        if entry.comms.hasMore { text.append(literal: ",\"more_comms\":true") }
        text.append(raw: tail)
    }

    private mutating func begin(_ number: Int, _ order: AccessOrder) {
        template = number
        guard let access = order.texts.texts[number] else { return }
        (fixedName, hasName) = (order.texts.fixedNames[number], access.hasName)
        head.removeAll(keepingCapacity: true)
        head.append("{\"access\":" as StaticString)
        order.texts.append(access, to: &head)
        if hasName { head.append(",\"name\":" as StaticString) }
    }

    private mutating func begin(_ runs: UInt32, _ sets: borrowing RunSets) {
        set = runs
        var text = SummaryBytes()
        let members = sets[runs]
        if !members.isEmpty {
            text.append(",\"runs\":")
            text.append(list: members.map { numbers[Int($0)] })
        }
        text.append("}\n")
        tail = text.bytes
    }
}
