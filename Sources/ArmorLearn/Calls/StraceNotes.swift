package import ArmorAudit
import ArmorSource

/// What is told of strace's output beside what was learned: what it cannot tell, and what it only hints at.
package enum StraceNotes {
    /// The calls that fail with EPERM without a capability, by their manual pages. Other reasons give the same error.
    private static let capabilities: [(capability: String, calls: Set<String>)] = [
        ("chown", ["chown", "fchown", "lchown", "fchownat", "chown32", "fchown32", "lchown32"]),
        ("fowner", ["chmod", "fchmod", "fchmodat", "utime", "utimes", "utimensat"]),
        ("kill", ["kill", "tkill", "tgkill"]), ("setuid", ["setuid", "setreuid", "setresuid", "setfsuid"]),
        ("setgid", ["setgid", "setregid", "setresgid", "setfsgid", "setgroups"]),
        ("net_raw", ["socket"]), ("sys_chroot", ["chroot"]), ("mknod", ["mknod", "mknodat"]),
        ("sys_nice", ["setpriority", "sched_setscheduler", "sched_setattr"]),
        ("ipc_lock", ["mlock", "mlock2", "mlockall"]),
        ("sys_resource", ["setrlimit", "prlimit64"]), ("sys_time", ["settimeofday", "clock_settime", "adjtimex"]),
        ("sys_ptrace", ["ptrace", "process_vm_readv", "process_vm_writev"]),
        ("sys_admin", ["mount", "umount2", "unshare", "setns", "sethostname", "pivot_root"]),
    ]

    /// One line each, for people.
    package static func lines(_ scanner: StraceScanner) -> [String] {
        var lines: [String] = []
        func tell(_ count: Int, _ words: String) { if count > 0 { lines.append("strace: \(count) \(words)") } }
        tell(scanner.malformed, "lines cannot be read")
        tell(scanner.unresolved, "accesses have no whole path: run strace with -y and -s 4096")
        tell(scanner.dropped, "accesses had no room")
        for (call, count) in scanner.refused.sorted(by: { $0.key < $1.key }) {
            let names = capabilities.filter { $0.calls.contains(call) }.map(\.capability)
            guard !names.isEmpty else { continue }
            lines.append(
                "strace: \(printable(call)) failed \(count) times with EPERM: it may have lacked the capability "
                    + "\(names.joined(separator: " or ")), which only an audit log tells"
            )
        }
        lines.append(
            "strace: capabilities that were used, signals, mounts and unix sockets are not told; learn them from a log"
        )
        return lines
    }
}
