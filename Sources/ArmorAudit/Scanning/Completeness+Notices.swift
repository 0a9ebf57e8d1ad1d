extension Completeness {
    /// Words that every notice of a loss has.
    private static let lossMarks: [StaticString] = [
        " callbacks suppressed", "audit: audit_", "limit exceeded", " kernel messages", " messages from ",
    ]

    /// Takes the notices of losses in a range of whole lines.
    mutating func noteLosses(_ text: Span<UInt8>, _ range: Range<Int>) {
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
                if let loss = LossNotice.read(text, start..<end) { note(loss) }
            }
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
