package import ArmorPolicy

/// A filter of system calls as engines and runtimes take it: Docker's profile, of which the runtime-spec's `LinuxSeccomp` is the
/// part without conditions (opencontainers/runtime-spec, config-linux.md; moby/profiles, seccomp).
package struct SeccompProfile: Sendable, Equatable {
    /// What happens to a call; the words are libseccomp's (seccomp_init(3)).
    package enum Action: String, Sendable, CaseIterable {
        case kill = "SCMP_ACT_KILL"
        case killProcess = "SCMP_ACT_KILL_PROCESS"
        case killThread = "SCMP_ACT_KILL_THREAD"
        case trap = "SCMP_ACT_TRAP"
        case errno = "SCMP_ACT_ERRNO"
        case trace = "SCMP_ACT_TRACE"
        case allow = "SCMP_ACT_ALLOW"
        case log = "SCMP_ACT_LOG"
        case notify = "SCMP_ACT_NOTIFY"
    }

    /// A machine, and those whose programs it runs as well. Names are libseccomp's in lower case: `x86_64`, `aarch64`.
    package struct MachineFamily: Sendable, Equatable {
        package let machine: String
        package let others: [String]

        package init(_ machine: String, _ others: [String]) { (self.machine, self.others) = (machine, others) }
    }

    /// What happens to a call of which no rule speaks.
    package var defaultAction: Action
    /// With ``Action/errno``; EPERM where none is given.
    package var defaultErrno: Int?
    /// The machines whose calls are let in at all; Docker finds them in ``families`` instead, by the host's.
    package var machines: [String] = []
    package var families: [MachineFamily] = []
    /// `SECCOMP_FILTER_FLAG_…`.
    package var flags: [String] = []
    package var rules: [SeccompRule]

    package init(defaultAction: Action, defaultErrno: Int? = nil, rules: [SeccompRule]) {
        (self.defaultAction, self.defaultErrno, self.rules) = (defaultAction, defaultErrno, rules)
    }
}

/// What happens to calls of some names, under conditions.
package struct SeccompRule: Sendable, Equatable {
    package var names: [String]
    package var action: SeccompProfile.Action
    package var errno: Int?
    /// All must hold, for the runtime-spec. runc takes two of one index for alternatives, so none of ours has that.
    package var arguments: [SystemCall.Condition]
    package var comment: String?
    /// It counts only where all of these are met.
    package var includes = Filter()
    /// It does not count where any of these is met.
    package var excludes = Filter()

    /// What a rule is for.
    package struct Filter: Sendable, Equatable {
        /// Lower case, without `cap_`.
        package var capabilities: [String] = []
        package var machines: [String] = []
        package var minKernel: KernelRelease?

        package init() {}

        package var isEmpty: Bool { capabilities.isEmpty && machines.isEmpty && minKernel == nil }
    }

    package init(
        _ names: [String],
        _ action: SeccompProfile.Action,
        errno: Int? = nil,
        _ arguments: [SystemCall.Condition] = []
    ) {
        (self.names, self.action, self.errno, self.arguments) = (names, action, errno, arguments)
    }
}

/// A kernel's version by its first two numbers: 4.8.
package struct KernelRelease: Sendable, Equatable, Comparable {
    package let major: Int
    package let minor: Int

    /// Reads `4.8`; each number is at most 255.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        (self.major, self.minor) = (Int(major), Int(minor))
    }

    /// The oldest kernel that armor's targets have.
    package static let oldest = KernelRelease(major: 5, minor: 15)

    private init(major: Int, minor: Int) { (self.major, self.minor) = (major, minor) }

    package var text: String { "\(major).\(minor)" }

    package static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
