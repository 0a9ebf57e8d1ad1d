package import ArmorAudit
import ArmorSource

/// What is reported of strace's output besides what was learned: what it does not show, and what it only hints at.
package enum StraceNotes {
    /// The calls that fail with EPERM without a capability, by their manual pages. Other reasons give the same error.
    private static let capabilities: [(capability: String, calls: Set<String>)] = [
        ("chown", ["chown", "fchown", "lchown", "fchownat", "chown32", "fchown32", "lchown32"]),
        ("fowner", ["chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat", "unlink", "unlinkat"]),
        ("kill", ["kill", "tkill", "tgkill", "rt_sigqueueinfo", "pidfd_send_signal"]),
        ("setuid", ["setuid", "setreuid", "setresuid", "setfsuid", "setuid32", "setreuid32", "setresuid32"]),
        (
            "setgid",
            [
                "setgid", "setregid", "setresgid", "setfsgid", "setgroups", "setgid32", "setregid32", "setresgid32",
                "setgroups32",
            ]
        ),
        ("net_raw", ["socket"]), ("sys_chroot", ["chroot"]), ("mknod", ["mknod", "mknodat"]),
        ("net_admin", ["setsockopt", "ioctl"]),
        (
            "sys_nice",
            ["setpriority", "sched_setscheduler", "sched_setattr", "sched_setparam", "sched_setaffinity", "ioprio_set"]
        ),
        ("ipc_lock", ["mlock", "mlock2", "mlockall", "shmctl"]),
        ("sys_resource", ["setrlimit", "prlimit64"]),
        ("sys_time", ["settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "stime"]),
        ("sys_ptrace", ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"]),
        (
            "sys_admin",
            [
                "mount", "umount", "umount2", "unshare", "setns", "sethostname", "setdomainname", "pivot_root",
                "fsopen",
                "fsmount", "fsconfig", "open_tree", "move_mount", "mount_setattr", "quotactl", "swapon", "swapoff",
                "fanotify_init", "clone", "clone3",
            ]
        ),
        ("sys_module", ["init_module", "finit_module", "delete_module"]), ("sys_rawio", ["iopl", "ioperm"]),
        ("sys_boot", ["reboot", "kexec_load", "kexec_file_load"]), ("sys_pacct", ["acct"]), ("syslog", ["syslog"]),
        ("bpf", ["bpf"]), ("perfmon", ["perf_event_open"]), ("setpcap", ["capset"]), ("sys_tty_config", ["vhangup"]),
        ("dac_read_search", ["open_by_handle_at"]), ("setfcap", ["setxattr", "lsetxattr", "fsetxattr"]),
        ("linux_immutable", ["ioctl"]),
    ]

    /// One line each, for people.
    package static func lines(_ scanner: StraceScanner) -> [String] {
        var lines: [String] = []
        func report(_ count: Int, _ words: String) { if count > 0 { lines.append("strace: \(count) \(words)") } }
        report(scanner.malformed, "lines cannot be read")
        report(scanner.unresolved, "accesses have no whole path: run strace with -y and -s 4096")
        report(scanner.dropped, "accesses had no room")
        lines += scanner.refusals.compactMap { line($0.key, $0.value) }.sorted().map { "strace: \($0)" }
        lines.append(
            "strace: it does not show which capabilities were used, signals, mounts and the peers of unix sockets: "
                + "learn them from an audit log"
        )
        return lines
    }

    private static func line(_ refusal: StraceRefusal, _ count: Int) -> String? {
        let times = "\(count) time\(count == 1 ? "" : "s")"
        let call = printable(refusal.call)
        let onlyALog = "; only an audit log shows which"
        switch refusal.detail {
        case .port(let port):
            return "bind of port \(port) failed \(times) with \(refusal.error): it may have lacked the capability "
                + "net_bind_service\(onlyALog)"
        case .namespaces(let flags):
            let list = flags.joined(separator: ", ")
            let user =
                flags.contains("CLONE_NEWUSER") ? ", or namespaces = \"user\" where user namespaces are restricted" : ""
            return
                "\(call) failed \(times) with \(refusal.error) and makes namespaces (\(list)): it may have lacked the "
                + "capability sys_admin\(user), or a filter of system calls refused it"
        case .none:
            if refusal.call == "clone3" {
                return
                    "clone3 failed \(times) with \(refusal.error): a filter of system calls that answers so breaks newer C "
                    + "libraries; the filter of an armor policy answers ENOSYS, and nothing need be allowed"
            }
            let names = capabilities.filter { $0.calls.contains(refusal.call) }.map(\.capability)
            guard !names.isEmpty else { return nil }
            return "\(call) failed \(times) with \(refusal.error): it may have lacked the capability "
                + "\(names.joined(separator: " or "))\(onlyALog)"
        }
    }
}
