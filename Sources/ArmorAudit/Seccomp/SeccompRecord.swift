/// Reads one record of a filter of system calls.
///
/// Of its fields the label alone is written as it is, with any bytes in it; all behind it is numbers, and names in quotes or
/// hexadecimal, without a blank. So a record is read from its end, where no program can have a word.
enum SeccompRecord {
    /// The event of a line without its line end; none where it holds no such record. Entries of the journal are JSON.
    static func read(_ line: [UInt8], _ source: SourceForm) -> SeccompEvent? {
        let span = line.span
        var range = 0..<line.count
        while !range.isEmpty, line[range.upperBound - 1] <= 0x20 { range = 0..<range.upperBound - 1 }
        if line.first == UInt8(ascii: "{") {
            let event = JournalEntry.seccomp(line, source)
            return event == nil && source == .text ? anywhere(span, range) : event
        }
        let head: StaticString = "type=SECCOMP msg="
        if span.starts(with: head, in: range) {
            return event(span, range, stampAt: head.utf8CodeUnitCount, source == .auditLog ? nil : .mixedSource)
        }
        if let prefix = KmsgPrefix(span, range) {
            let text = prefix.end..<range.upperBound
            let head: StaticString = "audit: type=1326 "
            guard span.starts(with: head, in: text) else { return anywhere(span, text) }
            let own: Doubt? = source == .kernelMessages ? nil : .mixedSource
            let doubt = prefix.priority >> 3 == 0 ? own : .foreignFacility
            return event(span, text, stampAt: prefix.end + head.utf8CodeUnitCount, doubt)
        }
        return anywhere(span, range)
    }

    /// A record of text, which has anything before it and may be in another notation. Nothing of this kind is believed.
    static func anywhere(_ text: Span<UInt8>, _ range: Range<Int>) -> SeccompEvent? {
        if let event = plain(text, range) { return event }
        guard let place = text.position(of: " comm=", in: range) else { return nil }
        let line = text.bytes(range)
        guard let notation = TextNotation(line, after: place - range.lowerBound + 5) else { return nil }
        var undone = notation.undone(line, around: place - range.lowerBound).text
        while let last = undone.last, last <= 0x20 { undone.removeLast() }
        return plain(undone.span, 0..<undone.count)
    }

    private static func plain(_ text: Span<UInt8>, _ range: Range<Int>) -> SeccompEvent? {
        for mark in ["type=1326 ", "type=SECCOMP msg="] as [StaticString] {
            guard let place = text.position(of: mark, in: range) else { continue }
            if let event = event(text, range, stampAt: place + mark.utf8CodeUnitCount, .text) { return event }
        }
        // The journal's lines have no stamp.
        guard let place = text.position(of: "SECCOMP auid=", in: range) else { return nil }
        let body = withoutAddedNames(text, place + 8..<range.upperBound)
        return fields(text, body, .text) ?? InterpretedSeccomp.read(text.bytes(body))
    }

    /// The fields without the names of users that the enriched form adds, whatever became of its separator.
    private static func withoutAddedNames(_ text: Span<UInt8>, _ body: Range<Int>) -> Range<Int> {
        var end = text.position(of: 0x1D, in: body) ?? body.upperBound
        // The last such field is the kernel's: a label may hold one before it.
        var last: Int?
        while let place = text.position(of: " code=", in: (last.map { $0 + 1 } ?? body.lowerBound)..<end) {
            last = place
        }
        if let code = last {
            let digits = code + 6..<end
            let stop = digits.first { !FieldScanner.isWord(text[$0]) || text[$0] &- 0x41 < 26 }
            end = stop ?? end
        }
        return body.lowerBound..<end
    }

    private static func event(_ text: Span<UInt8>, _ range: Range<Int>, stampAt start: Int, _ doubt: Doubt?)
        -> SeccompEvent?
    {
        guard let stamp = RecordStamp(text, at: start, end: range.upperBound) else { return nil }
        if stamp.time == nil {
            guard let place = text.position(of: "auid=", in: stamp.end..<range.upperBound) else { return nil }
            var event = InterpretedSeccomp.read(text.bytes(place..<range.upperBound))
            event?.serial = stamp.serial
            return event
        }
        guard text.starts(with: ": ", in: stamp.end..<range.upperBound) else { return nil }
        var body = stamp.end + 2..<range.upperBound
        var doubt = doubt
        // The enriched form repeats users in words after this separator; without it the line went through another program.
        if let separator = text.position(of: 0x1D, in: body) {
            body = body.lowerBound..<separator
        } else {
            let whole = body
            body = withoutAddedNames(text, whole)
            if body != whole, text.position(of: "AUID=\"", in: body.upperBound..<whole.upperBound) == nil {
                body = whole
            }
            if body != whole { doubt = doubt ?? .mixedSource }
        }
        guard var event = fields(text, body, doubt) else { return nil }
        (event.time, event.serial) = (stamp.time, stamp.serial)
        return event
    }

    /// The fields: `auid uid gid ses [subj] pid comm exe sig arch syscall compat ip code`.
    static func fields(_ text: Span<UInt8>, _ body: Range<Int>, _ doubt: Doubt?) -> SeccompEvent? {
        var tail = Tail(rest: body)
        guard let code = tail.hexadecimal("code=0x", text), let action = SeccompEvent.Action(code: code),
            tail.word("ip=0x", text) != nil, tail.number("compat=", text) != nil,
            let number = tail.number("syscall=", text), let arch = tail.hexadecimal("arch=", text),
            let signal = tail.number("sig=", text), let executable = tail.word("exe=", text),
            let comm = tail.word("comm=", text), let pid = tail.number("pid=", text), let name = name(text, comm)
        else { return nil }
        // What is left begins with four numbers, behind which the label stands, whatever is in it.
        var start = tail.rest.lowerBound
        for key in ["auid=", "uid=", "gid=", "ses="] as [StaticString] {
            guard text.starts(with: key, in: start..<tail.rest.upperBound),
                let read = text.number(at: start + key.utf8CodeUnitCount, end: tail.rest.upperBound)
            else { return nil }
            start = min(read.end + 1, tail.rest.upperBound)
        }
        let label = label(text, start..<tail.rest.upperBound)
        if label == nil, start < tail.rest.upperBound { return nil }
        return SeccompEvent(
            trust: doubt.map(Trust.untrusted) ?? .kernel,
            label: label.map(AuditLabel.init),
            pid: pid,
            comm: name,
            executable: self.name(text, executable),
            signal: signal,
            arch: arch,
            number: number,
            action: action
        )
    }

    /// `subj==web (enforce)`: AppArmor puts the sign before a label of the root namespace, and the mode behind it.
    private static func label(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        guard text.starts(with: "subj=", in: range) else { return nil }
        var name = range.lowerBound + 5..<range.upperBound
        if text.starts(with: "=", in: name) { name = name.lowerBound + 1..<name.upperBound }
        if !name.isEmpty, text[name.upperBound - 1] == UInt8(ascii: ")"),
            let open = text.lastPosition(of: UInt8(ascii: "("), in: name),
            open > name.lowerBound, text[open - 1] == UInt8(ascii: " ")
        {
            name = name.lowerBound..<open - 1
        }
        return name.isEmpty ? nil : text.bytes(name)
    }

    /// A name in quotes or hexadecimal; none for `(null)` and what no kernel writes.
    private static func name(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        guard range.count >= 2, text[range.lowerBound] == UInt8(ascii: "\"") else {
            return HexName.decoded(text, range)
        }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        guard text[range.upperBound - 1] == UInt8(ascii: "\""), text.position(of: UInt8(ascii: "\""), in: inner) == nil
        else {
            return nil
        }
        return text.bytes(inner)
    }

    /// The words of a record from its end on.
    private struct Tail {
        var rest: Range<Int>

        /// The value of the last word, where that has the key.
        mutating func word(_ key: StaticString, _ text: Span<UInt8>) -> Range<Int>? {
            let start = text.lastPosition(of: 0x20, in: rest).map { $0 + 1 } ?? rest.lowerBound
            let word = start..<rest.upperBound
            guard text.starts(with: key, in: word) else { return nil }
            rest = rest.lowerBound..<max(rest.lowerBound, start - 1)
            return word.lowerBound + key.utf8CodeUnitCount..<word.upperBound
        }

        mutating func number(_ key: StaticString, _ text: Span<UInt8>) -> UInt32? {
            guard let range = word(key, text), let read = text.number(at: range.lowerBound, end: range.upperBound),
                read.end == range.upperBound
            else { return nil }
            return UInt32(exactly: read.value)
        }

        mutating func hexadecimal(_ key: StaticString, _ text: Span<UInt8>) -> UInt32? {
            guard let range = word(key, text), 1...8 ~= range.count else { return nil }
            var value: UInt32 = 0
            for index in range {
                guard let digit = HexName.digit(text[index], lower: true) else { return nil }
                value = value << 4 | UInt32(digit)
            }
            return value
        }
    }
}
