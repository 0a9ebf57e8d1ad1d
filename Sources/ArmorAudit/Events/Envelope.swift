/// What a record is wrapped in, which is what wrote the line.
package enum Envelope: UInt8, Sendable, Hashable, CaseIterable {
    /// `type=AVC msg=audit(…): …`, as the audit daemon writes.
    case auditd
    /// The same after `ausearch -i`: values without quotes, times and users in words.
    case interpreted
    /// A record of `/dev/kmsg`: `priority,number,µs,flags;text`.
    case kmsg
    /// The kernel's buffer as dmesg shows it, in any of its forms.
    case dmesg
    /// A line of syslog: a date, a host, a tag.
    case syslog
    /// The journal as lines: `host audit[PID]: AVC …`.
    case journalText
    /// An entry of `journalctl -o json`.
    case journal
    /// A record with nothing around it.
    case bare
}

/// What a log is as a whole. A line is believed only where the whole log is of a form into which only the kernel, and who
/// keeps the log, can write such lines.
package enum SourceForm: Sendable, Hashable, CaseIterable {
    /// The audit daemon's own file.
    case auditLog
    /// Records read from `/dev/kmsg`.
    case kernelMessages
    /// Entries of the journal, as JSON.
    case journal
    /// Everything else.
    case text

    /// The form of a log by its beginning: every line there must be of it.
    package static func of(beginning: Span<UInt8>) -> SourceForm {
        var form: SourceForm?
        var start = 0
        while start < beginning.count {
            let end = beginning.position(of: UInt8(ascii: "\n"), in: start..<beginning.count)
            let line = start..<(end ?? beginning.count)
            start = line.upperBound + 1
            // What is cut off at the end tells nothing, unless it is all there is.
            if line.isEmpty || end == nil && form != nil { continue }
            let this = lineForm(line, in: beginning)
            if let form, form != this { return .text }
            form = this
        }
        return form ?? .text
    }

    private static func lineForm(_ line: Range<Int>, in text: Span<UInt8>) -> SourceForm {
        if text.starts(with: "type=", in: line) || text.starts(with: "node=", in: line) {
            return isDaemons(line, in: text) ? .auditLog : .text
        }
        if text[line.lowerBound] == UInt8(ascii: "{") {
            return isEntry(line, in: text) ? .journal : .text
        }
        if KmsgPrefix(text, line) != nil { return .kernelMessages }
        // The continuation lines of /dev/kmsg's records: ` KEY=value`.
        if text[line.lowerBound] == UInt8(ascii: " "), text.position(of: "=", in: line) != nil,
            text.position(of: "apparmor=", in: line) == nil,
            text.starts(with: " SUBSYSTEM=", in: line)
                || text.starts(with: " DEVICE=", in: line)
        {
            return .kernelMessages
        }
        return .text
    }

    /// Whether a line of JSON is an entry of the journal: its keys are fields, which are written in capitals, and its message
    /// is a string. Collections of entries and messages as arrays of numbers are read as text.
    private static func isEntry(_ line: Range<Int>, in text: Span<UInt8>) -> Bool {
        let first = line.dropFirst().first { text[$0] > 0x20 && text[$0] != UInt8(ascii: "\"") }
        guard let first, text[first] == UInt8(ascii: "_") || text[first] &- 0x41 < 26 else { return false }
        let arrays: [StaticString] = ["\"MESSAGE\":[", "\"MESSAGE\": [", "\"MESSAGE\" : ["]
        return text.position(of: "\"__REALTIME_TIMESTAMP\"", in: line) != nil
            && !arrays.contains { text.position(of: $0, in: line) != nil }
    }

    /// Whether the audit daemon wrote the line: its stamps are numbers, and a separator precedes the names that it adds.
    private static func isDaemons(_ line: Range<Int>, in text: Span<UInt8>) -> Bool {
        let head = line.clamped(to: line.lowerBound..<line.lowerBound + 320)
        guard let place = text.position(of: "audit(", in: head) else { return true }
        let digit = place + 6
        guard digit < line.upperBound, text[digit] &- 0x30 < 10 else { return false }
        if let stamp = RecordStamp(text, at: place, end: line.upperBound), stamp.time == nil { return false }
        // Other records hold what programs say, which must not decide this.
        guard let record = text.position(of: ": apparmor=\"", in: head),
            let added = text.position(of: "UID=\"", in: record..<line.upperBound)
        else { return true }
        var start = added
        while start > record, text[start - 1] &- 0x41 < 26 { start -= 1 }
        return text[start - 1] == 0x1D
    }
}
