/// Reads logs of any size: the bytes are given to it as they come, and a summary is taken at the end.
///
/// Stretches of whole lines are read by tasks beside each other, and what they found is joined in the order of the log:
/// the result is that of one reader alone. Memory is bounded by ``ScanLimits`` and a few stretches.
///
///     var scanner = LogScanner()
///     await scanner.begin()                       // once for each file, oldest first
///     await scanner.feed(bytes)                   // as often as there are bytes
///     let summary = await scanner.finish()
///     for access in summary.accesses where access.event.objection == nil { … }
package struct LogScanner: ~Copyable {
    private let hash = ByteHash()
    private let limits: ScanLimits
    private let window: ClosedRange<UInt64>?
    private var whole: SegmentScan
    private var completeness = Completeness()
    private var bytes: UInt64 = 0
    /// Whether every log of the audit daemon holds more than AppArmor's records; none before there was one.
    private var isWholeLog: Bool?
    private var missing: UInt64?
    private var outside: UInt64 = 0
    private var hasMoreGaps = false

    // Of the source that is being read:
    private var source: SourceForm?
    private var hasOtherRecords = false
    private var sequence: SerialLedger
    /// The beginning of a line whose end has not come yet.
    private var carry: [UInt8] = []
    /// Whether the rest of a line that is too long is being passed over.
    private var isSkipping = false
    private var tasks: [Task<SegmentScan, Never>] = []

    /// Stretches that are read beside each other.
    private static let width = 3

    /// A scanner that counts what lies within the window, in milliseconds since 1970, and what has no time.
    package init(limits: ScanLimits = ScanLimits(), window: ClosedRange<UInt64>? = nil) {
        self.limits = limits
        self.window = window
        whole = SegmentScan(.text, hash, limits)
        sequence = SerialLedger(limit: limits.intervals)
    }

    /// Begins another source, whose form is told by its beginning where it is not given. The order of sources is that of
    /// time: of a rotated set the oldest first.
    package mutating func begin(_ source: SourceForm? = nil) async {
        await endSource()
        self.source = source
    }

    /// Takes the bytes that follow. For speed, some megabytes at once.
    package mutating func feed(_ chunk: [UInt8]) async {
        bytes += UInt64(chunk.count)
        if source == nil, !chunk.isEmpty {
            source = SourceForm.of(beginning: chunk.span.extracting(0..<min(chunk.count, 1 << 16)))
        }
        let all = 0..<chunk.count
        guard let first = chunk.span.position(of: UInt8(ascii: "\n"), in: all),
            let last = chunk.span.lastPosition(of: UInt8(ascii: "\n"), in: all)
        else { return extend(chunk[...]) }
        extend(chunk[..<first])
        await dispatch(takeLine(), chunk, first + 1..<last + 1)
        extend(chunk[(last + 1)...])
    }

    /// Ends the reading.
    package consuming func finish() async -> LogSummary {
        await endSource()
        var completeness = completeness
        completeness.dropped = whole.table.dropped
        completeness.missingRecords = missingRecords()
        completeness.hasMoreGaps = hasMoreGaps || whole.runs.runs.contains(where: \.isCapped)
        return LogSummary(
            table: whole.table,
            completeness: completeness,
            bytes: bytes,
            runs: whole.runs.runs.count,
            outside: outside
        )
    }

    /// Keeps the beginning of a line, of one that is too long no more than tells that.
    private mutating func extend(_ piece: ArraySlice<UInt8>) {
        if isSkipping { return }
        carry += piece.prefix(LineReader.longest + 1 - carry.count)
        isSkipping = carry.count > LineReader.longest
    }

    private mutating func takeLine() -> [UInt8] {
        defer {
            carry = []
            isSkipping = false
        }
        return carry
    }

    /// Has a line and the whole lines behind it read.
    private mutating func dispatch(_ line: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) async {
        var scan = SegmentScan(source ?? .text, hash, limits, window: window)
        // A task costs more than some lines.
        if tasks.isEmpty, range.count < 1 << 16 {
            scan.scan(line, 0..<line.count)
            scan.scan(bytes, range)
            return merge(scan)
        }
        if tasks.count >= Self.width { merge(await tasks.removeFirst().value) }
        let empty = scan
        tasks.append(
            Task {
                var scan = empty
                scan.scan(line, 0..<line.count)
                scan.scan(bytes, range)
                return scan
            }
        )
    }

    /// Waits for all that is being read.
    private mutating func join() async {
        while !tasks.isEmpty { merge(await tasks.removeFirst().value) }
    }

    private mutating func merge(_ next: SegmentScan) {
        let offset = whole.runs.merge(next.runs)
        whole.table.merge(next.table, runOffset: offset)
        sequence.merge(next.sequence)
        hasOtherRecords = hasOtherRecords || next.hasOtherRecords
        completeness.merge(next.completeness)
        outside += next.outside
    }

    private mutating func endSource() async {
        await dispatch(takeLine(), [], 0..<0)
        await join()
        switch source {
        case .auditLog?: isWholeLog = (isWholeLog ?? true) && hasOtherRecords
        case .kernelMessages? where hasOtherRecords:
            missing = (missing ?? 0) + sequence.missing
            hasMoreGaps = hasMoreGaps || sequence.isCapped
        default: break
        }
        source = nil
        hasOtherRecords = false
        sequence = SerialLedger(limit: limits.intervals)
    }

    /// What is missing between the audit daemon's records, where all of its logs have records of other kinds too.
    private func missingRecords() -> UInt64? {
        guard isWholeLog == true else { return missing }
        return whole.runs.runs.reduce(missing ?? 0) { $0 + $1.missing }
    }
}
