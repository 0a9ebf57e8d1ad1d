/// Makes an event of a record whose place in the line is known.
enum EventReader {
    /// The event, or why the record is none.
    static func read(_ text: [UInt8], _ frame: LineFrame) -> Result<AuditEvent, Malformed> {
        var fields = FieldTable(text, frame.body)
        if fields.isCut { return .failure(.cut) }
        guard let status = status(&fields, frame) else { return .failure(.unknownStatus) }
        guard let operation = fields.word("operation") ?? implied(status), !operation.isEmpty else {
            return .failure(.noOperation)
        }
        let mediation = fields.word("class")
        let requested = fields.word("requested_mask") ?? fields.word("requested") ?? ""
        let denied = fields.word("denied_mask") ?? fields.word("denied") ?? fields.word("mask") ?? ""
        let label = label(&fields)
        let comm = fields.name("comm") ?? fields.name("exe")
        let pid: UInt32? = fields.number("pid")
        let (fsuid, ouid): (UInt32?, UInt32?) = (fields.number("fsuid"), fields.number("ouid"))
        let error: Int? = fields.number("error")
        let info = fields.raw("info")
        let masks = "\(requested) \(denied)"
        var reader = DetailReader(fields, operation: operation, mediation: mediation, masks: masks, status: status)
        let detail = reader.detail()
        fields = reader.fields
        let isIncomplete = reader.isIncomplete || label == nil && status != .status
        let doubt = Self.doubt(frame, fields) ?? own(operation, isIncomplete)
        return .success(
            AuditEvent(
                envelope: frame.envelope,
                node: frame.node.map { Array(text[$0]) },
                time: frame.time,
                serial: frame.serial,
                trust: doubt.map(Trust.untrusted) ?? .kernel,
                status: status,
                operation: operation,
                mediation: mediation,
                label: label.map(AuditLabel.init),
                detail: detail,
                pid: pid,
                comm: comm,
                requested: requested,
                denied: denied,
                fsuid: fsuid,
                ouid: ouid,
                error: error,
                info: info,
                others: fields.others
            )
        )
    }

    /// Whether every record that begins with these bytes is an event, unless it is cut: they say what was done.
    static func isEvent(_ line: Span<UInt8>, head: Range<Int>) -> Bool {
        var scanner = FieldScanner(head)
        guard let status = scanner.next(line), line.equals("apparmor", in: status.key),
            EventStatus(rawValue: line.text(status.value)) != nil, let operation = scanner.next(line)
        else { return false }
        return line.equals("operation", in: operation.key) && !operation.value.isEmpty
    }

    /// The first reason against the record. Words between values without quotes may be a part of one, so that nothing rests on
    /// such a record.
    private static func doubt(_ frame: LineFrame, _ fields: FieldTable) -> Doubt? {
        if frame.doubt == .interpreted, fields.hasGarbage { return .grammar }
        if frame.doubt == nil, fields.lacksSeparator { return .mixedSource }
        return frame.doubt ?? fields.doubt
    }

    /// Where the label has the namespace in a field of its own, as one text.
    private static func label(_ fields: inout FieldTable) -> [UInt8]? {
        guard let name = fields.name("profile") ?? fields.name("label") else { return nil }
        guard let namespace = fields.name("namespace"), name.first != UInt8(ascii: ":") else { return name }
        return Array(":".utf8) + namespace + Array(":".utf8) + name
    }

    private static func own(_ operation: String, _ isIncomplete: Bool) -> Doubt? {
        if Operations.kind(operation) == nil { return .unknownOperation }
        return isIncomplete ? .incomplete : nil
    }

    private static func status(_ fields: inout FieldTable, _ frame: LineFrame) -> EventStatus? {
        if let obsolete = frame.obsoleteStatus { return obsolete }
        return fields.word("apparmor").flatMap(EventStatus.init)
    }

    /// Messages of the module about itself have no operation.
    private static func implied(_ status: EventStatus) -> String? {
        status == .status || status == .error ? "status" : nil
    }
}
