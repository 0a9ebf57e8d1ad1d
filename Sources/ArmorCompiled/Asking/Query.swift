/// One question as the kernel itself puts it: a class and the bytes that its machine walks.
///
/// The same bytes are walked here and written to the kernel, so that an answer of the one can be held against the other.
package struct Query: Sendable, Hashable {
    /// The class byte, which every rule but those of files begins with.
    package let classByte: UInt8
    /// What follows the class.
    package let bytes: [UInt8]

    package init(classByte: UInt8, bytes: [UInt8]) {
        self.classByte = classByte
        self.bytes = bytes
    }

    init(_ kind: MediationClass, _ bytes: [UInt8] = []) {
        self.init(classByte: kind.rawValue, bytes: bytes)
    }

    /// What is written to securityfs' `.access`, or handed to libapparmor's `aa_query_label`, which fills its own first six
    /// bytes with the same. A label holds no NUL.
    package func kernelBytes(label: String) -> [UInt8] {
        Self.prefix + Array(label.utf8) + [0, classByte] + bytes
    }

    private static let prefix = Array("label\0".utf8)
}

/// The classes of rules, by the byte that they begin with (security/apparmor/include/apparmor.h).
package enum MediationClass: UInt8, Sendable, CaseIterable {
    case file = 2
    case capability = 3
    case mount = 7
    case ptrace = 9
    case signal = 10
    /// Network rules by family and type.
    case network = 14
    /// Network rules with a protocol, and those of unix sockets.
    case networkV9 = 15
    /// Rules about a peer's label; those of ptrace are asked here.
    case label = 16
    case mqueue = 17
    case userns = 21
    case ioUring = 22
    case dbus = 32
}

extension Query {
    /// A file by its path; a directory's ends in `/`.
    package static func file(_ path: [UInt8]) -> Query { Query(.file, path) }

    /// A link and what it leads to.
    package static func link(_ link: [UInt8], target: [UInt8]) -> Query { Query(.file, link + [0] + target) }

    /// Change to a label at once; another namespace's is `:NAMESPACE:NAME`.
    package static func changeProfile(_ target: [UInt8]) -> Query { Query(.file, target) }

    /// Change to a label when a program is executed next.
    package static func onExec(_ program: [UInt8], target: [UInt8]) -> Query {
        Query(.file, program + [0] + target)
    }

    /// Adding a profile to the label.
    package static func stack(_ target: [UInt8]) -> Query { Query(.file, [UInt8(ascii: "&")] + target) }

    /// A mount with flags as in mount(2), and the data where the first part asks for them.
    package static func mount(
        at target: [UInt8],
        source: [UInt8],
        type: [UInt8],
        flags: UInt32,
        data: [UInt8]? = nil
    ) -> Query {
        var bytes = target + [0] + source + [0] + type + [0]
        for bit in UInt8(0)..<32 where flags >> UInt32(bit) & 1 == 1 { bytes.append(bit + 1) }
        if let data { bytes += [0] + data }
        return Query(.mount, bytes)
    }

    package static func umount(_ target: [UInt8]) -> Query { Query(.mount, target) }

    package static func pivotRoot(new: [UInt8], old: [UInt8]) -> Query { Query(.mount, new + [0] + old) }

    /// A signal by the number that rules have for it (`SignalNumber`).
    package static func signal(_ number: UInt8, peer: [UInt8]) -> Query { Query(.signal, [number] + peer) }

    package static func ptrace(peer: [UInt8]) -> Query { Query(.label, [MediationClass.ptrace.rawValue] + peer) }

    /// A socket by family and type.
    package static func network(family: UInt16, type: UInt16) -> Query {
        Query(.network, bigEndian(family) + bigEndian(type))
    }

    /// A socket by family, type and protocol.
    package static func network(family: UInt16, type: UInt16, protocol: UInt16) -> Query {
        Query(.networkV9, bigEndian(family) + bigEndian(type) + bigEndian(`protocol`))
    }

    package static func mqueue(_ name: [UInt8], label: [UInt8]) -> Query { Query(.mqueue, name + [0] + label) }

    package static let userns = Query(.userns)

    package static let sqpoll = Query(.ioUring)

    package static func overrideCredentials(label: [UInt8]) -> Query { Query(.ioUring, label) }

    static func bigEndian(_ number: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}

/// A message on the bus, as rules see it.
package struct DbusMessage: Sendable, Hashable {
    package var bus: [UInt8]
    package var name: [UInt8] = []
    package var label: [UInt8] = []
    package var path: [UInt8] = []
    package var interface: [UInt8] = []
    package var member: [UInt8] = []

    package init(bus: [UInt8]) { self.bus = bus }
}

extension Query {
    package static func dbus(_ message: DbusMessage) -> Query {
        let parts = [message.bus, message.name, message.label, message.path, message.interface, message.member]
        return Query(.dbus, Array(parts.joined(separator: [0])))
    }

    package static func dbusBind(bus: [UInt8], name: [UInt8]) -> Query { Query(.dbus, bus + [0] + name) }

    package static func dbusEavesdrop(bus: [UInt8]) -> Query { Query(.dbus, bus) }
}

/// The address of a unix socket.
package enum UnixAddress: Sendable, Hashable {
    case anonymous
    /// Without the NUL or the `@` before it.
    case abstract([UInt8])
    case path([UInt8])

    var bytes: [UInt8] {
        switch self {
        case .anonymous: [1]
        case .abstract(let name): [0] + name
        case .path(let path): path
        }
    }
}

extension Query {
    /// What is done with a unix socket that exists.
    package enum UnixCommand: Sendable, Hashable {
        /// Its own address alone: bind, and what needs no peer.
        case local
        case peer(UnixAddress, label: [UInt8])
        case listen(backlog: UInt16)
        case option(level: UInt16, name: UInt16)

        fileprivate var bytes: [UInt8] {
            switch self {
            case .local: []
            case .peer(let address, let label): [1] + address.bytes + [0] + label
            case .listen(let backlog): [2] + bigEndian(backlog)
            case .option(let level, let name): [4] + bigEndian(level) + bigEndian(name)
            }
        }
    }

    /// A unix socket that has an address; its creation is asked as that of any socket is.
    package static func unix(
        _ mediation: MediationClass = .networkV9,
        type: UInt16,
        protocol: UInt16 = 0,
        at address: UnixAddress,
        _ command: UnixCommand
    ) -> Query {
        let socket = bigEndian(1) + bigEndian(type) + bigEndian(`protocol`)
        return Query(mediation, socket + address.bytes + [0, 0] + command.bytes)
    }
}
