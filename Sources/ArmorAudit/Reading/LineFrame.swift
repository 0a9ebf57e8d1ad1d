/// Where in a line AppArmor's record stands, and what stands around it.
struct LineFrame {
    var envelope: Envelope
    var node: Range<Int>?
    var time: UInt64?
    var serial: UInt64?
    /// From the first key on.
    var body: Range<Int>
    /// What the older form says by the record's type.
    var obsoleteStatus: EventStatus?
    /// What the form alone says against it.
    var doubt: Doubt?

    /// The frame of a line without its line end; none where it holds no record of AppArmor's.
    ///
    /// Entries of the journal and records of `/dev/kmsg` with escapes are not lines of text yet: see ``LineReader``.
    @inline(__always)
    static func read(_ line: Span<UInt8>, _ range: Range<Int>, _ source: SourceForm) -> LineFrame? {
        var memo = RecordStamp.Memo()
        return believed(line, range, source, &memo) ?? readOther(line, range, source)
    }

    /// The frame of the form that is by far the most frequent, and the only one of the audit daemon's file that is believed
    /// where no machine is named.
    ///
    /// - Parameter isEnriched: whether the separator of the enriched form may be in the line.
    @inline(__always)
    static func believed(
        _ line: Span<UInt8>,
        _ range: Range<Int>,
        _ source: SourceForm,
        _ memo: inout RecordStamp.Memo,
        isEnriched: Bool = true
    ) -> LineFrame? {
        let head: StaticString = "type=AVC msg="
        let start = range.lowerBound + head.utf8CodeUnitCount
        if line.starts(with: head, in: range), let stamp = RecordStamp(line, at: start, end: range.upperBound, &memo),
            line.starts(with: ": apparmor=\"", in: stamp.end..<range.upperBound)
        {
            return LineFrame(auditd: line, range, nil, stamp, source, isEnriched: isEnriched)
        }
        return nil
    }

    @inline(__always)
    private init(
        auditd line: Span<UInt8>,
        _ range: Range<Int>,
        _ node: Range<Int>?,
        _ stamp: RecordStamp,
        _ source: SourceForm,
        isEnriched: Bool = true
    ) {
        envelope = .auditd
        self.node = node
        time = stamp.time
        serial = stamp.serial
        body = stamp.end + 2..<range.upperBound
        // The enriched form repeats users in words behind this separator.
        if isEnriched, let separator = line.position(of: 0x1D, in: body) { body = body.lowerBound..<separator }
        if stamp.time == nil { doubt = .interpreted } else { doubt = source == .auditLog ? nil : .mixedSource }
    }

    private init(_ envelope: Envelope, body: Range<Int>, doubt: Doubt?) {
        self.envelope = envelope
        self.body = body
        self.doubt = doubt
    }

    /// A record that was put together from what a summary has of it.
    init(summary body: Range<Int>) { self.init(.bare, body: body, doubt: nil) }

    /// A record that is put together from its shape.
    init(shape context: RecordContext, body: Range<Int>) {
        self.init(context.envelope, body: body, doubt: context.doubt)
        obsoleteStatus = context.obsoleteStatus
    }

    private static func readOther(_ line: Span<UInt8>, _ range: Range<Int>, _ source: SourceForm) -> LineFrame? {
        if let prefix = KmsgPrefix(line, range) { return kmsg(line, range, prefix, source) }
        var start = range.lowerBound
        var node: Range<Int>?
        if line.starts(with: "node=", in: range), let blank = line.position(of: UInt8(ascii: " "), in: range) {
            node = start + 5..<blank
            start = blank + 1
        }
        let rest = start..<range.upperBound
        let avc: StaticString = "type=AVC msg="
        if line.starts(with: avc, in: rest),
            let stamp = RecordStamp(line, at: start + avc.utf8CodeUnitCount, end: range.upperBound),
            line.starts(with: ": apparmor=\"", in: stamp.end..<range.upperBound)
        {
            return LineFrame(auditd: line, range, node, stamp, source)
        }
        guard var frame = any(line, rest) ?? obsolete(line, rest, source) else { return nil }
        frame.node = node
        return frame
    }

    /// A record of `/dev/kmsg`, believed where it is the kernel's and of AppArmor's own type, to the letter.
    static func kmsg(
        _ line: Span<UInt8>,
        _ range: Range<Int>,
        _ prefix: KmsgPrefix,
        _ source: SourceForm
    ) -> LineFrame? {
        let text = prefix.end..<range.upperBound
        guard var frame = any(line, text) else { return nil }
        frame.envelope = .kmsg
        let head: StaticString = "audit: type=1400 "
        if prefix.priority >> 3 != 0 {
            frame.doubt = .foreignFacility
        } else if line.starts(with: head, in: text),
            let stamp = RecordStamp(line, at: prefix.end + head.utf8CodeUnitCount, end: range.upperBound),
            stamp.time != nil, line.starts(with: ": apparmor=\"", in: stamp.end..<range.upperBound)
        {
            frame.doubt = source == .kernelMessages ? nil : .mixedSource
        } else if frame.doubt != .userRecord {
            frame.doubt = .form
        }
        return frame
    }

    /// A record wherever it stands in the text. Nothing of this kind is believed.
    static func any(_ line: Span<UInt8>, _ range: Range<Int>) -> LineFrame? {
        guard let mark = mark(line, range) else { return nil }
        let prefix = range.lowerBound..<mark
        let envelope = envelope(line, prefix)
        var frame = LineFrame(envelope, body: mark..<range.upperBound, doubt: .text)
        if let separator = line.position(of: 0x1D, in: frame.body) { frame.body = mark..<separator }
        frame.readStamp(line, prefix)
        if isUserRecord(line, prefix) {
            frame.doubt = .userRecord
            // What a program said stands between single quotes.
            if let quote = line.lastPosition(of: UInt8(ascii: "'"), in: frame.body),
                let open = line.lastPosition(of: UInt8(ascii: "'"), in: prefix), open + 1 == mark
            {
                frame.body = mark..<quote
            }
        } else if !line.starts(with: "apparmor=\"", in: frame.body) {
            frame.doubt = .interpreted
            if frame.envelope == .auditd { frame.envelope = .interpreted }
        } else if envelope == .auditd {
            frame.doubt = frame.time == nil ? .interpreted : .form
        }
        return frame
    }

    /// Where `apparmor=` begins a word.
    private static func mark(_ line: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var start = range.lowerBound
        while let place = line.position(of: "apparmor=", in: start..<range.upperBound) {
            if place == range.lowerBound || !FieldScanner.isWord(line[place - 1]) { return place }
            start = place + 1
        }
        return nil
    }

    private mutating func readStamp(_ line: Span<UInt8>, _ range: Range<Int>) {
        guard let place = line.position(of: "audit(", in: range),
            let stamp = RecordStamp(line, at: place, end: range.upperBound)
        else { return }
        time = stamp.time
        serial = stamp.serial
    }

    /// Kernels before 2.6.36: `type=150N`, by name or number, and no `apparmor=`. Text may have something in front.
    private static func obsolete(_ line: Span<UInt8>, _ range: Range<Int>, _ source: SourceForm) -> LineFrame? {
        guard source == .text || source == .auditLog && isObsolete(line, range),
            let body = line.position(of: "operation=\"", in: range),
            let status = obsoleteStatus(line, range.lowerBound..<body)
        else { return nil }
        let prefix = range.lowerBound..<body
        var frame = LineFrame(envelope(line, prefix), body: body..<range.upperBound, doubt: .obsolete)
        frame.obsoleteStatus = status
        frame.readStamp(line, prefix)
        return frame
    }

    /// Whether the audit daemon's line has such a type.
    @inline(__always)
    static func isObsolete(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count > 8 else { return false }
        switch line[range.lowerBound + 5] {
        case UInt8(ascii: "A"):
            return line[range.lowerBound + 6] == UInt8(ascii: "P") && line.starts(with: "type=APPARMOR_", in: range)
        case UInt8(ascii: "U"): return line.starts(with: "type=UNKNOWN[150", in: range)
        case UInt8(ascii: "1"): return line.starts(with: "type=150", in: range)
        default: return false
        }
    }

    private static func obsoleteStatus(_ line: Span<UInt8>, _ prefix: Range<Int>) -> EventStatus? {
        let names: [(StaticString, EventStatus)] = [
            ("type=APPARMOR_AUDIT ", .audit), ("type=APPARMOR_ALLOWED ", .allowed),
            ("type=APPARMOR_DENIED ", .denied), ("type=APPARMOR_HINT ", .hint),
            ("type=APPARMOR_STATUS ", .status), ("type=APPARMOR_ERROR ", .error),
        ]
        if let name = names.first(where: { line.starts(with: $0.0, in: prefix) }) { return name.1 }
        for opening in ["type=150", "type=UNKNOWN[150"] as [StaticString] {
            guard let place = line.position(of: opening, in: prefix) else { continue }
            let digit = place + opening.utf8CodeUnitCount
            if digit < prefix.upperBound, let value = HexName.digit(line[digit]) {
                return EventStatus(obsoleteType: 1500 + Int(value))
            }
        }
        return nil
    }

    /// Whether a program said it: `msg='` before it, or a record of a type that programs send.
    private static func isUserRecord(_ line: Span<UInt8>, _ prefix: Range<Int>) -> Bool {
        let signs: [StaticString] = ["msg='", "type=USER", "]: USER_", "type=11"]
        return signs.contains { line.position(of: $0, in: prefix) != nil }
    }

    private static func envelope(_ line: Span<UInt8>, _ prefix: Range<Int>) -> Envelope {
        if line.starts(with: "type=", in: prefix) { return .auditd }
        if prefix.isEmpty || line.starts(with: "audit: ", in: prefix) || line.starts(with: "audit(", in: prefix)
            || line.starts(with: "AVC ", in: prefix)
        {
            return .bare
        }
        if line[prefix.lowerBound] == UInt8(ascii: "[") || line[prefix.lowerBound] == UInt8(ascii: "<") {
            return .dmesg
        }
        if line.starts(with: "kern  :", in: prefix) || line.starts(with: "user  :", in: prefix) { return .dmesg }
        if line.position(of: "]: AVC ", in: prefix) != nil || line.position(of: "]: USER_AVC ", in: prefix) != nil {
            return .journalText
        }
        if line.position(of: " audit: ", in: prefix) != nil, line.position(of: "kernel: ", in: prefix) == nil {
            // `dmesg --time-format iso`, or the continuation of a message with line ends in it.
            return .dmesg
        }
        return .syslog
    }
}
