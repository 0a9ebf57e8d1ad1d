import ArmorJSON

/// Why bytes are no summary.
package struct SummaryError: Error, Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        /// The first line is not that of a summary.
        case noSummary = "no-summary"
        /// Another version wrote it.
        case otherVersion = "other-version"
        /// A line is no JSON, or too long.
        case badLine = "bad-line"
        /// A line says what no summary says.
        case badContent = "bad-content"
        /// The last line is missing: it was cut.
        case cut
        /// Something stands behind the last line.
        case trailing
    }

    package let reason: Reason
    /// From 1.
    package let line: Int

    /// For people.
    package var message: String {
        switch reason {
        case .noSummary: "this is no summary of armor learn --partial"
        case .otherVersion: "another version of armor wrote this summary"
        case .badLine: "line \(line) is no JSON"
        case .badContent: "line \(line) says nothing that a summary says"
        case .cut: "the summary is cut: its last line is missing"
        case .trailing: "something stands behind the end of the summary, in line \(line)"
        }
    }
}

/// Joins summaries, in any order: the result is that of one scan of all their logs.
///
/// A summary is believed as far as a log is: a member that no record of a log could have, a number out of range or a
/// missing end is an error. Memory is bounded by ``ScanLimits``.
///
///     var scanner = SummaryScanner()
///     try scanner.feed(bytes)                     // as often as there are bytes
///     try scanner.end()                           // once for each summary
///     let summary = scanner.finish()
package struct SummaryScanner: ~Copyable {
    private let hash = ByteHash()
    private var table: AccessTable
    private var losses = Completeness()
    private var buffer = BufferGaps()
    private var bytes: UInt64 = 0
    private var outside: UInt64 = 0
    private var calls = SeccompCalls()

    // Of the summary that is being read:
    private var line = 0
    private var hasHeader = false
    private var hasEnd = false
    private var accesses = 0
    /// Of each of its runs the number of its piece.
    private var pieces: [UInt32] = []
    private var carry: [UInt8] = []
    /// The access of the line before, which is often that of the next as well.
    private var last: (access: JSONValue, hasName: Bool, shape: ShapeTable.Key?, hash: UInt64)?

    /// Longer lines are refused: a name of 65,535 bytes, each of them escaped, takes less than half of it.
    static let longestLine = 1 << 20
    private static let json = JSONLimits(bytes: longestLine, depth: 6, values: 4096)

    package init(limits: ScanLimits = ScanLimits()) { table = AccessTable(hash, limits) }

    /// Takes the bytes that follow.
    package mutating func feed(_ chunk: [UInt8]) throws(SummaryError) {
        var start = 0
        while let end = chunk.span.position(of: UInt8(ascii: "\n"), in: start..<chunk.count) {
            if carry.isEmpty {
                try read(chunk[start..<end])
            } else {
                let whole = carry + chunk[start..<end]
                carry = []
                try read(whole[...])
            }
            start = end + 1
        }
        carry += chunk[start...]
        if carry.count > Self.longestLine { throw SummaryError(reason: .badLine, line: line + 1) }
    }

    /// Ends a summary.
    package mutating func end() throws(SummaryError) {
        if !carry.isEmpty {
            let rest = carry
            carry = []
            try read(rest[...])
        }
        guard hasHeader else { throw SummaryError(reason: .noSummary, line: 1) }
        guard hasEnd else { throw SummaryError(reason: .cut, line: line) }
        (line, hasHeader, hasEnd, accesses, pieces, last) = (0, false, false, 0, [], nil)
    }

    package consuming func finish() -> LogSummary {
        losses.hasMoreGaps = losses.hasMoreGaps || table.pieces.isFull
        return LogSummary(table: table, calls: calls, losses: losses, buffer: buffer, bytes: bytes, outside: outside)
    }

    private mutating func read(_ text: ArraySlice<UInt8>) throws(SummaryError) {
        line += 1
        if hasEnd { throw SummaryError(reason: .trailing, line: line) }
        guard let value = try? JSONValue.parse(text, limits: Self.json) else {
            throw SummaryError(reason: hasHeader ? .badLine : .noSummary, line: line)
        }
        let isRead: Bool
        if !hasHeader {
            try readHeader(value)
            isRead = true
        } else if value["access"] != nil {
            isRead = readAccess(value)
        } else if value["run"] != nil {
            isRead = readRun(value)
        } else if value["call"] != nil {
            isRead = calls.read(call: value)
        } else if value["ledger"] != nil {
            isRead = readLedger(value)
        } else {
            isRead = readEnd(value)
        }
        if !isRead { throw SummaryError(reason: .badContent, line: line) }
    }

    private mutating func readHeader(_ value: JSONValue) throws(SummaryError) {
        guard value["format"]?.text == LogSummary.formatName else { throw SummaryError(reason: .noSummary, line: line) }
        guard value["version"]?.integer == LogSummary.formatVersion else {
            throw SummaryError(reason: .otherVersion, line: line)
        }
        hasHeader = true
    }

    private mutating func readEnd(_ value: JSONValue) -> Bool {
        guard let end = value["end"], end["runs"]?.integer == pieces.count, end["accesses"]?.integer == accesses else {
            return false
        }
        hasEnd = true
        return true
    }

    private mutating func readRun(_ value: JSONValue) -> Bool {
        guard value["run"]?.integer == pieces.count, accesses == 0, pieces.count < PieceBook.most,
            let piece = LogPiece(summary: value)
        else { return false }
        let number = table.piece(piece.key)
        if let number { table.complete(number, piece) }
        pieces.append(number ?? AccessTable.Entry.noPiece)
        return true
    }

    private mutating func readLedger(_ value: JSONValue) -> Bool {
        func number(_ key: String) -> UInt64? { value[key]?.summaryNumber }
        switch value["ledger"]?.text {
        case "log":
            guard let read = number("bytes"), let others = number("outside"), let again = number("repeated") else {
                return false
            }
            bytes = bytes.addingSaturated(read)
            outside = outside.addingSaturated(others)
            table.noteRepeated(again)
        case "losses":
            guard let more = Completeness(summary: value), let dropped = number("dropped") else { return false }
            losses.merge(more)
            buffer.merge(BufferGaps(missing: number("buffer_missing")))
            table.drop(dropped)
        case "calls": return calls.read(ledger: value)
        case "malformed":
            guard let reason = value["reason"]?.text.flatMap(Malformed.init(rawValue:)), let count = number("count")
            else { return false }
            losses.malformed[reason] = (losses.malformed[reason] ?? 0).addingSaturated(count)
        default: return false
        }
        return true
    }

    private mutating func readAccess(_ value: JSONValue) -> Bool {
        guard let counted = SummaryCounts(value, runs: pieces.count), let access = value["access"] else { return false }
        let name = counted.name
        if last?.access != access || last?.hasName != (name != nil) {
            guard let event = AuditEvent(summary: access, hasName: name != nil) else { return false }
            let key = event.summaryText
            let shape = table.shape(summary: key, hasName: name != nil)
            last = (access, name != nil, shape, hash(key.span, 0..<key.count, with: name == nil ? 0 : 1))
        }
        accesses += 1
        guard let last, let shape = last.shape else {
            table.drop(UInt64(counted.count))
            return true
        }
        let text = name ?? []
        let whole = 0..<text.count
        guard let place = table.find(shape, hash(text.span, whole, with: last.hash), text.span, whole) else {
            table.drop(UInt64(counted.count))
            return true
        }
        table.add(
            place,
            count: counted.count,
            first: counted.first,
            last: counted.last,
            pieces: counted.runs.map { pieces[$0] }.filter { $0 != AccessTable.Entry.noPiece },
            comms: (counted.comms.map { table.comm($0) }, counted.hasMoreComms)
        )
        return true
    }
}
