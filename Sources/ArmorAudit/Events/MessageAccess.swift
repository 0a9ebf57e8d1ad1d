/// A message on D-Bus, or a name taken there. The bus daemon writes it, not the kernel.
package struct DbusAccess: Sendable, Hashable {
    package var bus: [UInt8]?
    package var path: [UInt8]?
    package var interface: [UInt8]?
    package var member: [UInt8]?
    /// A name on the bus: the receiver's, or the one that was asked for.
    package var name: [UInt8]?
    package var peer: AuditLabel?
    package var peerPID: UInt32?
}

/// A message queue.
package struct MqueueAccess: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable { case posix, sysv }

    package var kind: Kind
    /// A name with its slash, or a key's number.
    package var name: [UInt8]
    package var peer: AuditLabel?
}
