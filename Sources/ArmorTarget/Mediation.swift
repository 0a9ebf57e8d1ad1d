/// The kinds of rules that a kernel enforces or not; the names are those of the policy language's rules.
package enum Mediation: String, Sendable, CaseIterable {
    case file, capability, network, unix, dbus, signal, ptrace, mount, userns, mqueue, rlimit
    case ioUring = "io_uring"
    case changeProfile = "change_profile"
}

extension Features {
    /// Whether a kernel with these features enforces a kind of rule; where it does not, what the rule would deny is
    /// allowed. The leaves are those that apparmor_parser itself looks at.
    package func enforces(_ kind: Mediation) -> Bool {
        switch kind {
        case .file: has("file")
        case .capability: has("caps")
        case .network: has("network_v9") || has("network_v8") || has("network/af_mask")
        case .unix: has("network/af_unix") || has("network_v9/af_unix")
        case .dbus: has("dbus/mask")
        case .signal: has("signal")
        case .ptrace: has("ptrace")
        case .mount: has("mount")
        case .userns: has("namespaces/mask/userns_create")
        case .mqueue: has("ipc/posix_mqueue")
        case .rlimit: has("rlimit")
        case .ioUring: has("io_uring")
        case .changeProfile: has("domain/change_profile")
        }
    }

    /// All kinds that are enforced.
    package var enforced: Set<Mediation> { Set(Mediation.allCases.filter(enforces)) }
}
