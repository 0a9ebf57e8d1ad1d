/// What is in a stretch of whole lines: the events one by one, for the table of a whole scan.
struct SegmentScan: Sendable {
    private(set) var records: RecordBatch
    private(set) var runs: RunBook
    private(set) var filters: SeccompFinds
    private(set) var completeness = Completeness()
    /// Whether there are records in the kernel's buffer that are not AppArmor's: then the log is not a filtered one.
    private(set) var hasOtherRecords = false
    /// The numbers of `/dev/kmsg`'s records.
    private(set) var sequence: SerialLedger
    /// Events outside of the window.
    private(set) var outside: UInt64 = 0
    private var stamps = RecordStamp.Memo()
    private let source: SourceForm
    private let window: ClosedRange<UInt64>?
    /// The machine that the last line named, and its number.
    private var host: (name: [UInt8], number: Int) = ([], 0)

    init(_ source: SourceForm, _ hash: ByteHash, _ limits: ScanLimits, window: ClosedRange<UInt64>? = nil) {
        self.source = source
        records = RecordBatch(hash)
        self.window = window
        runs = RunBook(limit: limits.intervals)
        filters = SeccompFinds(source, window: window)
        sequence = SerialLedger(limit: limits.intervals)
    }

    /// Reads the lines of a range, each of which ends within it.
    ///
    /// - Parameter interner: numbers what records are made of; it may know parts of other stretches.
    mutating func scan(_ bytes: [UInt8], _ range: Range<Int>, _ interner: inout RecordInterner) {
        let text = bytes.span
        var shape = LineShape()
        if source == .auditLog {
            scanAuditLog(text, range, &shape, &interner)
        } else {
            var position = range.lowerBound
            while let line = text.line(holding: "apparmor=", in: position..<range.upperBound) {
                read(text, line, &shape, &interner)
                position = min(line.upperBound + 1, range.upperBound)
            }
        }
        if source != .auditLog { filters.search(text, range) }
        switch source {
        case .auditLog: break
        case .kernelMessages:
            let others = sequence.note(text, range)
            hasOtherRecords = hasOtherRecords || others
            completeness.noteLosses(text, range)
        case .journal, .text:
            completeness.noteLosses(text, range)
            readObsolete(text, range, &shape, &interner)
        }
        records.resolve(text, &shape, &interner)
        note(unread: records.takeUnread())
        runs.close()
    }

    /// Reads the audit daemon's log, of which all lines are looked at. Records of the usual form are known by their beginning, so
    /// that the word is searched only after other lines.
    private mutating func scanAuditLog(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        let isEnriched = text.position(of: 0x1D, in: range) != nil
        var position = range.lowerBound
        while position < range.upperBound {
            let first = position..<text.lineEnd(from: position, in: range)
            if readBelieved(text, first, isEnriched, &shape, &interner) {
                position = first.upperBound + 1
                continue
            }
            guard let line = text.line(holding: "apparmor=", in: position..<range.upperBound) else {
                return noteSerials(text, position..<range.upperBound, &shape, &interner)
            }
            noteSerials(text, position..<line.lowerBound, &shape, &interner)
            if !readBelieved(text, line, isEnriched, &shape, &interner) {
                noteSerials(text, line, &shape, &interner)
                read(text, line, &shape, &interner)
            }
            position = line.upperBound + 1
        }
    }

    /// Counts records of text that cannot be read for certain.
    mutating func note(unread records: [UnreadRecord]) { for record in records { completeness.note(record) } }

    /// Reads a line of the audit daemon's most frequent form, whose stamp is looked at once; answers whether it is one.
    @inline(__always)
    private mutating func readBelieved(
        _ text: Span<UInt8>,
        _ line: Range<Int>,
        _ isEnriched: Bool,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) -> Bool {
        guard line.count <= LineReader.longest, text.starts(with: "type=AVC ", in: line) else { return false }
        var end = line.upperBound
        while text[end - 1] <= 0x20 { end -= 1 }
        let range = line.lowerBound..<end
        guard let frame = LineFrame.believed(text, range, source, &stamps, isEnriched: isEnriched) else { return false }
        guard isInWindow(frame.time) else {
            outside += 1
            return true
        }
        let number = frame.serial.map { run(0, $0, frame.time, keep: true) } ?? Sighting.noRun
        records.add(text, frame, run: number, &shape, &interner)
        return true
    }

    /// Reads one line of AppArmor's.
    private mutating func read(
        _ text: Span<UInt8>,
        _ line: Range<Int>,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        var line = line
        while !line.isEmpty, text[line.upperBound - 1] <= 0x20 { line = line.lowerBound..<line.upperBound - 1 }
        guard line.count <= LineReader.longest else {
            completeness.malformed[.tooLong, default: 0] += 1
            return
        }
        if isOtherNotation(text, line) {
            readOther(text, line, &shape, &interner)
        } else if let frame = LineFrame.read(text, line, source) {
            note(text, frame, &shape, &interner)
        }
    }

    /// Whether a line may be one that ``EmbeddedRecord`` takes.
    private func isOtherNotation(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
        switch text[line.lowerBound] {
        case 0...0x20, UInt8(ascii: "{"), UInt8(ascii: "\""): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): KmsgPrefix(text, line) != nil
        default: false
        }
    }

    /// A line that may be in another notation than its own text.
    private mutating func readOther(
        _ text: Span<UInt8>,
        _ line: Range<Int>,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        let copy = text.bytes(line)
        guard let record = EmbeddedRecord(copy, 0..<copy.count, source) else {
            if let frame = LineFrame.read(copy.span, 0..<copy.count, source) {
                note(copy.span, frame, &shape, &interner, isCopy: true)
            }
            return
        }
        switch record.content {
        case .success(let (bytes, frame)): if let frame { note(bytes.span, frame, &shape, &interner, isCopy: true) }
        case .failure(let reason): completeness.malformed[reason, default: 0] += 1
        }
    }

    /// Takes a record of a line, or of a copy of one, which goes.
    private mutating func note(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner,
        isCopy: Bool = false
    ) {
        guard isInWindow(frame.time) else { return outside += 1 }
        guard let place = records.addNow(text, frame, isCopy: isCopy, &shape, &interner), let serial = frame.serial
        else { return }
        records.set(run: run(host(text, frame.node), serial, frame.time, keep: false), of: place)
    }

    /// The number of the run of a record.
    @inline(__always)
    private mutating func run(_ host: Int, _ serial: UInt64, _ time: UInt64?, keep: Bool) -> UInt16 {
        UInt16(truncatingIfNeeded: runs.note(host, serial, time, keep: keep))
    }

    @inline(__always)
    private func isInWindow(_ time: UInt64?) -> Bool {
        guard let window, let time else { return true }
        return window.contains(time)
    }

    /// The number of the machine that a record names.
    @inline(__always)
    private mutating func host(_ text: Span<UInt8>, _ node: Range<Int>?) -> Int {
        guard let node else { return 0 }
        if host.name.equals(0..<host.name.count, text, node) { return host.number }
        let name = text.bytes(node)
        host = (name, runs.host(name))
        return host.number
    }

    // MARK: What tells of gaps

    /// The numbers of all records of the audit daemon's log, but for those that the daemon makes itself: it numbers them
    /// from where it likes (auditd's src/auditd.c).
    private mutating func noteSerials(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = text.position(of: UInt8(ascii: "\n"), in: start..<range.upperBound) ?? range.upperBound
            noteSerial(text, start..<end)
            if LineFrame.isObsolete(text, start..<end), text.position(of: "apparmor=", in: start..<end) == nil {
                read(text, start..<end, &shape, &interner)
            }
            start = end + 1
        }
    }

    @inline(__always)
    private mutating func noteSerial(_ text: Span<UInt8>, _ line: Range<Int>) {
        let (start, end) = (line.lowerBound, line.upperBound)
        // `node=NAME type=NAME msg=audit(`: the first parenthesis.
        guard let open = text.position(of: UInt8(ascii: "("), in: start..<min(end, start + 320)), open >= start + 5,
            let stamp = RecordStamp(text, at: open - 5, end: end, &stamps)
        else { return filters.take(text, line) }
        guard isInWindow(stamp.time) else { return }
        let hasNode = text[start] == UInt8(ascii: "n") && text.starts(with: "node=", in: start..<open)
        let node = hasNode ? self.node(text, start..<open) : nil
        let type = node.map { $0.upperBound + 1 } ?? start
        // The letters that the types in question begin with, before their names are compared.
        switch type + 5 < end ? text[type + 5] : 0 {
        case UInt8(ascii: "D") where text.starts(with: "type=DAEMON_", in: type..<end): return
        case UInt8(ascii: "A") where text.starts(with: "type=AVC ", in: type..<end):
            _ = runs.note(host(text, node), stamp.serial, stamp.time, keep: true)
        default:
            _ = runs.note(host(text, node), stamp.serial, stamp.time, keep: true, isOther: true)
            if SeccompFinds.isPossible(text, type, end) { filters.take(text, line) }
        }
    }

    /// The name of the machine in front of a record; see auditd.conf(5), name_format.
    private func node(_ text: Span<UInt8>, _ line: Range<Int>) -> Range<Int>? {
        text.position(of: UInt8(ascii: " "), in: line).map { line.lowerBound + 5..<$0 }
    }

    /// Kernels before 2.6.36 have no `apparmor=`.
    private mutating func readObsolete(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        let marks: [StaticString] = ["type=150", "type=UNKNOWN[150", "type=APPARMOR_"]
        for line in text.linesWithoutStatus(holding: marks, in: range) { read(text, line, &shape, &interner) }
    }
}
