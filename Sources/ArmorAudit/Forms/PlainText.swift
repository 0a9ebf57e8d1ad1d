/// Rewrites the records of a text, in whatever notation they are, as lines that the kernel could have written. Nothing that
/// comes out of it is ever believed: it is for logs of ``SourceForm/text`` alone.
///
/// Most logs are plain, so plain lines are only looked at and stay where they are. All else is bounded: nesting by
/// ``mostLevels``, a line by ``LineReader/longest``, a joined record by ``WrappedRecord``.
struct PlainText {
    /// Whole lines with one record each; `nil` if the text is already plain.
    private(set) var bytes: [UInt8]?
    /// Records that cannot be read for certain.
    private(set) var unread: [UnreadRecord] = []

    /// Notations within one another, such as JSON in a string of JSON.
    static let mostLevels = 8

    private static let word: StaticString = "apparmor"
    private var output: [UInt8] = []
    /// Up to where the text is in the output.
    private var copied: Int

    /// - Parameters:
    ///   - text: the bytes; those around the range are looked at, and are not part of the result.
    ///   - range: whole lines.
    init(_ text: [UInt8], _ range: Range<Int>) {
        guard let lines = NumberedMessage.spelled(text, range) ?? Capitals.lowered(text, range) else {
            self.init(spelled: text, range)
            return
        }
        self.init(spelled: lines, lines.indices)
        if bytes == nil { bytes = lines }
    }

    private init(spelled text: [UInt8], _ range: Range<Int>) {
        copied = range.lowerBound
        let span = text.span
        let pairs = JournalPairs(text)
        var position = range.lowerBound
        // The line that was looked at last: one may hold the word any number of times.
        var line = position..<position
        while let place = span.position(of: Self.word, in: position..<range.upperBound) {
            if place >= line.upperBound {
                let start = span.lastPosition(of: UInt8(ascii: "\n"), in: position..<place).map { $0 + 1 } ?? position
                let end = span.position(of: UInt8(ascii: "\n"), in: place..<range.upperBound) ?? range.upperBound
                line = start..<end
            }
            if PlainLine.isRecord(span, line, at: place) {
                if pairs.isRepeated(line, mark: place) {
                    replace(text, line, end: line.upperBound, with: [])
                } else if PlainLine.mayGoOn(text, line, end: range.upperBound) {
                    take(text, line, at: place, range)
                }
            } else if PlainLine.mayHoldRecord(text, after: place + 8) {
                take(text, line, at: place, range)
            } else {
                // Another word of the line may begin a record.
                position = place + 8
                continue
            }
            position = min(max(line.upperBound + 1, copied), range.upperBound)
        }
        guard copied > range.lowerBound || !output.isEmpty else { return }
        output += text[copied..<range.upperBound]
        bytes = output
    }

    /// Rewrites a line and those that go on with it.
    private mutating func take(_ text: [UInt8], _ line: Range<Int>, at place: Int, _ range: Range<Int>) {
        let joined = WrappedRecord.joined(text, line, from: place, end: range.upperBound)
        let (whole, end) = joined ?? (Array(text[line]), line.upperBound)
        let header = Self.header(text, line, place)
        // An entry of the journal has a time that its message alone lacks.
        if joined == nil, header.isEmpty, Self.isEntry(whole) { return }
        var reader = NotationReader()
        reader.read(header + whole, level: 0)
        unread += reader.unread
        guard reader.count > 0 else { return }
        replace(text, line, end: end, with: reader.output)
    }

    /// Replaces lines with other bytes.
    private mutating func replace(_ text: [UInt8], _ line: Range<Int>, end: Int, with lines: [UInt8]) {
        output += text[copied..<line.lowerBound]
        output += lines
        copied = min(end + 1, text.count)
    }

    private static func isEntry(_ line: [UInt8]) -> Bool {
        guard let first = line.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "\""),
            line.count <= LineReader.longest, let record = EmbeddedRecord(line, line.indices, .text),
            case .success(let (text, frame)) = record.content, let frame
        else { return false }
        return (try? EventReader.read(text, frame).get()) != nil
    }

    /// The line before, where it has a record's stamp and the line begins with `apparmor=`.
    private static func header(_ text: [UInt8], _ line: Range<Int>, _ place: Int) -> [UInt8] {
        guard WrappedRecord.content(text, line).lowerBound == place, line.lowerBound > 0 else { return [] }
        let end = line.lowerBound - 1
        let window = max(0, end - 512)..<end
        let start = text.span.lastPosition(of: UInt8(ascii: "\n"), in: window).map { $0 + 1 } ?? window.lowerBound
        let content = WrappedRecord.content(text, start..<end)
        guard let last = content.last, text[last] == UInt8(ascii: ":"),
            text.span.position(of: "audit(", in: content) != nil
        else { return [] }
        return text[content] + [0x20]
    }
}

/// Undoes the notations of one line, and writes each of its records on a separate line.
struct NotationReader {
    private(set) var output: [UInt8] = []
    private(set) var unread: [UnreadRecord] = []
    /// Records that were found, those that cannot be read for certain among them.
    private(set) var count = 0
    /// Bytes that may still be undone: each level of a line makes it shorter, and one line holds many strings.
    private var budget = 16 << 20

    /// Text before a record that is kept: it has the time, the host and who sent it.
    private static let mostBefore = 512

    /// Reads a text of one or more lines.
    mutating func read(_ text: [UInt8], level: Int) {
        budget -= text.count
        guard budget > 0 else { return }
        for line in text.split(separator: UInt8(ascii: "\n")) where line.count >= 16 {
            let line = Array(line)
            guard let first = line.span.position(of: "apparmor", in: line.indices) else { continue }
            let isBare = LooseRecord.Quotes(line, after: first + 8).map { if case .bare = $0 { true } else { false } }
            let clean = TextMarks.undone(TextCleaning.cleaned(line, keepsNames: isBare ?? false))
            if clean.contains(UInt8(ascii: "\n")) {
                // Carriage returns and other separators begin new lines.
                for part in clean.split(separator: UInt8(ascii: "\n")) { readLine(Array(part), level) }
            } else {
                readLine(clean, level)
            }
        }
    }

    private mutating func readLine(_ line: [UInt8], _ level: Int) {
        var position = 0
        while let place = line.span.position(of: "apparmor", in: position..<line.count) {
            let after = place + 8
            if level < PlainText.mostLevels, let notation = TextNotation(line, after: after) {
                let (part, text) = undone(line, notation, around: place, from: position)
                read(text, level: level + 1)
                position = max(after, min(line.count, part.upperBound))
            } else if let quotes = LooseRecord.Quotes(line, after: after), isWord(line, place) {
                let record = LooseRecord(line, at: place, quotes)
                write(line[position..<place].suffix(Self.mostBefore), record)
                position = max(after, min(record.end, line.count))
            } else {
                position = after
            }
        }
    }

    /// The string around a place, and the text that it stands for. A long line holds many strings, so that each is looked for
    /// near its record, at first within the length of a usual one.
    private func undone(
        _ line: [UInt8],
        _ notation: TextNotation,
        around place: Int,
        from position: Int
    ) -> (part: Range<Int>, text: [UInt8]) {
        for length in notation.isOfStrings ? [1024, LineReader.longest] : [LineReader.longest] {
            let window = max(position, place - length)..<min(line.count, place + length)
            let (part, text) = notation.undone(Array(line[window]), around: place - window.lowerBound)
            if part.upperBound < window.count || window.upperBound == line.count || length == LineReader.longest {
                return (part.lowerBound + window.lowerBound..<part.upperBound + window.lowerBound, text)
            }
        }
        return (place..<place + 8, [])
    }

    private func isWord(_ line: [UInt8], _ place: Int) -> Bool { place == 0 || !FieldScanner.isWord(line[place - 1]) }

    private mutating func write(_ before: ArraySlice<UInt8>, _ record: LooseRecord) {
        count += 1
        if record.isShortened {
            unread.append(UnreadRecord(.cut, record.body))
            return
        }
        if record.isAmbiguous || record.body.count > LineReader.longest - 1024 {
            unread.append(UnreadRecord(record.isAmbiguous ? .ambiguous : .tooLong, record.body))
            return
        }
        // What begins like JSON would be read as that.
        output += before.drop { $0 <= 0x20 || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "\"") }
        if let last = before.last, FieldScanner.isWord(last) { output.append(0x20) }
        output += record.body
        output.append(UInt8(ascii: "\n"))
    }
}
