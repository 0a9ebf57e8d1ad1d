/// The records of filters in a stretch of lines, in their order.
struct SeccompFinds: Sendable {
    private(set) var events: [SeccompEvent] = []
    /// Lines that look like such records and cannot be read.
    private(set) var malformed = 0
    private let source: SourceForm
    private let window: ClosedRange<UInt64>?

    /// No other record has this field, so that most lines are passed over at once.
    private static let field: StaticString = " compat="

    init(_ source: SourceForm, window: ClosedRange<UInt64>?) {
        self.source = source
        self.window = window
    }

    /// Looks for records in the lines of a range.
    mutating func search(_ text: Span<UInt8>, _ lines: Range<Int>) {
        var position = lines.lowerBound
        while let place = text.position(of: Self.field, in: position..<lines.upperBound) {
            let before = text.lastPosition(of: UInt8(ascii: "\n"), in: position..<place)
            let end = text.position(of: UInt8(ascii: "\n"), in: place..<lines.upperBound) ?? lines.upperBound
            take(text, (before.map { $0 + 1 } ?? position)..<end)
            position = min(end + 1, lines.upperBound)
        }
    }

    /// Takes a line, without its line end, if it is such a record.
    mutating func take(_ text: Span<UInt8>, _ line: Range<Int>) {
        // Of a line that is too long there may be no more than this.
        let known = line.lowerBound..<min(line.upperBound, line.lowerBound + LineReader.longest + 1)
        guard text.position(of: Self.field, in: known) != nil else { return }
        guard known.count <= LineReader.longest, let event = SeccompRecord.read(text.bytes(line), source) else {
            let marks: [StaticString] = ["type=SECCOMP ", "type=1326 ", "]: SECCOMP "]
            if marks.contains(where: { text.position(of: $0, in: known) != nil }) { malformed += 1 }
            return
        }
        if let window, let time = event.time, !window.contains(time) { return }
        events.append(event)
    }

    /// Whether a record of the audit daemon's may be one of a filter, by the first letters of its type; `start` is where the
    /// type stands. Types that the daemon has no name for are numbers, or `UNKNOWN[1326]`; what has no type may be anything.
    @inline(__always)
    static func isPossible(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start + 6 < end, text[start] == UInt8(ascii: "t") else { return true }
        return switch text[start + 5] {
        case UInt8(ascii: "S"): text[start + 6] == UInt8(ascii: "E")
        case UInt8(ascii: "1"), UInt8(ascii: "U"): true
        default: false
        }
    }
}
