import ArmorGlob
import ArmorSource

/// What bane's profiles have, or lack, whatever the policy says: the denials of `/proc` and `/sys`, and what lets a
/// container be stopped and its processes deal with each other.
///
/// The paths and peers are those of the preset `container`, whose comments say more.
struct BaneBasics {
    let context: ReadingContext
    let anchor: ByteRange

    func rules() -> [Rule] { denials() + signals() + tracing() + [mounting()] }

    // MARK: Files

    /// What no container may do with the kernel's files.
    private static let denied: [(path: String, writesOnly: Bool, quiet: Bool, reason: String)] = [
        ("@{PROC}/[^0-9]**", true, false, "kernel settings and triggers: all of /proc but the processes"),
        (
            "@{PROC}/{kcore,kmem,kallsyms,keys,key-users,kpagecgroup,kpagecount,kpageflags,sched_debug,timer_list}",
            false, false, "kernel memory, addresses and keys"
        ),
        ("@{PROC}/mem", false, false, "kernel memory, addresses and keys"),
        ("@{sys}/{[^f],f[^s],fs/[^c],fs/c[^g]}**", true, false, "all of /sys but the cgroups"),
        ("@{sys}/fs/cgroup/**release_agent", true, false, "its program runs on the host as root"),
        ("@{sys}/firmware/{,**}", false, true, "firmware tables name the host"),
        ("@{sys}/devices/virtual/powercap/{,**}", false, true, "power readings leak what others compute"),
        ("@{sys}/kernel/security/{,**}", false, true, "the interface of AppArmor itself"),
        ("/dev/{mem,kmem,port}", false, false, "physical memory and ports"),
        ("/dev/kmsg", true, false, "forged lines in the kernel's log"),
    ]

    private func denials() -> [Rule] {
        Self.denied.compactMap { row in
            context.glob(row.path, .path, at: anchor).map { glob in
                let value =
                    row.writesOnly ? FileRule(.path(glob), .write) : FileRule(.path(glob), .all, execute: .denied)
                return context.baneRule(value, .deny, logged: !row.quiet, at: anchor, reason: row.reason)
            }
        }
    }

    /// The sinks and terminals that every runtime makes; none that another rule opens or shuts already.
    func devices(except others: [Glob]) -> [Rule] {
        let names = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts/*"]
        return names.compactMap { name -> Rule? in
            guard let glob = context.glob("/dev/\(name)", .path, at: anchor) else { return nil }
            let sample = glob.literalBytes ?? Array("/dev/pts/0".utf8)
            guard !others.contains(where: { $0.matches(sample) }) else { return nil }
            let reason = "the sinks and terminals that every runtime makes"
            return context.baneRule(FileRule(.path(glob), .write), at: anchor, reason: reason)
        }
    }

    // MARK: Processes

    /// This container's own processes; kernels from 6.17 on may label them in the second way after exec.
    private func own() -> [Glob] {
        ["@{profile_name}", "@{profile_name}//&unconfined"].compactMap { context.glob($0, .label, at: anchor) }
    }

    private func signals() -> [Rule] {
        let runtimes = [
            "unconfined", "{/usr/bin/,/usr/sbin/,}{runc,crun}", "{/usr/bin/,/usr/sbin/,}{podman,containerd,dockerd}",
        ]
        let stopping = runtimes.compactMap { context.glob($0, .label, at: anchor) }.map {
            SignalRule(access: [.receive], signals: [], peer: $0)
        }
        let inside = own().map { SignalRule(access: [.send, .receive], signals: [], peer: $0) }
        return stopping.map { context.baneRule($0, at: anchor, reason: "docker stop and docker kill") }
            + inside.map { context.baneRule($0, at: anchor, reason: "processes of this container signal each other") }
    }

    private func tracing() -> [Rule] {
        own().map {
            let value = PtraceRule(access: PtraceRule.Access.allCases, peer: $0)
            return context.baneRule(value, at: anchor, reason: "ps and debuggers look at this container's processes")
        }
    }

    /// Unix sockets between processes of this container.
    func unix() -> [Rule] {
        let local: [UnixRule.Access] = [
            .create, .bind, .listen, .accept, .shutdown, .getattr, .setattr, .getopt, .setopt,
        ]
        let talking = own().map { UnixRule(access: [.connect, .send, .receive], peerLabel: $0) }
        return ([UnixRule(access: local)] + talking).map {
            context.baneRule($0, at: anchor, reason: "unix sockets between processes of this container")
        }
    }

    private func mounting() -> Rule {
        let value = MountRule(
            operation: .mount,
            options: [],
            optionsIn: [],
            fstype: [],
            source: nil,
            target: nil,
            oldRoot: nil,
            profile: nil
        )
        return context.baneRule(value, .deny, at: anchor, reason: "mounting is the way out of most path rules")
    }
}
