/// What is in a stretch of whole lines.
struct SegmentScan: Sendable {
    var table: AccessTable
    var runs: RunLedger
    var completeness = Completeness()
    /// Whether there are records of the audit system that are not AppArmor's: then the log is not a filtered one.
    private(set) var hasOtherRecords = false
    /// The numbers of `/dev/kmsg`'s records.
    private(set) var sequence: SerialLedger

    /// Events outside of the window.
    private(set) var outside: UInt64 = 0

    private let source: SourceForm
    private let window: ClosedRange<UInt64>?

    init(_ source: SourceForm, _ hash: ByteHash, _ limits: ScanLimits, window: ClosedRange<UInt64>? = nil) {
        self.source = source
        self.window = window
        table = AccessTable(hash, limits)
        runs = RunLedger(limit: limits.intervals)
        sequence = SerialLedger(limit: limits.intervals)
    }

    /// Reads the lines of a range, each of which ends within it.
    mutating func scan(_ bytes: [UInt8], _ range: Range<Int>) {
        let text = bytes.span
        var shape = LineShape()
        var position = range.lowerBound
        while let mark = text.position(of: "apparmor=", in: position..<range.upperBound) {
            let before = text.lastPosition(of: UInt8(ascii: "\n"), in: position..<mark)
            let start = before.map { $0 + 1 } ?? position
            let end = text.position(of: UInt8(ascii: "\n"), in: mark..<range.upperBound) ?? range.upperBound
            if source == .auditLog { noteSerials(text, position..<end, &shape) }
            read(text, start..<end, &shape)
            position = min(end + 1, range.upperBound)
        }
        switch source {
        case .auditLog: noteSerials(text, position..<range.upperBound, &shape)
        case .kernelMessages:
            noteSequence(text, range)
            noteLosses(text, range)
        case .journal, .text:
            noteLosses(text, range)
            readObsolete(text, range, &shape)
        }
    }

    /// Reads one line of AppArmor's.
    private mutating func read(_ text: Span<UInt8>, _ line: Range<Int>, _ shape: inout LineShape) {
        var line = line
        while !line.isEmpty, text[line.upperBound - 1] <= 0x20 { line = line.lowerBound..<line.upperBound - 1 }
        guard line.count <= LineReader.longest else {
            completeness.malformed[.tooLong, default: 0] += 1
            return
        }
        if isOtherNotation(text, line) {
            readOther(text, line, &shape)
        } else if let frame = LineFrame.read(text, line, source) {
            note(text, frame, &shape)
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
    private mutating func readOther(_ text: Span<UInt8>, _ line: Range<Int>, _ shape: inout LineShape) {
        let copy = text.bytes(line)
        guard let record = EmbeddedRecord(copy, 0..<copy.count, source) else {
            if let frame = LineFrame.read(copy.span, 0..<copy.count, source) { note(copy.span, frame, &shape) }
            return
        }
        switch record.content {
        case .success(let (bytes, frame)): if let frame { note(bytes.span, frame, &shape) }
        case .failure(let reason): completeness.malformed[reason, default: 0] += 1
        }
    }

    /// Counts a record.
    @inline(__always)
    private mutating func note(_ text: Span<UInt8>, _ frame: LineFrame, _ shape: inout LineShape) {
        if let window, let time = frame.time, !window.contains(time) {
            outside += 1
            return
        }
        shape.read(text, frame)
        guard let (number, isNew) = table.shape(shape.text.bytes.span, shape.text.range) else { return table.drop(1) }
        if isNew { define(text, frame, shape) }
        if let reason = table.malformed[number] {
            completeness.malformed[reason, default: 0] += 1
            return
        }
        if let serial = frame.serial { runs.note(serial, frame.time, keep: false) }
        guard let place = table.find(number, text, shape.name) else { return table.drop(1) }
        let comm = shape.comm.isEmpty ? nil : comm(text, shape)
        table.count(place, time: frame.time, run: runs.current, comm: comm)
    }

    /// The number of a program's name; it is kept as its own bytes, however it is written.
    @inline(__always)
    private mutating func comm(_ text: Span<UInt8>, _ shape: borrowing LineShape) -> UInt16 {
        guard shape.isHexComm, let decoded = HexName.decoded(text, shape.comm) else {
            return table.comm(text, shape.comm)
        }
        return table.comm(decoded.span, 0..<decoded.count)
    }

    private mutating func define(_ text: Span<UInt8>, _ frame: LineFrame, _ shape: borrowing LineShape) {
        // A copy of this line alone, so that ranges stay small.
        var frame = frame
        let start = min(frame.node?.lowerBound ?? frame.body.lowerBound, frame.body.lowerBound)
        let copy = text.bytes(start..<frame.body.upperBound)
        frame.node = frame.node.map { $0.lowerBound - start..<$0.upperBound - start }
        frame.body = frame.body.lowerBound - start..<frame.body.upperBound - start
        table.define(EventReader.read(copy, frame), hasName: shape.hasName, isHexName: shape.isHexName)
    }

    // MARK: What tells of gaps

    /// The numbers of all records of the audit daemon's log.
    private mutating func noteSerials(_ text: Span<UInt8>, _ range: Range<Int>, _ shape: inout LineShape) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = text.position(of: UInt8(ascii: "\n"), in: start..<range.upperBound) ?? range.upperBound
            // `node=NAME type=NAME msg=audit(`: the first parenthesis.
            if let open = text.position(of: UInt8(ascii: "("), in: start..<min(end, start + 320)), open >= start + 5,
                let stamp = RecordStamp(text, at: open - 5, end: end)
            {
                runs.note(stamp.serial, stamp.time, keep: true)
                if !hasOtherRecords { hasOtherRecords = !text.starts(with: "type=AVC ", in: start..<end) }
            }
            if LineFrame.isObsolete(text, start..<end), text.position(of: "apparmor=", in: start..<end) == nil {
                read(text, start..<end, &shape)
            }
            start = end + 1
        }
    }

    /// The numbers of all records of `/dev/kmsg`.
    private mutating func noteSequence(_ text: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = text.position(of: UInt8(ascii: "\n"), in: start..<range.upperBound) ?? range.upperBound
            if let prefix = KmsgPrefix(text, start..<end) {
                sequence.insert(prefix.sequence)
                if !hasOtherRecords { hasOtherRecords = !text.starts(with: "audit: type=1400", in: prefix.end..<end) }
            }
            start = end + 1
        }
    }

    /// Words that every notice of a loss has.
    private static let lossMarks: [StaticString] = [
        " callbacks suppressed", "audit: audit_", "limit exceeded", " kernel messages", " messages from ",
    ]

    private mutating func noteLosses(_ text: Span<UInt8>, _ range: Range<Int>) {
        var seen: Set<Int> = []
        for mark in Self.lossMarks {
            var position = range.lowerBound
            while let place = text.position(of: mark, in: position..<range.upperBound) {
                let before = text.lastPosition(of: UInt8(ascii: "\n"), in: position..<place)
                let start = before.map { $0 + 1 } ?? position
                let end = text.position(of: UInt8(ascii: "\n"), in: place..<range.upperBound) ?? range.upperBound
                position = min(end + 1, range.upperBound)
                guard seen.insert(end).inserted, text.position(of: "apparmor=", in: start..<end) == nil else {
                    continue
                }
                if let loss = LossNotice.read(text, start..<end) { completeness.note(loss) }
            }
        }
    }

    /// Kernels before 2.6.36 have no `apparmor=`.
    private mutating func readObsolete(_ text: Span<UInt8>, _ range: Range<Int>, _ shape: inout LineShape) {
        var seen: Set<Int> = []
        for mark in ["type=150", "type=UNKNOWN[150", "type=APPARMOR_"] as [StaticString] {
            var position = range.lowerBound
            while let place = text.position(of: mark, in: position..<range.upperBound) {
                let before = text.lastPosition(of: UInt8(ascii: "\n"), in: position..<place)
                let start = before.map { $0 + 1 } ?? position
                let end = text.position(of: UInt8(ascii: "\n"), in: place..<range.upperBound) ?? range.upperBound
                position = min(end + 1, range.upperBound)
                if seen.insert(end).inserted, text.position(of: "apparmor=", in: start..<end) == nil {
                    read(text, start..<end, &shape)
                }
            }
        }
    }
}
