import ArmorJSON

/// What a line of a summary says of one access, but for the access itself.
struct SummaryCounts {
    let name: [UInt8]?
    let count: UInt32
    /// Milliseconds since 1970; 0 where no time was seen.
    let first: UInt64
    let last: UInt64
    let comms: [[UInt8]]
    let hasMoreComms: Bool
    /// Numbers of the summary's own runs.
    let runs: [Int]

    /// - Parameter runs: how many the summary has.
    init?(_ value: JSONValue, runs: Int) {
        guard let members = value.object?.members, members.allSatisfy({ Self.keys.contains($0.key) }),
            let count = value["count"]?.summaryNumber.flatMap(UInt32.init(exactly:)), count > 0
        else { return nil }
        self.count = count
        if let written = value["name"] {
            guard let name = written.summaryBytes, name.count <= UInt16.max else { return nil }
            self.name = name
        } else {
            name = nil
        }
        guard (value["first"] == nil) == (value["last"] == nil),
            let first = value["first"].map(\.summaryNumber) ?? 0, let last = value["last"].map(\.summaryNumber) ?? 0,
            first <= last
        else { return nil }
        (self.first, self.last) = (first, last)
        let comms = (value["comms"] ?? .array([])).elements?.map(\.summaryBytes) ?? [nil]
        guard comms.count <= CommSet.limit, comms.allSatisfy({ $0.map { $0.count <= UInt16.max } ?? false }) else {
            return nil
        }
        self.comms = comms.compactMap(\.self)
        guard let hasMore = (value["more_comms"] ?? .boolean(false)).flag else { return nil }
        hasMoreComms = hasMore
        let numbers = (value["runs"] ?? .array([])).elements?.map { $0.integer ?? -1 } ?? [-1]
        guard numbers.count <= RunSets.limit, numbers.allSatisfy({ $0 >= 0 && $0 < runs }) else { return nil }
        self.runs = numbers
    }

    private static let keys: Set<String> = [
        "access", "name", "count", "first", "last", "comms", "more_comms", "runs",
    ]
}

extension LogPiece {
    /// A line of a run; none where it says what cannot be.
    init?(summary value: JSONValue) {
        guard let host = value["host"]?.summaryBytes, host.count <= UInt16.max,
            let first = RecordMoment(summary: value["first"]), let last = RecordMoment(summary: value["last"])
        else { return nil }
        key = Key(host: host, first: first)
        self.last = last
        guard let written = value["records"] else {
            records = nil
            return
        }
        guard let read = Records(summary: written) else { return nil }
        records = read
    }
}

extension LogPiece.Records {
    init?(summary value: JSONValue) {
        guard let lowest = value["lowest"]?.summaryNumber, let highest = value["highest"]?.summaryNumber,
            lowest <= highest, highest < RecordStamp.end, let missingBefore = value["missing_before"]?.summaryNumber,
            let hasMoreGaps = value["more_gaps"]?.flag, let isWhole = value["whole"]?.flag,
            let written = value["gaps"]?.elements, written.count <= LogPiece.mostGaps
        else { return nil }
        var gaps: [ClosedRange<UInt64>] = []
        for gap in written {
            guard let ends = RecordMoment(summary: gap) else { return nil }
            // In order, and between records.
            guard ends.time <= ends.serial, ends.time > (gaps.last?.upperBound ?? lowest), ends.serial < highest else {
                return nil
            }
            gaps.append(ends.time...ends.serial)
        }
        self.init(
            lowest: lowest,
            highest: highest,
            gaps: gaps,
            missingBefore: missingBefore,
            hasMoreGaps: hasMoreGaps,
            isWhole: isWhole
        )
    }
}

extension RecordMoment {
    /// Two numbers, of the size that those of logs have.
    fileprivate init?(summary value: JSONValue?) {
        guard let pair = value?.elements, pair.count == 2, let time = pair[0].summaryNumber,
            let serial = pair[1].summaryNumber, max(time, serial) < RecordStamp.end
        else { return nil }
        self.init(time: time, serial: serial)
    }
}

extension Completeness {
    /// The line of losses; what was dropped and what is missing from the kernel's buffer is not taken.
    init?(summary value: JSONValue) {
        guard let suppressed = value["suppressed"]?.summaryNumber, let auditLost = value["audit_lost"]?.summaryNumber,
            let rateLimited = value["rate_limited"]?.summaryNumber,
            let backlogExceeded = value["backlog_exceeded"]?.summaryNumber, let hasMoreGaps = value["more_gaps"]?.flag
        else { return nil }
        self.init()
        self.suppressed = suppressed
        self.auditLost = auditLost
        self.rateLimited = rateLimited
        self.backlogExceeded = backlogExceeded
        self.hasMoreGaps = hasMoreGaps
    }
}
