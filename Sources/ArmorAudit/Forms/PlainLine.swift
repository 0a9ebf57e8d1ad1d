/// Tells lines of text that are as the kernel and syslog write them from all others, by a look at each.
enum PlainLine {
    /// Whether the record in a line is in the kernel's notation, and alone in it.
    ///
    /// - Parameter place: where the first `apparmor` of the line is.
    @inline(__always)
    static func isRecord(_ text: Span<UInt8>, _ line: Range<Int>, at place: Int) -> Bool {
        var end = line.upperBound
        while end > place, text[end - 1] <= 0x20 { end -= 1 }
        guard text.starts(with: "apparmor=\"", in: place..<end), end > place + 10,
            text[place + 10] &- 0x41 < 26, line.count <= LineReader.longest,
            text.isPlainASCII(in: line.lowerBound..<end),
            text.position(of: "apparmor=", in: place + 10..<end) == nil,
            text.position(of: "\\_", in: place + 10..<end) == nil
        else { return false }
        return endsPlain(text, line, place..<end)
    }

    /// Whether the last word is a field that is whole, and none that the enriched form adds without its separator.
    @inline(__always)
    private static func endsPlain(_ text: Span<UInt8>, _ line: Range<Int>, _ record: Range<Int>) -> Bool {
        let last = text[record.upperBound - 1]
        let start = text.lastPosition(of: 0x20, in: record).map { $0 + 1 } ?? record.lowerBound
        let word = start..<record.upperBound
        guard let equals = text.position(of: UInt8(ascii: "="), in: word) else {
            // The rest of a value with blanks, or what a program said in single quotes.
            return last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") && isSaid(text, line)
        }
        if text[start] &- 0x41 < 26 { return text.position(of: 0x1D, in: record) != nil }
        if last == UInt8(ascii: "\"") { return equals + 1 < record.upperBound && text[equals + 1] == last }
        if last == UInt8(ascii: "'") { return isSaid(text, line) }
        for index in equals + 1..<record.upperBound {
            let byte = text[index]
            if !FieldScanner.isWord(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: ":"),
                byte != UInt8(ascii: "?"),
                byte != UInt8(ascii: "+"), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "/")
            {
                return false
            }
        }
        return true
    }

    /// Whether the record is what a program sent to the audit system.
    private static func isSaid(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
        text.position(of: "msg='", in: line) != nil
    }

    /// Whether the line after a plain record may go on with it.
    @inline(__always)
    static func mayGoOn(_ text: [UInt8], _ line: Range<Int>, end: Int) -> Bool {
        let next = line.upperBound + 1
        guard next < end else { return false }
        let byte = text[next]
        // Whole records are longer than any terminal is wide.
        if line.count >= 140, byte &- 0x41 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "[") { return false }
        let stop = text.span.position(of: UInt8(ascii: "\n"), in: next..<end) ?? end
        return WrappedRecord.mayContinue(text, next..<stop)
    }

    /// Whether the bytes after the letters `apparmor` can begin the value of a record's first key, in any notation.
    @inline(__always)
    static func mayHoldRecord(_ text: [UInt8], after place: Int) -> Bool {
        guard place < text.count else { return false }
        switch text[place] {
        case UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"), 0x1B, UInt8(ascii: "^"),
            UInt8(ascii: "<"), UInt8(ascii: "#"):
            return true
        case 0x20:
            // Blanks around the equals sign.
            return text[place...].prefix(8).first { $0 != 0x20 } == UInt8(ascii: "=")
        default: return text[place] >= 0x80
        }
    }
}
