/// What one source tells of one run of one machine. Pieces are never joined: how many runs they are, and what is missing
/// between them, is found once all are there, so that it does not matter in which order and grouping they came.
struct LogPiece: Sendable, Hashable {
    /// By which pieces are told apart.
    struct Key: Sendable, Hashable {
        /// The machine; empty where nobody says.
        let host: [UInt8]
        let first: RecordMoment

        static func precedes(_ left: Key, _ right: Key) -> Bool {
            if left.first.time != right.first.time { return left.first.time < right.first.time }
            if left.first.serial != right.first.serial { return left.first.serial < right.first.serial }
            return left.host.lexicographicallyPrecedes(right.host)
        }
    }

    /// The numbers of all records of the audit daemon's log.
    struct Records: Sendable, Hashable {
        let lowest: UInt64
        let highest: UInt64
        /// The last gaps between them.
        let gaps: [ClosedRange<UInt64>]
        /// Numbers in gaps before those.
        let missingBefore: UInt64
        /// Whether there are more gaps than were counted.
        let hasMoreGaps: Bool
        /// Whether there are records of other kinds than AppArmor's. Without them the log was filtered, and its gaps mean
        /// nothing.
        let isWhole: Bool
    }

    /// Gaps that are kept, so that another piece can fill them: near the end of a file records may stand in the next one.
    static let mostGaps = 256

    let key: Key
    let last: RecordMoment
    /// None where the source does not have all records.
    let records: Records?

    init(key: Key, last: RecordMoment, records: Records?) {
        (self.key, self.last, self.records) = (key, last, records)
    }

    /// - Parameter host: the machine's name.
    init(_ part: RunPart, host: [UInt8]) {
        key = Key(host: host, first: part.first)
        last = RecordMoment(time: part.latest, serial: part.last.serial)
        records = part.sealed ?? Records(part)
    }
}

extension LogPiece.Records {
    /// None where not all records were looked at.
    init?(_ part: RunPart) {
        let intervals = part.serials.intervals
        guard let lowest = intervals.first?.lowerBound, let highest = intervals.last?.upperBound else { return nil }
        let gaps = zip(intervals, intervals.dropFirst()).map { $0.upperBound + 1...$1.lowerBound - 1 }
        self.init(
            lowest: lowest,
            highest: highest,
            gaps: gaps.suffix(LogPiece.mostGaps),
            missingBefore: gaps.dropLast(LogPiece.mostGaps).reduce(0) {
                $0.addingSaturated($1.upperBound - $1.lowerBound + 1)
            },
            hasMoreGaps: part.serials.isCapped,
            isWhole: part.hasOtherRecords
        )
    }
}

extension LogPiece {
    /// Which of two pieces of one key is kept, where a log was read twice, or at two times: the one that goes further.
    func joined(_ other: LogPiece) -> LogPiece {
        func measure(_ piece: LogPiece) -> [UInt64] {
            var measure = [piece.last.time, piece.last.serial]
            guard let records = piece.records else { return measure }
            measure += [records.highest, UInt64.max - records.lowest, records.isWhole ? 1 : 0]
            measure += [records.missingBefore, records.hasMoreGaps ? 1 : 0]
            for gap in records.gaps { measure += [gap.lowerBound, gap.upperBound] }
            return measure
        }
        return measure(self).lexicographicallyPrecedes(measure(other)) ? other : self
    }
}

/// The pieces that were met, by number, each once.
struct PieceBook: Sendable {
    /// In the order of their numbers; those whose source is still being read have a key alone.
    private(set) var pieces: [LogPiece] = []
    private var numbers: [LogPiece.Key: UInt32] = [:]
    /// How often a piece came again: then a log was read twice, and its events are counted twice.
    private(set) var repeated: UInt64 = 0
    /// Whether there were more than have room.
    private(set) var isFull = false

    /// Runs of machines, of which each source tells a piece.
    static let most = 1 << 16

    /// The number of a piece; none where there is no room for more.
    mutating func number(_ key: LogPiece.Key) -> UInt32? {
        if let number = numbers[key] {
            repeated = repeated.addingSaturated(1)
            return number
        }
        guard pieces.count < Self.most else {
            isFull = true
            return nil
        }
        pieces.append(LogPiece(key: key, last: key.first, records: nil))
        numbers[key] = UInt32(pieces.count - 1)
        return UInt32(pieces.count - 1)
    }

    /// Says all that is known of a piece.
    mutating func complete(_ number: UInt32, _ piece: LogPiece) {
        pieces[Int(number)] = pieces[Int(number)].joined(piece)
    }

    mutating func noteRepeated(_ more: UInt64) { repeated = repeated.addingSaturated(more) }

    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        LogPiece.Key.precedes(pieces[Int(left)].key, pieces[Int(right)].key)
    }
}
