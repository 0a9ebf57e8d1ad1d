import ArmorJSON

/// A record that is written in another notation than its own text: an entry of the journal, or of `dmesg -J`, in JSON; a
/// record of `/dev/kmsg` with escapes.
struct EmbeddedRecord {
    /// The text with its own bytes, and the record in it, if one is.
    let content: Result<([UInt8], LineFrame?), Malformed>

    /// None for a line that is text as it is.
    init?(_ line: [UInt8], _ range: Range<Int>, _ source: SourceForm) {
        let span = line.span
        guard let first = range.first(where: { line[$0] > 0x20 }) else { return nil }
        let text = first..<range.upperBound
        switch line[first] {
        case UInt8(ascii: "{"): content = Self.journal(line, text, source)
        case UInt8(ascii: "\"") where span.starts(with: "\"msg\":", in: text): content = Self.dmesg(line, text)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard let prefix = KmsgPrefix(span, text), span.position(of: "\\x", in: text) != nil else { return nil }
            let decoded = line[text.lowerBound..<prefix.end] + KmsgPrefix.unescaped(span, prefix.end..<text.upperBound)
            let bytes = Array(decoded)
            content = .success((bytes, LineFrame.read(bytes.span, 0..<bytes.count, source)))
        default: return nil
        }
    }

    /// A line of `dmesg -J`, which writes a member a line.
    private static func dmesg(_ line: [UInt8], _ range: Range<Int>) -> Result<([UInt8], LineFrame?), Malformed> {
        var value = line[range].dropFirst(6)
        if value.last == UInt8(ascii: ",") { value.removeLast() }
        guard let text = try? JSONValue.parse(Array(value), limits: limits).text else { return unread(line, range) }
        let bytes = Array(text.utf8)
        guard var frame = LineFrame.any(bytes.span, 0..<bytes.count) else { return .success((bytes, nil)) }
        frame.envelope = .dmesg
        return .success((bytes, frame))
    }

    /// What is no JSON matters where it names AppArmor.
    private static func unread(_ line: [UInt8], _ range: Range<Int>) -> Result<([UInt8], LineFrame?), Malformed> {
        line.span.position(of: "apparmor=", in: range) == nil ? .success(([], nil)) : .failure(.badJSON)
    }

    /// An entry of the journal. Fields that begin with an underscore are the journal's own: no program can set them.
    private static func journal(
        _ line: [UInt8],
        _ range: Range<Int>,
        _ source: SourceForm
    ) -> Result<([UInt8], LineFrame?), Malformed> {
        guard let entry = try? JSONValue.parse(Array(line[range]), limits: limits) else {
            return unread(line, range)
        }
        guard let bytes = message(entry["MESSAGE"]) else { return .success(([], nil)) }
        guard var frame = LineFrame.any(bytes.span, 0..<bytes.count) else { return .success((bytes, nil)) }
        frame.envelope = .journal
        if frame.doubt != .userRecord {
            let isBelieved = isKernels(entry, bytes)
            frame.doubt = isBelieved ? (source == .journal ? nil : .mixedSource) : .form
        }
        let stamp = entry["_SOURCE_REALTIME_TIMESTAMP"] ?? entry["__REALTIME_TIMESTAMP"]
        if frame.time == nil, let text = stamp?.text, let microseconds = UInt64(text) {
            frame.time = microseconds / 1000
        }
        if frame.serial == nil, let text = entry["_AUDIT_ID"]?.text { frame.serial = UInt64(text) }
        return .success((bytes, frame))
    }

    /// Whether the kernel itself wrote the entry: by the audit system, as a record of AppArmor's type, or to its log.
    private static func isKernels(_ entry: JSONValue, _ text: [UInt8]) -> Bool {
        let span = text.span
        let whole = 0..<text.count
        switch entry["_TRANSPORT"]?.text {
        case "audit":
            return entry["_AUDIT_TYPE"]?.text == "1400" && span.starts(with: "AVC apparmor=\"", in: whole)
        case "kernel":
            let head: StaticString = "audit: type=1400 "
            guard entry["SYSLOG_FACILITY"]?.text == "0", span.starts(with: head, in: whole),
                let stamp = RecordStamp(span, at: head.utf8CodeUnitCount, end: text.count), stamp.time != nil
            else { return false }
            return span.starts(with: ": apparmor=\"", in: stamp.end..<text.count)
        default: return false
        }
    }

    /// The journal writes what is no UTF-8 as an array of numbers.
    private static func message(_ value: JSONValue?) -> [UInt8]? {
        if let text = value?.text { return Array(text.utf8) }
        guard let numbers = value?.elements else { return nil }
        var bytes: [UInt8] = []
        for number in numbers {
            guard let byte = number.integer.flatMap({ UInt8(exactly: $0) }) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static let limits = JSONLimits(bytes: LineReader.longest, depth: 8, values: LineReader.longest)
}
