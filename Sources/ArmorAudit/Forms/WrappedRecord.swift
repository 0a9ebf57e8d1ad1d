/// Records that mail programs, manuals and terminals wrapped over several lines.
enum WrappedRecord {
    /// Lines and bytes of one record at most.
    private static let (mostLines, mostBytes) = (32, 1 << 14)

    /// The text of a line without what quotes it or makes it an element of a list, and without blanks at both ends.
    static func content(_ text: [UInt8], _ line: Range<Int>) -> Range<Int> {
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, isMargin(text[start]) { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    private static func isMargin(_ byte: UInt8) -> Bool { byte <= 0x20 || ">#*+-|:\\".utf8.contains(byte) }

    /// Whether a line may go on with the record of a line before it, by itself alone.
    static func mayContinue(_ text: [UInt8], _ line: Range<Int>) -> Bool {
        let content = content(text, line)
        // Nothing that follows is far into a line: long lines need not be looked through.
        let head = content.clamped(to: content.lowerBound..<content.lowerBound + 256)
        if head.isEmpty { return false }
        if RecordKeys.knownValueStart(text, head.lowerBound, head.upperBound) != nil {
            return text.span.position(of: "audit(", in: head) == nil
        }
        let marks: [StaticString] = ["audit(", "apparmor"]
        if marks.contains(where: { text.span.position(of: $0, in: head) != nil }) { return false }
        // The rest of a word, of a number or of a value in quotes, and a key after it or nothing.
        let word = head.lowerBound..<(head.first { text[$0] <= 0x20 } ?? head.upperBound)
        if word.upperBound == content.upperBound || hasKey(text, after: word.upperBound, head.upperBound) {
            return true
        }
        let equals = text.span.position(of: UInt8(ascii: "="), in: head)
        guard let quote = head.first(where: { text[$0] == UInt8(ascii: "\"") || text[$0] == UInt8(ascii: "'") }) else {
            return equals.map(word.contains) ?? false
        }
        return quote < equals ?? head.upperBound || equals.map(word.contains) ?? false
    }

    private static func hasKey(_ text: [UInt8], after start: Int, _ end: Int) -> Bool {
        var next = start
        while next < end, text[next] <= 0x20 { next += 1 }
        return RecordKeys.knownValueStart(text, next, end) != nil
    }

    /// The record that begins in a line, with the lines that it goes on in.
    ///
    /// - Parameters:
    ///   - line: the line in which the record begins.
    ///   - place: where in it the letters `apparmor` are.
    ///   - end: the end of the text that may be looked at.
    /// - Returns: the joined text and the end of the last line; `nil` where no line continues it.
    static func joined(_ text: [UInt8], _ line: Range<Int>, from place: Int, end: Int) -> (text: [UInt8], end: Int)? {
        var joined = Array(text[line])
        trimEnd(&joined)
        let mark = place - line.lowerBound
        var last = line.upperBound
        var count = 0
        while last + 1 < end, count < mostLines, joined.count < mostBytes {
            let next = last + 1
            let stop = text.span.position(of: UInt8(ascii: "\n"), in: next..<end) ?? end
            guard mayContinue(text, next..<stop) else { break }
            let content = content(text, next..<stop)
            guard content.count < mostBytes, let join = Join(joined, from: mark, text[content]) else { break }
            if case .mail = join { joined.removeLast() }
            if case .spaced = join {
                if joined.last == UInt8(ascii: "\\") { joined.removeLast() }
                joined.append(0x20)
            } else if joined.last == UInt8(ascii: "\\") {
                joined.removeLast()
            }
            joined += text[content]
            trimEnd(&joined)
            last = stop
            count += 1
        }
        return count == 0 ? nil : (joined, last)
    }

    private static func trimEnd(_ line: inout [UInt8]) {
        while let last = line.last, last <= 0x20 { line.removeLast() }
    }

    /// How a line continues a record.
    private enum Join {
        /// The line end was a blank.
        case spaced
        /// The line end was within a word.
        case glued
        /// The line end was within a word, after the sign of quoted-printable.
        case mail

        /// `nil` where the line does not continue the record.
        init?(_ record: [UInt8], from mark: Int, _ next: ArraySlice<UInt8>) {
            let state = RecordState(record, from: mark)
            if state.hasMailEscapes, record.last == UInt8(ascii: "=") {
                self = .mail
                return
            }
            if let key = state.openKey {
                guard next.contains(state.quote) else { return nil }
                self = RecordKeys.holdsBlanks(key) ? .spaced : .glued
                return
            }
            let array = Array(next)
            if let value = RecordKeys.knownValueStart(array, 0, array.count) {
                let key = array[0..<value - 1]
                if state.isFile, state.keys.contains(ArraySlice("ouid".utf8)), !key.elementsEqual("target".utf8) {
                    return nil
                }
                guard !state.keys.contains(key) else { return nil }
                self = .spaced
                return
            }
            // A terminal wrapped within a word: both halves are a field of AppArmor's.
            guard state.endsInHalf else { return nil }
            let word = Array(state.last) + array.prefix { $0 > 0x20 }
            guard let value = RecordKeys.knownValueStart(word, 0, word.count), value < word.count,
                !state.keys.contains(word[0..<value - 1]) || state.last.contains(UInt8(ascii: "="))
            else { return nil }
            let isNumber = state.last.last.map { $0 &- 0x30 < 10 } ?? false
            if isNumber, !(array.first.map { $0 &- 0x30 < 10 } ?? false) { return nil }
            self = .glued
        }
    }

    /// What is known of a record that may not be whole.
    private struct RecordState {
        /// The keys that were met.
        private(set) var keys: Set<ArraySlice<UInt8>> = []
        /// The key whose value has no closing quote.
        private(set) var openKey: ArraySlice<UInt8>?
        /// The last word.
        let last: ArraySlice<UInt8>
        let quote: UInt8
        let hasMailEscapes: Bool

        init(_ record: [UInt8], from mark: Int) {
            let style = LooseRecord.Quotes(record, after: min(record.count, mark + 8))
            quote = style?.sign ?? UInt8(ascii: "\"")
            hasMailEscapes = record[min(record.count, mark + 8)...].starts(with: "=3D".utf8)
            last = record.lastIndex(of: 0x20).map { record[($0 + 1)...] } ?? record[mark...]
            var position = mark
            while position < record.count {
                guard let value = RecordKeys.valueStart(record, position, record.count) else {
                    position += 1
                    continue
                }
                let key = record[position..<value - 1]
                keys.insert(key)
                position = value
                // Quotes with signs before them, such as backslashes, come in pairs; of those only whole lines are joined.
                guard value < record.count, record[value] == quote,
                    style.map({ if case .bare = $0 { false } else { true } })
                        ?? false
                else {
                    while position < record.count, record[position] > 0x20 { position += 1 }
                    continue
                }
                guard let close = record.span.position(of: quote, in: value + 1..<record.count) else {
                    openKey = key
                    return
                }
                position = close + 1
            }
        }

        var isFile: Bool { keys.contains(ArraySlice("requested_mask".utf8)) && keys.contains(ArraySlice("fsuid".utf8)) }

        /// Whether the last word can be half of one.
        var endsInHalf: Bool {
            guard let byte = last.last else { return false }
            return byte == UInt8(ascii: "=") || FieldScanner.isWord(byte)
        }
    }
}
