/// What is in a stretch of whole lines: the events one by one, for the table of a whole scan.
struct SegmentScan: Sendable {
    private(set) var sightings: [Sighting] = []
    /// The shapes of the events, and what the first of each is.
    private(set) var shapes: ByteTable
    private(set) var templates: [Result<AccessTable.Template, Malformed>] = []
    /// Of each shape, whether a name in hexadecimal is decoded; none where it is no event.
    private var decodes: [Bool?] = []
    private(set) var comms: ByteTable
    /// Names that do not stand in the stretch as they are meant.
    private(set) var decoded: [UInt8] = []
    private(set) var runs: RunBook
    private(set) var filters: SeccompFinds
    private(set) var completeness = Completeness()
    /// Whether there are records in the kernel's buffer that are not AppArmor's: then the log is not a filtered one.
    private(set) var hasOtherRecords = false
    /// The numbers of `/dev/kmsg`'s records.
    private(set) var sequence: SerialLedger
    /// Events outside of the window.
    private(set) var outside: UInt64 = 0
    /// Events for which there was no room.
    private(set) var dropped: UInt64 = 0

    private var layouts = LayoutCache()
    private var stamps = RecordStamp.Memo()
    private let source: SourceForm
    private let hash: ByteHash
    private let window: ClosedRange<UInt64>?
    /// The machine that the last line named, and its number.
    private var host: (name: [UInt8], number: Int) = ([], 0)

    init(_ source: SourceForm, _ hash: ByteHash, _ limits: ScanLimits, window: ClosedRange<UInt64>? = nil) {
        self.source = source
        self.hash = hash
        self.window = window
        shapes = ByteTable(hash, limit: limits.shapes)
        comms = ByteTable(hash, limit: limits.comms)
        runs = RunBook(limit: limits.intervals)
        filters = SeccompFinds(source, window: window)
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
            if source == .auditLog {
                noteSerials(text, position..<start, &shape)
                if !readBelieved(text, start..<end, &shape) {
                    noteSerials(text, start..<end, &shape)
                    read(text, start..<end, &shape)
                }
            } else {
                read(text, start..<end, &shape)
            }
            position = min(end + 1, range.upperBound)
        }
        defer { runs.close() }
        if source != .auditLog { filters.search(text, range) }
        switch source {
        case .auditLog: noteSerials(text, position..<range.upperBound, &shape)
        case .kernelMessages:
            let others = sequence.note(text, range)
            hasOtherRecords = hasOtherRecords || others
            completeness.noteLosses(text, range)
        case .journal, .text:
            completeness.noteLosses(text, range)
            readObsolete(text, range, &shape)
        }
    }

    /// Counts records of text that cannot be read for certain.
    mutating func note(unread records: [UnreadRecord]) { for record in records { completeness.note(record) } }

    /// Reads a line of the audit daemon's most frequent form, whose stamp is looked at once; answers whether it is one.
    @inline(__always)
    private mutating func readBelieved(_ text: Span<UInt8>, _ line: Range<Int>, _ shape: inout LineShape) -> Bool {
        guard line.count <= LineReader.longest, text.starts(with: "type=AVC ", in: line) else { return false }
        var end = line.upperBound
        while text[end - 1] <= 0x20 { end -= 1 }
        guard let frame = LineFrame.believed(text, line.lowerBound..<end, source, &stamps) else { return false }
        let serial = isInWindow(frame.time) ? frame.serial : nil
        note(text, frame, &shape, run: serial.map { run(0, $0, frame.time, keep: true) })
        return true
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
            if let frame = LineFrame.read(copy.span, 0..<copy.count, source) {
                note(copy.span, frame, &shape, isCopy: true)
            }
            return
        }
        switch record.content {
        case .success(let (bytes, frame)): if let frame { note(bytes.span, frame, &shape, isCopy: true) }
        case .failure(let reason): completeness.malformed[reason, default: 0] += 1
        }
    }

    /// Takes a record, whose run may be known. Of a copy the name is kept apart, since the copy goes.
    @inline(__always)
    private mutating func note(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        _ shape: inout LineShape,
        run: UInt16? = nil,
        isCopy: Bool = false
    ) {
        guard isInWindow(frame.time) else { return outside += 1 }
        let place = isCopy ? nil : layouts.place(text, frame.body)
        if let place, noteKnown(text, frame, place, run) { return }
        shape.read(text, frame)
        let shapeHash = hash(shape.text.bytes.span, shape.text.range)
        guard let (number, isNew) = shapes.number(shape.text.bytes.span, shape.text.range, shapeHash) else {
            return dropped += 1
        }
        if isNew { define(text, frame, shape) }
        guard let decodes = decodes[number] else { return noteMalformed(number, text, frame) }
        if let place {
            layouts.keep(text, frame, shape, number: number, hash: shapeHash, at: place)
        }
        let isDecoded = shape.isHexName && decodes
        var name = shape.name
        var nameHash = hash(text, name, with: shapeHash)
        if isCopy || isDecoded {
            let start = decoded.count
            if isDecoded, let bytes = HexName.decoded(text, name) {
                decoded += bytes
                nameHash = hash(bytes.span, 0..<bytes.count, with: shapeHash)
            } else {
                decoded.append(text, name)
            }
            name = start..<decoded.count
        }
        let comm = shape.comm.isEmpty ? nil : comm(text, shape)
        add(text, frame, (number, nameHash), name, run, comm: comm, isDecoded: isCopy || isDecoded)
    }

    /// Takes a record whose layout was met before; answers whether it was.
    @inline(__always)
    private mutating func noteKnown(_ text: Span<UInt8>, _ frame: LineFrame, _ place: Int, _ run: UInt16?) -> Bool {
        guard let fit = layouts.fit(place, text, frame) else { return false }
        let comm = fit.comm.isEmpty ? nil : comm(text, fit.comm)
        let access = (fit.shape, hash(text, fit.name, with: fit.hash))
        add(text, frame, access, fit.name, run, comm: comm, isDecoded: false)
        return true
    }

    @inline(__always)
    private mutating func add(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        _ access: (shape: Int, hash: UInt64),
        _ name: Range<Int>,
        _ run: UInt16?,
        comm: UInt16?,
        isDecoded: Bool
    ) {
        let number = run ?? frame.serial.map { self.run(host(text, frame.node), $0, frame.time, keep: false) }
        sightings.append(
            Sighting(
                hash: access.hash,
                time: frame.time ?? 0,
                shape: UInt32(access.shape),
                start: UInt32(truncatingIfNeeded: name.lowerBound),
                length: UInt16(truncatingIfNeeded: name.count),
                run: number ?? Sighting.noRun,
                comm: comm ?? 0,
                hasComm: comm != nil,
                isDecoded: isDecoded
            )
        )
    }

    /// The number of the run of a record.
    @inline(__always)
    private mutating func run(_ host: Int, _ serial: UInt64, _ time: UInt64?, keep: Bool) -> UInt16 {
        UInt16(truncatingIfNeeded: runs.note(host, serial, time, keep: keep))
    }

    private mutating func noteMalformed(_ shape: Int, _ text: Span<UInt8>, _ frame: LineFrame) {
        guard case .failure(let reason) = templates[shape] else { return }
        completeness.note(UnreadRecord(reason, text.bytes(frame.body)))
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

    /// The number of a program's name; it is kept as its own bytes, however it is written.
    @inline(__always)
    private mutating func comm(_ text: Span<UInt8>, _ shape: borrowing LineShape) -> UInt16 {
        if shape.isHexComm, let decoded = HexName.decoded(text, shape.comm) {
            return comms.number(decoded.span, 0..<decoded.count).map { UInt16($0.number + 1) } ?? 0
        }
        return comm(text, shape.comm)
    }

    @inline(__always)
    private mutating func comm(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt16 {
        comms.number(text, range).map { UInt16($0.number + 1) } ?? 0
    }

    private mutating func define(_ text: Span<UInt8>, _ frame: LineFrame, _ shape: borrowing LineShape) {
        // A copy of this line alone, so that ranges stay small.
        var frame = frame
        let start = min(frame.node?.lowerBound ?? frame.body.lowerBound, frame.body.lowerBound)
        let copy = text.bytes(start..<frame.body.upperBound)
        frame.node = frame.node.map { $0.lowerBound - start..<$0.upperBound - start }
        frame.body = frame.body.lowerBound - start..<frame.body.upperBound - start
        let hasName = shape.hasName
        let template = EventReader.read(copy, frame).map { AccessTable.Template(event: $0, hasName: hasName) }
        templates.append(template)
        decodes.append((try? template.get())?.isDecoded)
    }

    // MARK: What tells of gaps

    /// The numbers of all records of the audit daemon's log, but for those that the daemon makes itself: it numbers them
    /// from where it likes (auditd's src/auditd.c).
    private mutating func noteSerials(_ text: Span<UInt8>, _ range: Range<Int>, _ shape: inout LineShape) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = text.position(of: UInt8(ascii: "\n"), in: start..<range.upperBound) ?? range.upperBound
            noteSerial(text, start..<end)
            if LineFrame.isObsolete(text, start..<end), text.position(of: "apparmor=", in: start..<end) == nil {
                read(text, start..<end, &shape)
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
    private mutating func readObsolete(_ text: Span<UInt8>, _ range: Range<Int>, _ shape: inout LineShape) {
        let marks: [StaticString] = ["type=150", "type=UNKNOWN[150", "type=APPARMOR_"]
        for line in text.linesWithoutStatus(holding: marks, in: range) { read(text, line, &shape) }
    }
}
