extension Completeness {
    /// Words that every notice of a loss has.
    private static let lossMarks: [StaticString] = [
        " callbacks suppressed", "audit: audit_", "limit exceeded", " messages", "queue overflow",
    ]

    /// Takes the notices of losses in a range of whole lines.
    mutating func noteLosses(_ text: Span<UInt8>, _ range: Range<Int>) {
        for line in text.linesWithoutStatus(holding: Self.lossMarks, in: range) {
            if let loss = LossNotice.read(text, line) { note(loss) }
        }
    }
}

extension SerialLedger {
    /// Takes the numbers of all records of `/dev/kmsg` in a range of whole lines; answers whether there are others than
    /// AppArmor's.
    mutating func note(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var hasOthers = false
        var start = range.lowerBound
        while start < range.upperBound {
            let end = text.position(of: UInt8(ascii: "\n"), in: start..<range.upperBound) ?? range.upperBound
            if let prefix = KmsgPrefix(text, start..<end) {
                insert(prefix.sequence)
                if !hasOthers { hasOthers = !text.starts(with: "audit: type=1400", in: prefix.end..<end) }
            }
            start = end + 1
        }
        return hasOthers
    }
}

extension Span where Element == UInt8 {
    /// The first line that holds a text, without its line end, in a range of whole lines.
    @inline(__always)
    func line(holding text: StaticString, in range: Range<Int>) -> Range<Int>? {
        guard let place = position(of: text, in: range) else { return nil }
        let before = lastPosition(of: UInt8(ascii: "\n"), in: range.lowerBound..<place)
        return (before.map { $0 + 1 } ?? range.lowerBound)..<lineEnd(from: place, in: range)
    }

    /// The end of the line that a place is in: of the range where no line end follows.
    @inline(__always)
    func lineEnd(from place: Int, in range: Range<Int>) -> Int {
        position(of: UInt8(ascii: "\n"), in: place..<range.upperBound) ?? range.upperBound
    }

    /// The lines of a range of whole lines that hold one of these texts, each once, but for those that are AppArmor's.
    func linesWithoutStatus(holding marks: [StaticString], in range: Range<Int>) -> [Range<Int>] {
        var seen: Set<Int> = []
        var lines: [Range<Int>] = []
        for mark in marks {
            var position = range.lowerBound
            while let place = self.position(of: mark, in: position..<range.upperBound) {
                let before = lastPosition(of: UInt8(ascii: "\n"), in: position..<place)
                let start = before.map { $0 + 1 } ?? position
                let end = self.position(of: UInt8(ascii: "\n"), in: place..<range.upperBound) ?? range.upperBound
                position = Swift.min(end + 1, range.upperBound)
                if seen.insert(end).inserted, self.position(of: "apparmor=", in: start..<end) == nil {
                    lines.append(start..<end)
                }
            }
        }
        return lines
    }
}
