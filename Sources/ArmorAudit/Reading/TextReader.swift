/// Reads all records of a text, in any notation and over several lines: what people paste, post and export. Total, and
/// nothing that it reads is believed.
package enum TextReader {
    /// The lines of a text that are AppArmor's or about losses, in their order; other lines are left out.
    package static func read(_ text: [UInt8]) -> [AuditLine] {
        var decoding = LogDecoding()
        var bytes = decoding.decode(text)
        bytes += decoding.end()
        return lines(TextBlocks.Part(text: bytes, lines: 0..<bytes.count))
    }

    /// The same of a part of a text.
    static func lines(_ part: TextBlocks.Part) -> [AuditLine] {
        let plain = PlainText(part.text, part.lines)
        let reader = LineReader(source: .text)
        var lines = plain.unread.map { AuditLine.malformed($0.reason) }
        for line in (plain.bytes ?? Array(part.text[part.lines])).split(separator: UInt8(ascii: "\n")) {
            let read = reader.readPlain(Array(line))
            if read != .other { lines.append(read) }
        }
        return lines
    }

    /// The events of a text.
    package static func events(_ text: [UInt8]) -> [AuditEvent] {
        read(text).compactMap { if case .event(let event) = $0 { event } else { nil } }
    }
}
