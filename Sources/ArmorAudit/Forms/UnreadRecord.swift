/// A record that is no event, with what is known of it all the same.
package struct UnreadRecord: Sendable, Hashable {
    package let reason: Malformed
    /// The profile, where it is there in whole.
    package let label: AuditLabel?
    /// The operation, such as `open`, where it is there in whole.
    package let operation: String?

    /// - Parameter record: the record from `apparmor=` on; it may end anywhere.
    init(_ reason: Malformed, _ record: [UInt8]) {
        self.reason = reason
        var fields = FieldTable(record, 0..<record.count, keepsOpen: false)
        operation = fields.word("operation")
        label = (fields.name("profile") ?? fields.name("label")).map(AuditLabel.init)
    }
}
