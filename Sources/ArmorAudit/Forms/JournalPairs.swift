/// Finds records that the journal has twice: where journald listens to the audit system, each record is there as
/// `audit[PID]: AVC …` and as `kernel: audit: type=1400 audit(…): …`.
///
/// Two lines are one record where both are near each other and their fields are the same, byte by byte. Of several such
/// lines the first of one kind belongs to the first of the other, so that a record that came twice is counted twice.
struct JournalPairs {
    private enum Kind { case audit, kernel }

    private let text: [UInt8]
    /// Where the last line of the audit system's began.
    private var lastAudit: Int?

    /// Lines and bytes before a line in which its other half is looked for.
    static let (mostLines, mostBytes) = (8, 1 << 13)
    private static let audit: StaticString = "]: AVC apparmor=\""

    init(_ text: [UInt8], _ range: Range<Int>) {
        self.text = text
        let before = max(0, range.lowerBound - Self.mostBytes)..<range.lowerBound
        lastAudit = text.span.position(of: Self.audit, in: before)
    }

    /// Whether a line is the second half of a record whose first half is before it.
    ///
    /// - Parameter mark: where in the line `apparmor=` begins.
    mutating func isSecond(_ line: Range<Int>, mark: Int) -> Bool {
        guard let kind = kind(line, mark) else { return false }
        switch kind {
        case .audit: lastAudit = line.lowerBound
        case .kernel:
            guard let lastAudit, line.lowerBound - lastAudit <= Self.mostBytes else { return false }
        }
        var (own, others) = (0, 0)
        var end = line.lowerBound - 1
        for _ in 0..<Self.mostLines where end > 0 {
            let window = max(0, line.lowerBound - Self.mostBytes)..<end
            guard
                let newline = text.span.lastPosition(of: UInt8(ascii: "\n"), in: window)
                    ?? (window.lowerBound == 0 ? -1 : nil)
            else { break }
            let other = newline + 1..<end
            end = newline
            guard let place = text.span.position(of: "apparmor=\"", in: other),
                isSame(mark..<line.upperBound, place..<other.upperBound),
                let found = self.kind(other, place)
            else { continue }
            if found == kind { own += 1 } else { others += 1 }
        }
        return others > own
    }

    private func kind(_ line: Range<Int>, _ mark: Int) -> Kind? {
        let before = line.lowerBound..<mark
        if mark - line.lowerBound >= 7, text.span.starts(with: "]: AVC ", in: mark - 7..<mark) { return .audit }
        return text.span.position(of: "kernel: ", in: before) != nil
            && text.span.position(of: "type=1400 audit(", in: before) != nil
            ? .kernel : nil
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool { text[left].elementsEqual(text[right]) }
}
