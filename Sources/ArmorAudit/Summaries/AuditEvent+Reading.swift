import ArmorJSON

extension AuditEvent {
    /// The canonical event that an access of a summary stands for: its members are put together to a record and read as one
    /// of a log is, so that a summary can say nothing that a log could not.
    ///
    /// - Parameter hasName: whether the access has a name, which stands apart.
    init?(summary members: JSONValue, hasName: Bool) {
        guard let object = members.object, let word = members["apparmor"]?.summaryWord,
            let status = EventStatus(rawValue: word)
        else { return nil }
        var doubt: Doubt?
        if let word = members["doubt"] {
            // A summary is of logs: what strace reports is in none.
            guard let known = Doubt.allCases.first(where: { $0.word == word.text }), known != .traced else {
                return nil
            }
            doubt = known
        }
        var record = RecordWriter()
        for member in object.members {
            switch member.key {
            case "doubt": break
            case "others": guard record.add(others: member.value) else { return nil }
            default:
                guard Self.summaryKeys.contains(member.key), record.add(member.key, member.value) else { return nil }
            }
        }
        if hasName { record.add("name", []) }
        let read: AuditEvent
        if members["operation"] == nil, let doubt {
            read = .reduced(status, doubt, members["profile"]?.summaryBytes)
        } else {
            guard let event = record.event(doubt) else { return nil }
            read = event
        }
        self = read.canonical
        if hasName { detail = detail.renamed([]) }
        // Nothing is believed that does not have the form of what is believed, and nothing passed over.
        guard trust.doubt == doubt, hasName == (detail.name != nil), operation.isEmpty == (isTrusted == nil),
            let again = try? JSONValue.parse(summaryText).object, again.members.count == object.members.count,
            again.members.allSatisfy({ object[$0.key] == $0.value })
        else { return nil }
    }

    /// All members that ``summaryText`` writes.
    static let summaryKeys: Set<String> = [
        "apparmor", "operation", "class", "profile", "target", "srcname", "fstype", "flags", "capability", "family",
        "sock_type", "protocol", "addr", "peer_addr", "peer", "signal", "bus", "path", "interface", "member",
        "peer_label", "execpath", "rlimit", "value", "requested_mask", "denied_mask", "fsuid", "ouid", "error", "info",
    ]

    /// A line that is only counted.
    private static func reduced(_ status: EventStatus, _ doubt: Doubt, _ label: [UInt8]?) -> AuditEvent {
        AuditEvent(
            envelope: .bare,
            node: nil,
            time: nil,
            serial: nil,
            trust: .untrusted(doubt),
            status: status,
            operation: "",
            mediation: nil,
            label: label.map(AuditLabel.init),
            detail: .unknown,
            pid: nil,
            comm: nil,
            requested: "",
            denied: "",
            fsuid: nil,
            ouid: nil,
            error: nil,
            info: nil,
            others: []
        )
    }
}

/// Puts a record together as the kernel writes one: ` key="value"`, in hexadecimal where a value has a quote.
private struct RecordWriter {
    private var text: [UInt8] = []
    private var tail: [UInt8] = []

    mutating func add(_ key: String, _ value: [UInt8]) { text += Self.field(key, value) }

    mutating func add(_ key: String, _ value: JSONValue) -> Bool {
        if case .number(let number) = value {
            text += Array(" \(key)=\(number.text)".utf8)
            return number.text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }
        }
        guard let bytes = value.summaryBytes else { return false }
        add(key, bytes)
        return true
    }

    mutating func add(others: JSONValue) -> Bool {
        for pair in others.elements ?? [] {
            guard let pair = pair.elements, pair.count == 2, let key = pair[0].summaryWord,
                let value = pair[1].summaryBytes, !key.isEmpty, key.utf8.allSatisfy(FieldScanner.isWord)
            else { return false }
            tail += Self.field(key, value)
        }
        return others.elements != nil
    }

    private static func field(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let start = Array(" \(key)=".utf8)
        guard value.contains(UInt8(ascii: "\"")) else { return start + Array("\"".utf8) + value + Array("\"".utf8) }
        let digits = Array("0123456789ABCDEF".utf8)
        return start + value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    func event(_ doubt: Doubt?) -> AuditEvent? {
        let all = text + tail
        var frame = LineFrame(summary: 0..<all.count)
        frame.doubt = doubt
        return try? EventReader.read(all, frame).get()
    }
}

extension JSONValue {
    /// The bytes that a string of a summary stands for; none where a character is no byte.
    var summaryBytes: [UInt8]? {
        guard let text else { return nil }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The same as text; what is no UTF-8 is none.
    var summaryWord: String? { summaryBytes.flatMap { String(validating: $0, as: UTF8.self) } }

    /// A number that is not negative.
    var summaryNumber: UInt64? { if case .number(let number) = self { UInt64(number.text) } else { nil } }
}
