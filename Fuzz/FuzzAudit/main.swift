import FuzzSupport

@testable import ArmorAudit

// Any bytes are read line by line and as a whole, and both ways find the same: as many events, as many records that are
// none. What is believed has a profile and an operation. Labels come apart into what they are made of. As text in any
// notation they are read to an end, what is read is never believed, and it does not matter in which pieces they come.
fuzz { bytes in
    let form = SourceForm.of(beginning: bytes.span)
    let forms: [SourceForm] = [form, .auditLog, .kernelMessages, .journal, .text]
    let source = forms[Int(bytes.first ?? 0) % forms.count]
    let reader = LineReader(source: source)
    var events: UInt64 = 0
    var malformed: UInt64 = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        switch reader.readPlain(Array(line)) {
        case .event(let event):
            events += 1
            check(event, source)
        case .malformed: malformed += 1
        case .loss, .other: break
        }
    }
    checkText(bytes)
    let (found, missed) = scanned(bytes, source)
    require(found == events, "\(found) events for \(events)")
    require(missed == malformed, "\(missed) malformed for \(malformed)")
}

/// Reads the bytes as text, at once and in two pieces.
func checkText(_ bytes: [UInt8]) {
    let text = bytes.filter { $0 != 0 } + [UInt8(ascii: "\n")]
    let plain = PlainText(text, text.indices)
    let size = plain.bytes?.count ?? 0
    // A record is written with what is before it, once for each notation.
    require(size <= 16 * (text.count + 1024), "\(size) bytes of \(text.count)")
    var events: [AuditEvent] = []
    for line in TextReader.lines(TextBlocks.Part(text: text, lines: text.indices)) {
        if case .event(let event) = line { events.append(event) }
    }
    for event in events { require(event.trust != .kernel, "text is believed") }
    var blocks = TextBlocks()
    let middle = Int(bytes.first ?? 0) * text.count / 256
    var parts = blocks.feed(Array(text[..<middle])) + blocks.feed(Array(text[middle...]))
    if let last = blocks.end() { parts.append(last) }
    let lines = parts.flatMap { Array($0.text[$0.lines]) }
    require(lines == text, "pieces that are not the text")
}

func check(_ event: AuditEvent, _ source: SourceForm) {
    if event.trust == .kernel {
        require(source != .text, "a line of text is believed")
        require(event.label != nil || event.status == .status, "an event without profile is believed")
        require(event.time != nil, "an event without time is believed")
    }
    require(!event.operation.isEmpty, "no operation")
    guard let label = event.label else { return }
    require(label.bytes.count >= label.name.count, "a name is longer than its label")
    require(label.name.starts(with: label.origin) && label.origin.starts(with: label.profile), "an origin is elsewhere")
    require(!label.parts.isEmpty, "a label has no part")
}

func scanned(_ bytes: [UInt8], _ source: SourceForm) -> (events: UInt64, malformed: UInt64) {
    let hash = ByteHash(seed: 1)
    var scan = SegmentScan(source, hash, ScanLimits())
    let stretchReader = StretchReader(hash)
    stretchReader.with { scan.scan(bytes, 0..<bytes.count, &$0.interner) }
    var table = AccessTable(hash, ScanLimits())
    let pieces = scan.runs.runs.indices.map { number in
        table.piece(LogPiece.Key(host: [], first: scan.runs.part(number).first)) ?? AccessTable.Entry.noPiece
    }
    stretchReader.with { table.take(scan, bytes, pieces: pieces, &$0) }
    let summary = LogSummary(
        table: table,
        calls: SeccompCalls(),
        losses: scan.completeness,
        buffer: BufferGaps(),
        bytes: UInt64(bytes.count),
        outside: scan.outside
    )
    for access in summary.accesses { require(access.count > 0, "an access that never came") }
    let text = written(summary)
    require(text == written(read(text)), "a summary that is read says something else")
    return (summary.events, summary.completeness.malformed.values.reduce(0, +))
}

func written(_ summary: LogSummary) -> [UInt8] {
    var text: [UInt8] = []
    try? summary.write { text += $0 }
    return text
}

/// What armor wrote it also reads.
func read(_ text: [UInt8]) -> LogSummary {
    var scanner = SummaryScanner()
    do {
        try scanner.feed(text)
        try scanner.end()
    } catch {
        require(false, "\(error) in \(String(decoding: text, as: UTF8.self))")
    }
    return scanner.finish()
}
