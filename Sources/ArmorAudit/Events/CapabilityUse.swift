/// The use of a capability.
package struct CapabilityUse: Sendable, Hashable {
    /// The number in linux/capability.h; `nil` for a name that is not known.
    package var number: UInt32?
    /// In lower case, without `cap_`.
    package var name: String?

    /// The number of a capability by its name, in any case and with or without `cap_`.
    static func number(of name: String) -> UInt32? {
        let lower = name.lowercased()
        let word = lower.hasPrefix("cap_") ? String(lower.dropFirst(4)) : lower
        return names.firstIndex(of: word).map(UInt32.init)
    }

    /// The names in the order of their numbers (linux/capability.h).
    private static let names = [
        "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
        "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
        "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
        "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
        "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
        "checkpoint_restore",
    ]
}
