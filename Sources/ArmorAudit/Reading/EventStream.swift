/// Takes the bytes of logs as they come, and gives their events one by one: for who must know when each was, where
/// ``LogScanner`` counts. Memory is bounded by the longest line and by one piece's events.
///
///     var stream = EventStream()
///     var events = stream.begin()                 // once for each file, oldest first
///     events += stream.feed(bytes)                // as often as there are bytes
///     events += stream.end()
package struct EventStream: Sendable {
    private var reader: LineReader?
    /// The form that the source is said to have.
    private var form: SourceForm?
    /// The beginning of a line whose end has not come yet.
    private var carry: [UInt8] = []
    private var decoding = LogDecoding()
    private var blocks = TextBlocks()

    package init() {}

    /// Begins another source, whose form is told by its beginning where it is not given; what the one before ended with.
    package mutating func begin(_ source: SourceForm? = nil) -> [AuditEvent] {
        let last = end()
        (form, reader) = (source, nil)
        return last
    }

    /// The events of the lines that these bytes end.
    package mutating func feed(_ chunk: [UInt8]) -> [AuditEvent] {
        let isText = (form ?? .text) == .text && (reader?.source ?? .text) == .text
        return feed(all: isText ? decoding.decode(chunk) : chunk)
    }

    private mutating func feed(all chunk: [UInt8]) -> [AuditEvent] {
        if reader == nil, !chunk.isEmpty {
            let beginning = chunk.span.extracting(0..<min(chunk.count, 1 << 16))
            let found = decoding.isDecoding ? .text : SourceForm.of(beginning: beginning)
            reader = LineReader(source: form ?? found)
        }
        if reader?.source == .text { return blocks.feed(chunk).flatMap(Self.events) }
        var events: [AuditEvent] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            extend(rest[..<end])
            endLine(&events)
            rest = rest[(end + 1)...]
        }
        extend(rest)
        return events
    }

    /// Ends the reading: the last line may have no end.
    package mutating func end() -> [AuditEvent] {
        var events = feed(all: decoding.end())
        decoding = LogDecoding()
        if let part = blocks.end() { events += Self.events(part) }
        endLine(&events)
        return events
    }

    private static func events(_ part: TextBlocks.Part) -> [AuditEvent] {
        TextReader.lines(part).compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    private mutating func extend(_ piece: ArraySlice<UInt8>) {
        carry += piece.prefix(max(0, LineReader.longest + 1 - carry.count))
    }

    private mutating func endLine(_ events: inout [AuditEvent]) {
        if !carry.isEmpty, case .event(let event)? = reader?.read(carry) { events.append(event) }
        carry.removeAll(keepingCapacity: true)
    }
}
