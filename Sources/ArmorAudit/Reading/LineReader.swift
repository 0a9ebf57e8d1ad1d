import ArmorJSON

/// What a line of a log is.
package enum AuditLine: Sendable, Hashable {
    case event(AuditEvent)
    /// It tells of records that were dropped.
    case loss(LossNotice)
    /// AppArmor's, it seems, and yet no event.
    case malformed(Malformed)
    /// Something else.
    case other
}

/// Why a line that looks like AppArmor's is no event.
package enum Malformed: String, Error, Sendable, Hashable, CaseIterable {
    /// A value has no closing quote: the kernel's log cuts records near 1,000 bytes.
    case cut
    /// Neither ALLOWED nor DENIED nor another word for what was done.
    case unknownStatus = "unknown-status"
    case noOperation = "no-operation"
    /// More than ``LineReader/longest`` bytes.
    case tooLong = "too-long"
    /// An entry of the journal that is no JSON.
    case badJSON = "bad-json"
    /// Values without quotes, and it is not certain where each ends.
    case ambiguous
}

/// Reads one line of any log in which AppArmor's events come: of the audit daemon, the kernel's buffer, syslog, the
/// journal, all of them mixed. Total: any bytes are answered, in time and memory that grow with the line alone.
package struct LineReader: Sendable {
    /// What the lines come from: it decides whether they can be believed.
    package let source: SourceForm

    /// Longer lines are not read: the longest that a kernel was seen to write had 8,445 bytes, and two names of 4,096
    /// bytes in hexadecimal make some 17,000.
    package static let longest = 1 << 16

    package init(source: SourceForm = .text) { self.source = source }

    package func read(_ line: String) -> AuditLine { read(Array(line.utf8)) }

    /// Reads a line without its line end. Of text the record may be in any notation; of several the first is the answer.
    package func read(_ line: [UInt8]) -> AuditLine {
        source == .text ? TextReader.read(line).first ?? .other : readPlain(line)
    }

    /// Reads a line in the notation of its source.
    func readPlain(_ line: [UInt8]) -> AuditLine {
        var end = line.count
        while end > 0, line[end - 1] <= 0x20 { end -= 1 }
        let whole = 0..<end
        guard end <= Self.longest else {
            return line.span.position(of: "apparmor=", in: whole) == nil ? .other : .malformed(.tooLong)
        }
        if let record = EmbeddedRecord(line, whole, source) {
            switch record.content {
            case .failure(let reason): return .malformed(reason)
            case .success(let (text, frame)): return frame.map { Self.event(text, $0) } ?? other(text, 0..<text.count)
            }
        }
        if let frame = LineFrame.read(line.span, whole, source) { return Self.event(line, frame) }
        return other(line, whole)
    }

    private static func event(_ text: [UInt8], _ frame: LineFrame) -> AuditLine {
        switch EventReader.read(text, frame) {
        case .success(let event): .event(event)
        case .failure(let reason): .malformed(reason)
        }
    }

    private func other(_ text: [UInt8], _ range: Range<Int>) -> AuditLine {
        LossNotice.read(text.span, range).map { .loss($0) } ?? .other
    }
}
