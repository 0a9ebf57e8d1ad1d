/// Finds records that the journal has twice: where journald listens to the audit system, each record is there as
/// `audit[PID]: AVC …` and as `kernel: audit: type=1400 audit(…): …`.
///
/// Two lines are one record where both are near each other and their fields are the same, byte by byte. Of several such
/// lines the first of one kind belongs to the first of the other, so that a record that came twice is counted twice. The
/// kernel's line is the one that is kept: it has the record's time and number.
struct JournalPairs {
    private enum Kind { case audit, kernel }

    private let text: [UInt8]
    /// Whether there may be lines of the kernel.
    private let hasKernels: Bool

    /// Lines and bytes around a line in which its other half is looked for.
    static let (mostLines, mostBytes) = (8, 1 << 13)

    /// - Parameter text: the bytes around the lines that are asked about too.
    init(_ text: [UInt8]) {
        self.text = text
        hasKernels = text.span.position(of: Self.kernelMark, in: text.indices) != nil
    }

    private static let kernelMark: StaticString = "type=1400 audit("

    /// Whether a line is the audit system's half of a record whose other half is near.
    ///
    /// - Parameter mark: where in the line `apparmor=` begins.
    func isRepeated(_ line: Range<Int>, mark: Int) -> Bool {
        guard hasKernels, kind(line, mark) == .audit else { return false }
        let body = mark..<line.upperBound
        let before = kinds(linesBefore(line.lowerBound), body)
        let audits = before.count { $0 == .audit }
        let kernels = before.count - audits
        if kernels > audits { return true }
        return kinds(linesAfter(line.upperBound), body).count { $0 == .kernel } > audits - kernels
    }

    private func kinds(_ lines: [Range<Int>], _ body: Range<Int>) -> [Kind] {
        lines.compactMap { line in
            guard let place = text.span.position(of: "apparmor=\"", in: line),
                text[place..<line.upperBound].elementsEqual(text[body])
            else { return nil }
            return kind(line, place)
        }
    }

    private func linesBefore(_ start: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        let least = max(0, start - Self.mostBytes)
        var end = start - 1
        while end > least, lines.count < Self.mostLines {
            let newline = text.span.lastPosition(of: UInt8(ascii: "\n"), in: least..<end)
            guard newline != nil || least == 0 else { break }
            lines.append((newline.map { $0 + 1 } ?? 0)..<end)
            end = newline ?? 0
        }
        return lines
    }

    private func linesAfter(_ end: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        let most = min(text.count, end + Self.mostBytes)
        var start = end + 1
        while start < most, lines.count < Self.mostLines {
            let newline = text.span.position(of: UInt8(ascii: "\n"), in: start..<most)
            guard newline != nil || most == text.count else { break }
            lines.append(start..<(newline ?? most))
            start = (newline ?? most) + 1
        }
        return lines
    }

    private func kind(_ line: Range<Int>, _ mark: Int) -> Kind? {
        let before = line.lowerBound..<mark
        if mark - line.lowerBound >= 7, text.span.starts(with: "]: AVC ", in: mark - 7..<mark) { return .audit }
        let isKernels = text.span.position(of: "kernel: ", in: before) != nil
        return isKernels && text.span.position(of: Self.kernelMark, in: before) != nil ? .kernel : nil
    }
}
