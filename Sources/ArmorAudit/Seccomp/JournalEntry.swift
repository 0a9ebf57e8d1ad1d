import ArmorJSON

/// A record of a filter as an entry of the journal.
enum JournalEntry {
    private static let limits = JSONLimits(bytes: LineReader.longest, depth: 8, values: LineReader.longest)

    /// Fields that begin with an underscore are the journal's own: no program can set them.
    static func seccomp(_ line: [UInt8], _ source: SourceForm) -> SeccompEvent? {
        guard let entry = try? JSONValue.parse(line, limits: limits), let message = entry["MESSAGE"]?.text else {
            return nil
        }
        let bytes = Array(message.utf8)
        let head: StaticString = "SECCOMP "
        let whole = 0..<bytes.count
        guard bytes.span.starts(with: head, in: whole) else { return SeccompRecord.anywhere(bytes.span, whole) }
        let isKernels = entry["_TRANSPORT"]?.text == "audit" && entry["_AUDIT_TYPE"]?.text == "1326"
        let doubt: Doubt? = isKernels ? (source == .journal ? nil : .mixedSource) : .form
        let body = head.utf8CodeUnitCount..<bytes.count
        guard var event = SeccompRecord.fields(bytes.span, body, doubt) else { return nil }
        let stamp = entry["_SOURCE_REALTIME_TIMESTAMP"] ?? entry["__REALTIME_TIMESTAMP"]
        event.time = stamp?.text.flatMap { UInt64($0) }.map { $0 / 1000 }
        event.serial = entry["_AUDIT_ID"]?.text.flatMap { UInt64($0) }
        return event
    }
}
