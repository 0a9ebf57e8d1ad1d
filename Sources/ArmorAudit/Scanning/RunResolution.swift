/// One run of a machine, as far as logs tell.
package struct RunSpan: Sendable, Hashable {
    /// The machine; empty where nobody says.
    package let host: [UInt8]
    /// Milliseconds since 1970 of the first and the last record; 0 where no record has a time.
    package let first: UInt64
    package fileprivate(set) var last: UInt64
}

/// Which pieces are of one run, and what is missing from the runs.
struct RunResolution {
    /// Of each piece the number of its run.
    private(set) var runs: [Int]
    /// The runs by number: by machine, those of each in the order of time.
    private(set) var spans: [RunSpan] = []
    /// Numbers of records that stand in no piece; none where that cannot be told.
    private(set) var missing: UInt64?
    private(set) var hasMoreGaps = false

    /// - Parameter limit: intervals of numbers that are kept.
    init(_ pieces: [LogPiece], limit: Int) {
        runs = [Int](repeating: 0, count: pieces.count)
        let order = pieces.indices.sorted {
            let (left, right) = (pieces[$0].key, pieces[$1].key)
            return left.host == right.host
                ? LogPiece.Key.precedes(left, right) : left.host.lexicographicallyPrecedes(right.host)
        }
        var (host, last): ([UInt8]?, RecordMoment) = (nil, RecordMoment(time: 0, serial: 0))
        var ledger = SerialLedger(limit: limit)
        // What a machine's filter leaves out it leaves out everywhere.
        let numbered = Set(pieces.filter { $0.records != nil }.map(\.key.host))
        let whole = Set(pieces.filter { $0.records?.isWhole ?? false }.map(\.key.host))
        let isKnown = !numbered.isEmpty && numbered == whole
        var sum: UInt64 = 0
        for index in order {
            let piece = pieces[index]
            if host != piece.key.host || RunPart.begins(piece.key.first, after: last, latest: last.time) {
                spans.append(RunSpan(host: piece.key.host, first: piece.key.first.time, last: piece.last.time))
                (host, last) = (piece.key.host, piece.last)
                sum = sum.addingSaturated(ledger.missing)
                hasMoreGaps = hasMoreGaps || ledger.isCapped
                ledger = SerialLedger(limit: limit)
            } else if (last.time, last.serial) < (piece.last.time, piece.last.serial) {
                last = piece.last
            }
            let number = spans.count - 1
            spans[number].last = max(spans[number].last, piece.last.time)
            runs[index] = number
            guard let records = piece.records else { continue }
            var start = records.lowest
            for gap in records.gaps where gap.lowerBound > start {
                ledger.insert(start...gap.lowerBound - 1)
                start = gap.upperBound + 1
            }
            if start <= records.highest { ledger.insert(start...records.highest) }
            sum = sum.addingSaturated(records.missingBefore)
            hasMoreGaps = hasMoreGaps || records.hasMoreGaps
        }
        if isKnown { missing = sum.addingSaturated(ledger.missing) }
        hasMoreGaps = hasMoreGaps || ledger.isCapped
    }
}
