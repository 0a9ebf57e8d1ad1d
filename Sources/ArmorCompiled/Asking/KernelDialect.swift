/// The kernels whose reading of a compiled policy differs. Each stands for those up to the next.
package enum KernelDialect: String, Sendable, CaseIterable {
    case linux61 = "6.1"
    case linux612 = "6.12"
    case linux72 = "7.2"
}

/// Who asks, as far as rules tell them apart.
package enum Subject: String, Sendable, CaseIterable {
    /// The file belongs to the asking process.
    case owner
    case other
}

/// The four words that a kernel gives for a query in securityfs' `.access`.
package struct AccessWords: Sendable, Hashable {
    package var allow: UInt32
    package var deny: UInt32
    package var audit: UInt32
    package var quiet: UInt32

    package init(allow: UInt32, deny: UInt32, audit: UInt32, quiet: UInt32) {
        self.allow = allow
        self.deny = deny
        self.audit = audit
        self.quiet = quiet
    }

    /// What no rule speaks of, because the kernel or the policy does not mediate it.
    package static let unmediated = AccessWords(allow: .max, deny: 0, audit: 0, quiet: .max)
}

/// The kernel's permissions, as bits of its words (security/apparmor/include/perms.h).
package struct Permission: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let execute = Permission(rawValue: 0x1)
    package static let write = Permission(rawValue: 0x2)
    package static let read = Permission(rawValue: 0x4)
    package static let append = Permission(rawValue: 0x8)
    package static let create = Permission(rawValue: 0x10)
    package static let delete = Permission(rawValue: 0x20)
    /// `connect` for sockets and the bus, `open` for files.
    package static let open = Permission(rawValue: 0x40)
    package static let rename = Permission(rawValue: 0x80)
    package static let setAttributes = Permission(rawValue: 0x100)
    package static let getAttributes = Permission(rawValue: 0x200)
    package static let changeMode = Permission(rawValue: 0x1000)
    package static let changeOwner = Permission(rawValue: 0x2000)
    /// `k`; behind the NUL of a link pair it asks for the subset test instead.
    package static let lock = Permission(rawValue: 0x8000)
    package static let mapExecutable = Permission(rawValue: 0x1_0000)
    package static let link = Permission(rawValue: 0x4_0000)
    package static let accept = Permission(rawValue: 0x10_0000)
    package static let bind = Permission(rawValue: 0x20_0000)
    package static let listen = Permission(rawValue: 0x40_0000)
    package static let setOption = Permission(rawValue: 0x100_0000)
    package static let getOption = Permission(rawValue: 0x200_0000)
    package static let onExec = Permission(rawValue: 0x2000_0000)
    package static let changeProfile = Permission(rawValue: 0x4000_0000)

    // The same bits by the names of other classes.
    package static let send = write
    package static let receive = read
    package static let connect = open
    package static let mount = write
    /// The bit of a state of mount rules behind which the data are looked at.
    package static let mountWithData = connect
    package static let umount = read
    package static let pivotRoot = execute
    package static let trace = write
    package static let ptraceRead = read
    package static let tracedBy = append
    package static let readBy = create
    package static let createUserns = append
    package static let sqpoll = create
    package static let overrideCredentials = append
    package static let dbusBind = open
    package static let eavesdrop = delete

    /// What a policy can say of a file. What `create`, `delete` and the like are, kernels derive from these.
    package static let ofFiles: Permission = [.execute, .write, .read, .append, .lock, .mapExecutable, .link]
    /// What is asked of a socket.
    package static let ofSockets: Permission = [
        .create, .bind, .listen, .accept, .connect, .send, .receive, .getAttributes, .setAttributes, .getOption,
        .setOption, .delete,
    ]
    package static let ofQueues: Permission = [
        .create, .open, .read, .write, .delete, .getAttributes, .setAttributes,
    ]
}
