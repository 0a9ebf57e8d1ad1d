/// Releases of distributions that a profile can be meant for, with the parser and kernel that each ships.
package enum Release: String, Sendable, CaseIterable {
    case debian12, debian13, ubuntu2204, ubuntu2404

    /// The version of the package `apparmor`. Ubuntu 24.04's carries the rules of 4.0 (userns, mqueue).
    package var parser: ParserVersion {
        switch self {
        case .debian12: ParserVersion(3, 0, 8)
        case .debian13: ParserVersion(4, 1, 0)
        case .ubuntu2204: ParserVersion(3, 0, 4)
        case .ubuntu2404: ParserVersion(4, 0, 1)
        }
    }

    /// The files of `/etc/apparmor.d/abi/` that armor pins.
    package var abis: [String] {
        switch self {
        case .debian12, .ubuntu2204: ["3.0"]
        case .debian13, .ubuntu2404: ["3.0", "4.0"]
        }
    }

    /// What the release's first kernel mediates. Debian's are as read from running kernels 6.1 and 6.12. Ubuntu's 5.15
    /// and 6.8 carry patches that mainline does not have: unix sockets and D-Bus by peer in both, message queues and user
    /// namespaces in 6.8, as the file `abi/4.0` of AppArmor lists them.
    package var features: Features {
        var tree = KernelFeatures.common
        switch self {
        case .debian12: break
        case .debian13: tree.merge(KernelFeatures.since612) { $1 }
        case .ubuntu2204:
            tree.merge(KernelFeatures.ubuntu(families: KernelFeatures.families.filter { $0 != "mctp" })) { $1 }
        case .ubuntu2404:
            tree.merge(KernelFeatures.ubuntu(families: KernelFeatures.families)) { $1 }
            tree.merge(KernelFeatures.ubuntu68) { $1 }
        }
        return Features(root: tree)
    }
}

/// The trees that kernels share, as `/sys/kernel/security/apparmor/features` shows them.
private enum KernelFeatures {
    typealias Tree = [String: Features.Node]

    /// Linux 6.1 (security/apparmor/apparmorfs.c).
    static let common: Tree = [
        "capability": words("0xffffff"),
        "caps": .folder(["mask": words(capabilities)]),
        "domain": .folder(domain),
        "file": .folder(["mask": words("create read write exec append mmap_exec link lock")]),
        "mount": .folder(["mask": words("mount umount pivot_root")]),
        "namespaces": .folder(["pivot_root": words("no"), "profile": words("yes")]),
        "network_v8": .folder(["af_mask": .words(families), "tcp-fast-open": words("yes")]),
        "policy": .folder(policy),
        "ptrace": .folder(["mask": words("read trace")]),
        "query": .folder([
            "label": .folder([
                "data": words("yes"), "multi_transaction": words("yes"), "perms": words("allow deny audit quiet"),
            ])
        ]),
        "rlimit": .folder([
            "mask": words(
                "cpu fsize data stack core rss nproc nofile memlock as locks sigpending msgqueue nice rtprio rttime")
        ]),
        "signal": .folder(["mask": words(signals)]),
    ]

    /// What Linux 6.12 adds.
    static let since612: Tree = [
        "domain": .folder(domain.merging(["disconnected.path": words("yes")]) { $1 }),
        "io_uring": .folder(["mask": words("sqpoll override_creds")]),
        "mount": .folder([
            "mask": words("mount umount pivot_root"), "move_mount": words("detached"),
        ]),
        "namespaces": .folder([
            "mask": words("userns_create"), "pivot_root": words("no"), "profile": words("yes"),
        ]),
        "policy": .folder(
            policy.merging([
                "permstable32": words(
                    "allow deny subtree cond kill complain prompt audit quiet hide xindex tag label"),
                "permstable32_version": words("0x000001"),
                "unconfined_restrictions": .folder(["change_profile": words("yes")]),
            ]) { $1 }),
    ]

    /// What Ubuntu's kernels add to 5.15.
    static func ubuntu(families: [String]) -> Tree {
        [
            "dbus": .folder(["mask": words("acquire send receive")]),
            "network": .folder(["af_mask": .words(families), "af_unix": words("yes")]),
            "network_v8": .folder(["af_mask": .words(families)]),
        ]
    }

    /// What Ubuntu's 6.8 adds to that.
    static let ubuntu68: Tree = [
        "io_uring": .folder(["mask": words("sqpoll override_creds")]),
        "ipc": .folder(["posix_mqueue": words("create read write open delete setattr getattr")]),
        "namespaces": .folder([
            "mask": words("userns_create"), "pivot_root": words("no"), "profile": words("yes"),
        ]),
    ]

    private static let domain: Tree = [
        "attach_conditions": .folder(["xattr": words("yes")]), "change_hat": words("yes"),
        "change_hatv": words("yes"), "change_onexec": words("yes"), "change_profile": words("yes"),
        "computed_longest_left": words("yes"), "fix_binfmt_elf_mmap": words("yes"), "post_nnp_subset": words("yes"),
        "stack": words("yes"), "version": words("1.2"),
    ]

    private static let policy: Tree = [
        "outofband": words("0x000001"), "set_load": words("yes"),
        "versions": .folder([
            "v5": words("yes"), "v6": words("yes"), "v7": words("yes"), "v8": words("yes"), "v9": words("yes"),
        ]),
    ]

    /// include/linux/socket.h, in the order of its numbers, as the kernel prints them.
    static let families = split(
        """
        unspec unix inet ax25 ipx appletalk netrom bridge atmpvc x25 inet6 rose netbeui security key netlink packet ash
        econet atmsvc rds sna irda pppox wanpipe llc ib mpls can tipc bluetooth iucv rxrpc isdn phonet ieee802154 caif
        alg nfc vsock kcm qipcrtr smc xdp mctp
        """)

    private static let capabilities = """
        chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service
        net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin
        sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override
        mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore
        """

    private static let signals = """
        hup int quit ill trap abrt bus fpe kill usr1 segv usr2 pipe alrm term stkflt chld cont stop stp ttin ttou urg
        xcpu xfsz vtalrm prof winch io pwr sys emt lost
        """

    private static func words(_ text: String) -> Features.Node { .words(split(text)) }

    private static func split(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
