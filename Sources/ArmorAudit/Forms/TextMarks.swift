/// Undoes what editors, markdown and people put into the text of a record, in lines that are not as the kernel writes them.
enum TextMarks {
    /// The line without terminal sequences that are shown as text, without the backslashes of markdown, and without blanks
    /// around the equals signs of a record.
    static func undone(_ line: [UInt8]) -> [UInt8] {
        var line = line
        if line.contains(UInt8(ascii: "[")), escapes.contains(where: { contains(line, $0) }) {
            line = withoutShownSequences(line)
        }
        if isMarkdown(line, 0..<line.count) { line = withoutMarkdown(line) }
        return hasSpacedEquals(line) ? withTightEquals(line) : line
    }

    private static func contains(_ line: [UInt8], _ text: [UInt8]) -> Bool {
        line.indices.contains { line[$0...].starts(with: text) }
    }

    // MARK: Terminal sequences

    /// How programs show the byte that begins a terminal sequence: rsyslog, C, shells, JSON, editors and Unicode's picture.
    private static let escapes = [
        "#033", "\\033", "\\x1b", "\\x1B", "\\e", "\\u001b", "\\u001B", "<ESC>", "<0x1b>", "\u{241B}",
    ].map { Array("\($0)[".utf8) }

    /// Colours (`m`) and the erased rest of a line (`K`) alone: names can hold other text of this form.
    private static func withoutShownSequences(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            if let sign = escapes.first(where: { line[index...].starts(with: $0) }) {
                let parameters = line[(index + sign.count)...].prefix(32).prefix { $0 &- 0x30 < 12 }
                let end = parameters.endIndex
                if end < line.count, line[end] == UInt8(ascii: "m") || line[end] == UInt8(ascii: "K") {
                    index = end + 1
                    continue
                }
            }
            result.append(line[index])
            index += 1
        }
        return result
    }

    // MARK: Markdown

    /// Whether a line has a backslash before the `_` of a key, as editors of markdown write it.
    static func isMarkdown(_ line: [UInt8], _ range: Range<Int>) -> Bool {
        let marks: [StaticString] = ["\\_mask=", "\\_type=", "\\_addr=", "\\_label="]
        return marks.contains { line.span.position(of: $0, in: range) != nil }
    }

    private static func withoutMarkdown(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var rest = line[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.first, "_*[]<>#-.!~|`=&(){}+".utf8.contains(next) {
                continue
            }
            result.append(byte)
        }
        return result
    }

    // MARK: Equals signs

    /// Whether the first key of a record is followed by a blank and an equals sign.
    private static func hasSpacedEquals(_ line: [UInt8]) -> Bool {
        guard let place = line.span.position(of: "apparmor", in: 0..<line.count) else { return false }
        let rest = line[(place + 8)...]
        let word = rest.drop { $0 == 0x20 }
        guard word.first == UInt8(ascii: "=") else { return false }
        return word.startIndex > rest.startIndex || word.dropFirst().first == 0x20
    }

    /// The line without the blanks around equals signs after AppArmor's keys, outside of quotes.
    private static func withTightEquals(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var isQuoted = false
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: "="), !isQuoted, endsInKey(result) else {
                result.append(byte)
                index += 1
                continue
            }
            while result.last == 0x20 { result.removeLast() }
            result.append(byte)
            index += 1
            while index < line.count, line[index] == 0x20 { index += 1 }
        }
        return result
    }

    private static func endsInKey(_ text: [UInt8]) -> Bool {
        let end = text.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0
        let start = text[..<end].lastIndex { !FieldScanner.isWord($0) }.map { $0 + 1 } ?? 0
        return RecordKeys.contains(text[start..<end])
    }
}
