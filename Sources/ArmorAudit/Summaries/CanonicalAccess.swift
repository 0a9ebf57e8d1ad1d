import ArmorJSON

/// What a shape of records is in a summary: an access without its name.
struct CanonicalAccess: Sendable {
    /// As ``AuditEvent/accessText`` writes it.
    let text: AccessText
    let hasName: Bool
    /// The name, where it is not one of the table's: one that was not left out of the shape.
    let fixedName: [UInt8]?
    /// What all events of the access have in common, without name.
    let event: AuditEvent

    init(_ template: AccessTable.Template) {
        var event = template.event.canonical
        let name = event.detail.name
        // A name that is of no kind is left out.
        let isDropped = template.event.others.contains { $0.key == "name" }
        let isNamed = name != nil && !(template.hasName && isDropped)
        if isNamed { event.detail = event.detail.renamed([]) }
        let written = event.accessText
        let isReduced = event.isTrusted == nil
        let isPlain = written.bytes.isPlain && (template.isPlain || isReduced)
        if isPlain || event.isRead(from: written.bytes, hasName: isNamed) {
            (self.event, text, hasName) = (event, written, isNamed)
            fixedName = template.hasName || !isNamed ? nil : name
        } else {
            // What a summary cannot say in AppArmor's fields, no kernel wrote.
            self.event = event.reduced
            text = self.event.accessText
            (hasName, fixedName) = (false, nil)
        }
    }
}

extension AuditEvent {
    /// Whether a summary with this text is read as this event.
    fileprivate func isRead(from text: [UInt8], hasName: Bool) -> Bool {
        guard let read = try? JSONValue.parse(text) else { return false }
        return AuditEvent(summary: read, hasName: hasName) == self
    }
}

extension [UInt8] {
    /// Whether all are printable ASCII, and none escapes another.
    fileprivate var isPlain: Bool { allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") } }
}
