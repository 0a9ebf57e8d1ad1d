/// What an event is about: one case a kind, with what only that kind has.
package enum EventDetail: Sendable, Hashable {
    case file(FileAccess)
    case exec(ExecAccess)
    case link(LinkAccess)
    case rename(RenameAccess)
    case mount(MountAccess)
    case capability(CapabilityUse)
    case network(NetworkAccess)
    case unix(UnixAccess)
    case signal(SignalAccess)
    case ptrace(PtraceAccess)
    case dbus(DbusAccess)
    case mqueue(MqueueAccess)
    case userns(UsernsAccess)
    case ioUring(IoUringAccess)
    case changeProfile(ProfileChange)
    case rlimit(LimitChange)
    /// Policy was loaded, replaced or removed.
    case status(PolicyChange)
    /// A kind that this reader does not know: its fields are in ``AuditEvent/others``.
    case unknown

    package var kind: EventKind {
        switch self {
        case .file: .file
        case .exec: .exec
        case .link: .link
        case .rename: .rename
        case .mount: .mount
        case .capability: .capability
        case .network: .network
        case .unix: .unix
        case .signal: .signal
        case .ptrace: .ptrace
        case .dbus: .dbus
        case .mqueue: .mqueue
        case .userns: .userns
        case .ioUring: .ioUring
        case .changeProfile: .changeProfile
        case .rlimit: .rlimit
        case .status: .status
        case .unknown: .unknown
        }
    }
}

/// The kinds by name, for counting and for summaries.
package enum EventKind: String, Sendable, Hashable, CaseIterable {
    case file, exec, link, rename, mount, capability, network, unix, signal, ptrace, dbus, mqueue, userns
    case ioUring = "io_uring"
    case changeProfile = "change_profile"
    case rlimit, status, unknown
}
