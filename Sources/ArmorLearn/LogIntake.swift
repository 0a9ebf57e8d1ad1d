import ArmorAudit

/// Reads logs line by line into the book, and counts what is no event.
package struct LogIntake: Sendable {
    package private(set) var book: EvidenceBook
    package private(set) var ledger = LogLedger()

    package init(profile: String?, limits: EvidenceLimits = EvidenceLimits()) {
        book = EvidenceBook(profile: profile, limits: limits)
    }

    /// Takes a whole log.
    package mutating func add(_ bytes: [UInt8]) {
        let beginning = Array(bytes.prefix(Self.beginning))
        let reader = LineReader(source: SourceForm.of(beginning: beginning.span))
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start { add(Array(bytes[start..<end]), reader) }
            start = end + 1
        }
    }

    /// How much of a log tells its form.
    private static let beginning = 1 << 16

    private mutating func add(_ line: [UInt8], _ reader: LineReader) {
        switch reader.read(line) {
        case .event(let event):
            ledger.events += 1
            book.add(event)
        case .loss(let notice): ledger.losses[notice.words, default: 0] += notice.number
        case .malformed(let why): ledger.malformed[why.rawValue, default: 0] += 1
        case .other: ledger.others += 1
        }
    }
}

/// What a log held beside evidence.
package struct LogLedger: Sendable {
    /// Lines in which AppArmor tells of something.
    package var events = 0
    /// Lines that look like AppArmor's and cannot be read, by why.
    package var malformed: [String: Int] = [:]
    /// What was lost on the way to the log, by the words of who lost it.
    package var losses: [String: UInt64] = [:]
    /// Lines of others.
    package var others = 0

    package init() {}
}

extension LossNotice {
    fileprivate var words: String {
        switch self {
        case .suppressed: "messages that the kernel's log suppressed"
        case .auditLost: "records that the audit system lost since the start"
        case .rateLimited: "times that the audit system's rate limit was met"
        case .backlogExceeded: "times that the audit system's backlog was full"
        case .journalMissed: "kernel messages that the journal missed"
        case .journalSuppressed: "messages that the journal suppressed"
        }
    }

    fileprivate var number: UInt64 {
        switch self {
        case .suppressed(let count), .auditLost(let count), .journalMissed(let count), .journalSuppressed(let count):
            min(count, 1 << 40)
        case .rateLimited, .backlogExceeded: 1
        }
    }
}
