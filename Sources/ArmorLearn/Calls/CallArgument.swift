import ArmorProof
import ArmorSeccomp

/// The value of the argument by which a filter decides about a call, read from what strace writes of it.
struct CallArgument {
    /// `nil` where a word of it is not known.
    let value: UInt64?

    /// - Parameter text: numbers and words with `|` between them, without blanks: `CLONE_NEWNS|SIGCHLD`.
    init(_ text: String, of call: String) {
        var sum: UInt64? = 0
        for word in text.split(separator: "|", omittingEmptySubsequences: false) {
            guard let known = Self.value(String(word), of: call) else {
                sum = nil
                break
            }
            sum = sum.map { $0 | known }
        }
        value = sum
    }

    private static func value(_ word: String, of call: String) -> UInt64? {
        if word.hasPrefix("0x") { return UInt64(word.dropFirst(2), radix: 16) }
        if let number = UInt64(word, radix: 10) { return number }
        switch call {
        case "clone": return cloneFlags[word] ?? (word.hasPrefix("SIG") ? 0 : nil)
        case "personality": return personalities[word]
        case "socket":
            guard word.hasPrefix("AF_") else { return nil }
            return Numbers.family(word.dropFirst(3).lowercased()).map { UInt64($0) }
        default: return nil
        }
    }

    /// include/uapi/linux/sched.h. The lowest byte is a signal, which no filter looks at.
    private static let cloneFlags: [String: UInt64] = [
        "CLONE_VM": 0x100, "CLONE_FS": 0x200, "CLONE_FILES": 0x400, "CLONE_SIGHAND": 0x800, "CLONE_PIDFD": 0x1000,
        "CLONE_PTRACE": 0x2000, "CLONE_VFORK": 0x4000, "CLONE_PARENT": 0x8000, "CLONE_THREAD": 0x10000,
        "CLONE_NEWNS": 0x20000, "CLONE_SYSVSEM": 0x40000, "CLONE_SETTLS": 0x80000, "CLONE_PARENT_SETTID": 0x100000,
        "CLONE_CHILD_CLEARTID": 0x200000, "CLONE_DETACHED": 0x400000, "CLONE_UNTRACED": 0x800000,
        "CLONE_CHILD_SETTID": 0x1000000, "CLONE_NEWCGROUP": 0x2000000, "CLONE_NEWUTS": 0x4000000,
        "CLONE_NEWIPC": 0x8000000, "CLONE_NEWUSER": 0x10000000, "CLONE_NEWPID": 0x20000000, "CLONE_NEWNET": 0x40000000,
        "CLONE_IO": 0x80000000,
    ]

    /// include/uapi/linux/personality.h.
    private static let personalities: [String: UInt64] = [
        "PER_LINUX": 0, "PER_LINUX32": 8, "UNAME26": 0x20000, "ADDR_NO_RANDOMIZE": 0x40000, "FDPIC_FUNCPTRS": 0x80000,
        "MMAP_PAGE_ZERO": 0x100000, "ADDR_COMPAT_LAYOUT": 0x200000, "READ_IMPLIES_EXEC": 0x400000,
        "ADDR_LIMIT_32BIT": 0x800000, "SHORT_INODE": 0x1000000, "WHOLE_SECONDS": 0x2000000,
        "STICKY_TIMEOUTS": 0x4000000,
        "ADDR_LIMIT_3GB": 0x8000000,
    ]
}
