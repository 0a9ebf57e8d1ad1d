/// One distinct access with what a log says of it.
///
/// Two events are the same access where all that AppArmor says of them is the same but for time, process, program and
/// network addresses: ``event`` has those of the first.
package struct ObservedAccess: Sendable, Hashable {
    package let event: AuditEvent
    /// How often; 4,294,967,295 and more are counted as that.
    package let count: UInt32
    /// Milliseconds since 1970; none where no line had a time.
    package let first: UInt64?
    package let last: UInt64?
    /// The first three programs, as they call themselves.
    package let comms: [[UInt8]]
    package let hasMoreComms: Bool
    /// In how many runs of the machine it came.
    package let runs: UInt32
}

extension EventDetail {
    /// The same with another name.
    func renamed(_ name: [UInt8]) -> EventDetail {
        switch self {
        case .file: return .file(FileAccess(name: name))
        case .exec(var exec):
            exec.name = name
            return .exec(exec)
        case .link(var link):
            link.name = name
            return .link(link)
        case .rename(var rename):
            rename.name = name
            return .rename(rename)
        case .mount(var mount):
            mount.name = name
            return .mount(mount)
        case .capability(var capability):
            if capability.number == nil { capability.name = String(decoding: name, as: UTF8.self) }
            return .capability(capability)
        case .dbus(var dbus):
            dbus.name = name
            return .dbus(dbus)
        case .mqueue(var mqueue):
            mqueue.name = name
            return .mqueue(mqueue)
        case .changeProfile(var change):
            change.name = name
            return .changeProfile(change)
        case .status: return .status(PolicyChange(name: AuditLabel(name)))
        case .network, .unix, .signal, .ptrace, .userns, .ioUring, .rlimit, .unknown: return self
        }
    }
}
