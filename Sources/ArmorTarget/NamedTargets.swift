/// A release that is known by name.
struct NamedTarget: Sendable {
    let name: String
    let version: ParserVersion
    let abis: [String]
    /// Each line is a leaf's path, a blank and its value.
    fileprivate let lines: [String]

    var features: Features { Features(table: lines) }
    var target: Target { Target(name: name, parserVersion: version, features: features, abis: abis) }

    static let all = [debian12, debian13, ubuntu2204, ubuntu2404]

    /// Parser 3.0.8 and Linux 6.1, as captured from a running kernel.
    static let debian12 = NamedTarget(
        name: "debian12",
        version: ParserVersion(3, 0, 8),
        abis: ["3.0"],
        lines: base + [
            "\(caps) checkpoint_restore", v8, families("network_v8"), fastOpen, "policy/outofband 0x000001", v9,
        ]
    )

    /// Parser 4.1.0 and Linux 6.12, as captured from a running kernel.
    static let debian13 = NamedTarget(
        name: "debian13",
        version: ParserVersion(4, 1, 0),
        abis: ["3.0", "4.0"],
        lines: debian12.lines + [
            "domain/disconnected.path yes", "io_uring/mask sqpoll override_creds", "mount/move_mount detached", userns,
            "policy/permstable32 allow deny subtree cond kill complain prompt audit quiet hide xindex tag label",
            "policy/permstable32_version 0x000001", "policy/unconfined_restrictions/change_profile yes",
        ]
    )

    /// Parser 3.0.4 and Ubuntu's Linux 5.15. The leaves are those of the file abi/3.0 of AppArmor 3.0, which was taken
    /// from an Ubuntu kernel, and what 5.15 added to its lists (checkpoint_restore in 5.9, mctp in 5.15).
    static let ubuntu2204 = NamedTarget(
        name: "ubuntu2204",
        version: ParserVersion(3, 0, 4),
        abis: ["3.0"],
        lines: base + ["\(caps) checkpoint_restore", v8, families("network_v8")] + ubuntu
    )

    /// Parser 4.0.1 (Ubuntu's package 4.0.1really4.0.1) and Ubuntu's Linux 6.8. The leaves are those of the file abi/4.0
    /// of AppArmor 4, which was taken from an Ubuntu kernel, and io_uring, which that kernel mediates too. Its permission
    /// tables are left out: parsers 4.1.0 to 4.1.2 lose owner with them, and without them any parser writes the older
    /// form that says the same and that every kernel loads.
    static let ubuntu2404 = NamedTarget(
        name: "ubuntu2404",
        version: ParserVersion(4, 0, 1),
        abis: ["3.0", "4.0"],
        lines: ubuntu2204.lines + [
            "io_uring/mask sqpoll override_creds", userns, "policy/outofband 0x000001", v9,
            "ipc/posix_mqueue create read write open delete setattr getattr",
        ]
    )
}

extension Features {
    /// Reads the table above; a later line replaces an earlier one.
    fileprivate init(table: [String]) {
        var values: [String: String] = [:]
        for line in table {
            guard let blank = line.firstIndex(of: " ") else { continue }
            values[String(line[..<blank])] = String(line[line.index(after: blank)...])
        }
        self.init(values: values)
    }
}

/// What every AppArmor kernel since 5.4 has.
private let base = [
    "capability 0xffffff", "domain/attach_conditions/xattr yes", "domain/change_hat yes", "domain/change_hatv yes",
    "domain/change_onexec yes", "domain/change_profile yes", "domain/computed_longest_left yes",
    "domain/fix_binfmt_elf_mmap yes", "domain/post_nnp_subset yes", "domain/stack yes", "domain/version 1.2",
    "file/mask create read write exec append mmap_exec link lock", "mount/mask mount umount pivot_root",
    "namespaces/pivot_root no", "namespaces/profile yes", "policy/set_load yes", "policy/versions/v5 yes",
    "policy/versions/v6 yes", "policy/versions/v7 yes", "ptrace/mask read trace", "query/label/data yes",
    "query/label/multi_transaction yes", "query/label/perms allow deny audit quiet",
    "rlimit/mask cpu fsize data stack core rss nproc nofile memlock as locks sigpending msgqueue nice rtprio rttime",
    "signal/mask hup int quit ill trap abrt bus fpe kill usr1 segv usr2 pipe alrm term stkflt chld cont stop stp ttin "
        + "ttou urg xcpu xfsz vtalrm prof winch io pwr sys emt lost",
]

private let caps =
    "caps/mask chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable "
    + "net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace "
    + "sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control "
    + "setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf"

private let v8 = "policy/versions/v8 yes"
private let v9 = "policy/versions/v9 yes"
private let fastOpen = "network_v8/tcp-fast-open yes"
private let userns = "namespaces/mask userns_create"

/// What only Ubuntu's kernels have.
private let ubuntu = ["dbus/mask acquire send receive", "network/af_unix yes", families("network")]

private func families(_ folder: String) -> String {
    "\(folder)/af_mask unspec unix inet ax25 ipx appletalk netrom bridge atmpvc x25 inet6 rose netbeui security key "
        + "netlink packet ash econet atmsvc rds sna irda pppox wanpipe llc ib mpls can tipc bluetooth iucv rxrpc isdn "
        + "phonet ieee802154 caif alg nfc vsock kcm qipcrtr smc xdp mctp"
}

extension Target {
    /// Every release that is known by name, oldest of each distribution first.
    package static let releases = NamedTarget.all.map(\.target)
    package static let debian12 = NamedTarget.debian12.target
    package static let debian13 = NamedTarget.debian13.target
    package static let ubuntu2204 = NamedTarget.ubuntu2204.target
    package static let ubuntu2404 = NamedTarget.ubuntu2404.target
}
