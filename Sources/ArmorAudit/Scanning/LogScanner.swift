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
    /// The machine that sources are of, where they do not say.
    private let host: [UInt8]
    private var table: AccessTable
    private var completeness = Completeness()
    private var bytes: UInt64 = 0
    private var buffer = BufferGaps()
    private var outside: UInt64 = 0
    private var calls = SeccompCalls()

    // Of the source that is being read:
    private var source: SourceForm?
    private var hasOtherRecords = false
    private var sequence: SerialLedger
    private var runs: RunBook
    /// Of each run of the source the number of its piece.
    private var numbers: [UInt32] = []
    /// The beginning of a line whose end has not come yet.
    private var carry: [UInt8] = []
    /// Whether the rest of a line that is too long is being passed over.
    private var isSkipping = false
    private var tasks: [(Task<Stretch, Never>, StretchReader)] = []
    /// Those that have nothing to read.
    private var readers: [StretchReader]

    /// A stretch that was read, with its bytes, in which the names stand.
    private struct Stretch: Sendable {
        let scans: [(SegmentScan, [UInt8])]
    }

    /// The encoding of the source.
    private var decoding = LogDecoding()
    /// Where text can be cut.
    private var blocks = TextBlocks()

    /// Stretches that are read beside each other.
    private static let width = 2

    /// A scanner that counts what lies within the window, in milliseconds since 1970, and what has no time.
    ///
    /// - Parameter host: the machine that the logs are of; records of which the audit daemon says another keep that.
    package init(
        limits: ScanLimits = ScanLimits(),
        window: ClosedRange<UInt64>? = nil,
        host: [UInt8] = []
    ) {
        self.limits = limits
        self.window = window
        self.host = host
        table = AccessTable(hash, limits)
        readers = (0..<Self.width).map { [hash] _ in StretchReader(hash) }
        sequence = SerialLedger(limit: limits.intervals)
        runs = RunBook(limit: limits.intervals)
    }

    /// Begins another source, whose form is told by its beginning where it is not given. The order of sources is that of
    /// time: of a rotated set the oldest first.
    package mutating func begin(_ source: SourceForm? = nil) async {
        await endSource()
        self.source = source
    }

    /// Takes the bytes that follow. For speed, some megabytes at once.
    package mutating func feed(_ chunk: [UInt8]) async {
        // Places in a stretch have 32 bits.
        guard chunk.count < 1 << 30 else {
            for start in stride(from: 0, to: chunk.count, by: 1 << 29) {
                await feed(Array(chunk[start..<min(start + 1 << 29, chunk.count)]))
            }
            return
        }
        bytes += UInt64(chunk.count)
        if source == nil || source == .text { return await feed(text: decoding.decode(chunk)) }
        await feed(lines: chunk)
    }

    /// Takes bytes whose form is not known yet, or text.
    private mutating func feed(text chunk: [UInt8]) async {
        if chunk.isEmpty { return }
        if source == nil {
            let beginning = chunk.span.extracting(0..<min(chunk.count, 1 << 16))
            source = decoding.isDecoding ? .text : SourceForm.of(beginning: beginning)
        }
        guard source == .text else { return await feed(lines: chunk) }
        for part in blocks.feed(chunk) { await dispatch([], part.text, part.lines) }
    }

    /// Takes bytes of a source in which every line is read by itself.
    private mutating func feed(lines chunk: [UInt8]) async {
        let all = 0..<chunk.count
        guard let first = chunk.span.position(of: UInt8(ascii: "\n"), in: all),
            let last = chunk.span.lastPosition(of: UInt8(ascii: "\n"), in: all)
        else { return extend(chunk[...]) }
        extend(chunk[..<first])
        await dispatch(takeLine(), chunk, first + 1..<last + 1)
        extend(chunk[(last + 1)...])
    }

    /// How many distinct accesses have been seen so far.
    package var count: Int { table.count }

    /// What has been read so far, but for a line whose end has not come yet.
    package mutating func snapshot() async -> LogSummary {
        if source == nil { await feed(text: decoding.end()) }
        if let part = blocks.flush() { await dispatch([], part.text, part.lines) }
        await join()
        var table = table
        var buffer = buffer
        for (number, piece) in told { table.complete(number, piece) }
        if tellsBufferGaps { buffer.note(sequence) }
        return summary(table, calls, buffer)
    }

    /// Ends the reading.
    package consuming func finish() async -> LogSummary {
        await endSource()
        return summary(table, calls, buffer)
    }

    private borrowing func summary(_ table: AccessTable, _ calls: SeccompCalls, _ buffer: BufferGaps) -> LogSummary {
        LogSummary(
            table: table,
            calls: calls,
            losses: completeness,
            buffer: buffer,
            bytes: bytes,
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
        let empty = SegmentScan(source ?? .text, hash, limits, window: window)
        let isText = source == .text
        @Sendable func scanned(by reader: StretchReader) -> Stretch {
            reader.trim()
            var scans: [(SegmentScan, [UInt8])] = []
            for (text, range) in [(line, 0..<line.count), (bytes, range)] where !range.isEmpty {
                var scan = empty
                let plain = isText ? PlainText(text, range) : nil
                let bytes = plain?.bytes ?? text
                let whole = plain?.bytes.map(\.indices) ?? range
                reader.with { scan.scan(bytes, whole, &$0.interner) }
                scan.note(unread: plain?.unread ?? [])
                scans.append((scan, bytes))
            }
            return Stretch(scans: scans)
        }
        // A task costs more than some lines.
        if tasks.isEmpty, range.count < 1 << 16, let reader = readers.last {
            return merge(scanned(by: reader), reader)
        }
        if tasks.count >= Self.width { await joinFirst() }
        guard let reader = readers.popLast() else { return }
        tasks.append((Task { scanned(by: reader) }, reader))
    }

    /// Waits for all that is being read.
    private mutating func join() async {
        while !tasks.isEmpty { await joinFirst() }
    }

    private mutating func joinFirst() async {
        let (task, reader) = tasks.removeFirst()
        merge(await task.value, reader)
        readers.append(reader)
    }

    private mutating func merge(_ stretch: Stretch, _ reader: StretchReader) {
        for (scan, bytes) in stretch.scans { merge(scan, bytes, reader) }
    }

    private mutating func merge(_ next: SegmentScan, _ bytes: [UInt8], _ reader: StretchReader) {
        let places = runs.merge(next.runs)
        while numbers.count < runs.runs.count { numbers.append(piece(runs.part(numbers.count), of: numbers.count)) }
        let pieces = places.map { numbers[$0] }
        reader.with { table.take(next, bytes, pieces: pieces, &$0) }
        calls.take(next.filters)
        sequence.merge(next.sequence)
        hasOtherRecords = hasOtherRecords || next.hasOtherRecords
        completeness.merge(next.completeness)
        outside += next.outside
    }

    /// The number of a new piece; none where there is no room for more.
    private mutating func piece(_ part: RunPart, of number: Int) -> UInt32 {
        table.piece(LogPiece.Key(host: host(of: number), first: part.first)) ?? AccessTable.Entry.noPiece
    }

    private func host(of run: Int) -> [UInt8] {
        let number = runs.runs[run].host
        return number == 0 ? host : runs.hosts[number]
    }

    private mutating func endSource() async {
        if source == nil || source == .text { await feed(text: decoding.end()) }
        decoding = LogDecoding()
        if let part = blocks.end() { await dispatch([], part.text, part.lines) }
        await dispatch(takeLine(), [], 0..<0)
        await join()
        for (number, piece) in told { table.complete(number, piece) }
        if tellsBufferGaps { buffer.note(sequence) }
        completeness.hasMoreGaps = completeness.hasMoreGaps || runs.isCapped || table.pieces.isFull
        source = nil
        hasOtherRecords = false
        sequence = SerialLedger(limit: limits.intervals)
        runs = RunBook(limit: limits.intervals)
        numbers = []
    }

    /// What the source that is being read tells of runs, by piece.
    private var told: [(UInt32, LogPiece)] {
        numbers.enumerated().filter { $0.element != AccessTable.Entry.noPiece }.map { run, number in
            (number, LogPiece(runs.part(run), host: host(of: run)))
        }
    }

    private var tellsBufferGaps: Bool { source == .kernelMessages && hasOtherRecords }
}

/// What is missing between the records of the kernel's buffer.
struct BufferGaps: Sendable, Hashable {
    /// None where nothing was read that can tell.
    var missing: UInt64?
    var hasMore = false

    mutating func note(_ sequence: SerialLedger) {
        missing = (missing ?? 0).addingSaturated(sequence.missing)
        hasMore = hasMore || sequence.isCapped
    }

    mutating func merge(_ other: BufferGaps) {
        if let more = other.missing { missing = (missing ?? 0).addingSaturated(more) }
        hasMore = hasMore || other.hasMore
    }
}
