package import ArmorCompiled
package import ArmorPolicy

/// The numbers that kernels have for the words of policies.
package enum Numbers {
    /// include/linux/socket.h. The list of families leaves 12 (DECnet) out, which no kernel has any more.
    package static func family(_ word: String) -> UInt16? {
        NetworkRule.families.firstIndex(of: word).map { UInt16($0 < 11 ? $0 + 1 : $0 + 2) }
    }

    static func family(_ number: UInt16) -> String? {
        NetworkRule.families.first { family($0) == number }
    }

    /// Every number that has a family's word.
    static let families: [UInt16] = NetworkRule.families.compactMap(family)

    /// include/linux/net.h, enum sock_type.
    package static func socketType(_ type: NetworkRule.SocketType) -> UInt16 {
        switch type {
        case .stream: 1
        case .dgram: 2
        case .raw: 3
        case .rdm: 4
        case .seqpacket: 5
        case .packet: 10
        }
    }

    static func socketType(_ number: UInt16) -> String? {
        NetworkRule.SocketType.allCases.first { socketType($0) == number }?.rawValue
    }

    /// include/uapi/linux/in.h.
    static func transport(_ transport: NetworkRule.TransportProtocol) -> UInt16 {
        switch transport {
        case .icmp: 1
        case .tcp: 6
        case .udp: 17
        }
    }

    /// The byte that rules have for a signal: as on x86, `exists` 35, real-time ones from 128 on.
    package static func signal(_ word: String) -> UInt8? {
        if word.hasPrefix("rtmin+") { return UInt8(word.dropFirst(6)).flatMap { $0 <= 32 ? 128 + $0 : nil } }
        return signals.first { $0.name == word }?.number
    }

    static func signal(_ number: UInt8) -> String {
        if 128...160 ~= number { return "rtmin+\(number - 128)" }
        return signals.first { $0.number == number }?.name ?? "\(number)"
    }

    /// Every signal that has a word, the real-time ones left out.
    static let signals: [(name: String, number: UInt8)] = SignalRule.names.enumerated().map { index, name in
        // The words are in the order of their numbers but for the last.
        (name, name == "exists" ? 35 : UInt8(index + 1))
    }

    /// include/uapi/asm-generic/resource.h.
    package static let limits = [
        "cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending",
        "msgqueue", "nice", "rtprio", "rttime",
    ]

    /// The bits of mount(2) that an option sets; none for one that sets none.
    package static func flags(_ option: MountOption) -> UInt32 {
        switch option {
        case .ro: 1
        case .nosuid: 2
        case .nodev: 4
        case .noexec: 8
        case .sync: 16
        case .remount: 32
        case .mand: 64
        case .dirsync: 128
        case .nosymfollow: 256
        case .noatime: 1 << 10
        case .nodiratime: 1 << 11
        case .bind: 1 << 12
        case .rbind: 1 << 12 | 1 << 14
        case .move, .rmove: 1 << 13
        case .silent: 1 << 15
        case .acl: 1 << 16
        case .unbindable, .makeUnbindable: 1 << 17
        case .runbindable, .makeRunbindable: 1 << 17 | 1 << 14
        case .private, .makePrivate: 1 << 18
        case .rprivate, .makeRprivate: 1 << 18 | 1 << 14
        case .slave, .makeSlave: 1 << 19
        case .rslave, .makeRslave: 1 << 19 | 1 << 14
        case .shared, .makeShared: 1 << 20
        case .rshared, .makeRshared: 1 << 20 | 1 << 14
        case .relatime: 1 << 21
        case .iversion: 1 << 23
        case .strictatime: 1 << 24
        case .lazytime: 1 << 25
        case .rw, .suid, .dev, .exec, .async, .nomand, .atime, .diratime, .loud, .noacl, .norelatime, .noiversion,
            .nostrictatime, .nolazytime, .symfollow, .user, .nouser:
            0
        }
    }

    /// The options of a mount rule that matches exactly these bits of mount(2): `recursive` is part of the option that it goes
    /// with, as in `rbind` and `rslave`.
    static func mountOptions(_ flags: UInt32) -> [MountOption] {
        let recursive: UInt32 = 1 << 14
        let pairs: [(plain: MountOption, recursive: MountOption)] = [
            (.bind, .rbind), (.unbindable, .runbindable), (.private, .rprivate), (.slave, .rslave), (.shared, .rshared),
        ]
        guard flags & recursive != 0, let pair = pairs.first(where: { flags & Self.flags($0.plain) != 0 }) else {
            return options(flags).compactMap(MountOption.init(rawValue:))
        }
        let rest = options(flags & ~(recursive | Self.flags(pair.plain))).compactMap(MountOption.init(rawValue:))
        return rest + [pair.recursive]
    }

    /// The words for the bits of a mount.
    static func options(_ flags: UInt32) -> [String] {
        let words: [(UInt32, String)] = [
            (1, "ro"), (2, "nosuid"), (4, "nodev"), (8, "noexec"), (16, "sync"), (32, "remount"), (64, "mand"),
            (128, "dirsync"), (256, "nosymfollow"), (1 << 10, "noatime"), (1 << 11, "nodiratime"), (1 << 12, "bind"),
            (1 << 13, "move"), (1 << 14, "recursive"), (1 << 15, "silent"), (1 << 16, "acl"), (1 << 17, "unbindable"),
            (1 << 18, "private"), (1 << 19, "slave"), (1 << 20, "shared"), (1 << 21, "relatime"),
            (1 << 23, "iversion"), (1 << 24, "strictatime"), (1 << 25, "lazytime"),
        ]
        let named = words.filter { flags & $0.0 != 0 }.map(\.1)
        return flags & 1 == 0 ? ["rw"] + named : named
    }
}

/// A permission by the word that a policy has for it in a kind of rules.
package struct PermissionWords: Sendable {
    private let words: [(word: String, permission: Permission)]

    private init(_ words: [(String, Permission)]) { self.words = words.map { (word: $0.0, permission: $0.1) } }

    package func permission(_ word: String) -> Permission? { words.first { $0.word == word }?.permission }

    /// The words of several, joined.
    func text(_ permissions: Permission) -> String {
        let known = words.filter { permissions.contains($0.permission) }
        let rest = known.reduce(permissions) { $0.subtracting($1.permission) }
        let number = rest.isEmpty ? [] : ["0x" + String(rest.rawValue, radix: 16)]
        return (known.map(\.word) + number).joined(separator: ", ")
    }

    var all: [String] { words.map(\.word) }

    static let file = PermissionWords([
        ("read", .read), ("write", .write), ("append", .append), ("execute", .execute), ("map", .mapExecutable),
        ("lock", .lock), ("link", .link),
    ])
    static let link = PermissionWords([("link", .link), ("link with more rights than the target's", .lock)])
    package static let signal = PermissionWords([("send", .send), ("receive", .receive)])
    package static let ptrace = PermissionWords([
        ("trace", .trace), ("tracedby", .tracedBy), ("read", .ptraceRead), ("readby", .readBy),
    ])
    package static let socket = PermissionWords([
        ("create", .create), ("bind", .bind), ("listen", .listen), ("accept", .accept), ("connect", .connect),
        ("shutdown", .delete), ("getattr", .getAttributes), ("setattr", .setAttributes), ("getopt", .getOption),
        ("setopt", .setOption), ("send", .send), ("receive", .receive),
    ])
    package static let mqueue = PermissionWords([
        ("create", .create), ("open", .open), ("delete", .delete), ("read", .read), ("write", .write),
        ("getattr", .getAttributes), ("setattr", .setAttributes),
    ])
    package static let dbus = PermissionWords([
        ("send", .send), ("receive", .receive), ("bind", .dbusBind), ("eavesdrop", .eavesdrop),
    ])
    static let ioUring = PermissionWords([("sqpoll", .sqpoll), ("override_creds", .overrideCredentials)])
    static let umount = PermissionWords([("umount", .umount)])
    static let mount = PermissionWords([("mount", .mount), ("mount with certain data", .mountWithData)])
    static let pivotRoot = PermissionWords([("pivot_root", .pivotRoot)])
    static let userns = PermissionWords([("create", .createUserns)])
    static let changeProfile = PermissionWords([("change_profile", .changeProfile), ("on exec", .onExec)])
    static let use = PermissionWords([("use", .execute)])
}
