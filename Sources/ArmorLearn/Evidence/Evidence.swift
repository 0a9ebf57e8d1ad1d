package import ArmorCompiled

/// One distinct thing that a program asked for: under which part of its profile, and the access.
package struct Need: Sendable, Hashable {
    /// The child or hat; none for the profile itself.
    package var child: String?
    /// Of files one permission.
    package var access: Access

    package init(child: String? = nil, _ access: Access) {
        (self.child, self.access) = (child, access)
    }
}

/// What the log tells of one need.
package struct Evidence: Sendable {
    /// Events.
    package var count = 0
    /// Those that only the kernel can have written.
    package var trusted = 0
    /// Those in which the process acted on what is its own.
    package var asOwner = 0
    /// Those in which the process acted on files as root.
    package var asRoot = 0
    /// Those in which the process connected to the file, which is a socket then.
    package var asSocket = 0
    /// Those in which a file or folder of this name was renamed to another.
    package var renamed = 0
    /// Those that the policy denied, so that the program did not get further.
    package var denied = 0
    /// Those of them that AppArmor denied by a profile in force; strace's are not among them.
    package var enforced = 0
    /// The shells and interpreters that these denials name, some of them.
    var interpreters: [Interpreter] = []
    /// Milliseconds since 1970; none where no event has a time.
    package var first: UInt64?
    package var last: UInt64?
    /// What the processes called themselves, some of them: anybody can take any name.
    package var comms: [[UInt8]] = []
    /// In how many runs of the machine it came, at least.
    package var runs = 0

    static let mostComms = 3

    package init() {}

    /// Whether a rule for the owner alone allows all of it.
    package var isOwners: Bool { count > 0 && asOwner == count }

    /// Together with what is told of another need.
    package func joined(_ other: Evidence) -> Evidence {
        var sum = self
        sum.count += other.count
        sum.trusted += other.trusted
        sum.asOwner += other.asOwner
        sum.asRoot += other.asRoot
        sum.asSocket += other.asSocket
        sum.renamed += other.renamed
        sum.denied += other.denied
        sum.enforced += other.enforced
        for interpreter in other.interpreters { sum.note(interpreter: interpreter) }
        sum.first = [first, other.first].compactMap(\.self).min()
        sum.last = [last, other.last].compactMap(\.self).max()
        for comm in other.comms { sum.note(comm: comm) }
        sum.runs = max(runs, other.runs)
        return sum
    }

    mutating func note(interpreter: Interpreter) {
        if interpreters.count < Self.mostComms, !interpreters.contains(interpreter) { interpreters.append(interpreter) }
    }

    mutating func note(comm: [UInt8]) {
        if comms.count < Self.mostComms, !comms.contains(comm) { comms.append(comm) }
    }
}

/// How much is kept of a log that an enemy may write: memory grows with these, not with the log.
package struct EvidenceLimits: Sendable {
    /// Distinct accesses to names of one folder.
    package var inFolder = 2_000
    /// Distinct accesses of one profile.
    package var ofProfile = 50_000
    /// Bytes of names of one profile, 32 MiB.
    package var bytes = 32 << 20
    /// Profiles.
    package var profiles = 100

    package init() {}
}
