import ArmorTarget

/// `network inet stream,` — creating and using sockets by family, type and protocol, and from parser 4 by address.
package struct NetworkRule: RuleValue, Hashable {
    package enum Access: String, Sendable, CaseIterable {
        case create, bind, listen, accept, connect, shutdown, getattr, setattr, getopt, setopt, send, receive
    }

    package enum SocketType: String, Sendable, CaseIterable {
        case stream, dgram, seqpacket, rdm, raw, packet
    }

    package enum TransportProtocol: String, Sendable, CaseIterable { case tcp, udp, icmp }

    package let access: [Access]
    package let family: String?
    package let type: SocketType?
    package let transport: TransportProtocol?
    package let local: SocketAddress?
    package let peer: SocketAddress?

    package init(
        access: [Access] = [],
        family: String? = nil,
        type: SocketType? = nil,
        transport: TransportProtocol? = nil,
        local: SocketAddress? = nil,
        peer: SocketAddress? = nil
    ) {
        self.access = access
        self.family = family
        self.type = type
        self.transport = transport
        self.local = local
        self.peer = peer
    }

    package static let kind = RuleKind.network

    /// A protocol stands in the place of its type, which it implies: no parser takes both.
    package var text: String {
        RuleText.join([
            "network\(RuleText.list(access.map(\.rawValue)))", family, transport?.rawValue ?? type?.rawValue,
            local?.text, peer.map { "peer=(\($0.text))" },
        ])
    }

    package var requirements: [Requirement] {
        var needs = [Requirement("network", features: ["network_v8", "network_v9", "network"])]
        if let family, Self.newer.contains(family) {
            needs.append(
                Requirement(
                    "network \(family)",
                    features: ["network_v8/af_mask/\(family)", "network/af_mask/\(family)"]
                )
            )
        }
        if !access.isEmpty {
            needs.append(Requirement("network (access)", parser: ParserVersion(4, 0, 0), unmet: .inexpressible))
        }
        if local != nil || peer != nil {
            needs.append(
                Requirement(
                    "network ip=, port=, peer=",
                    parser: ParserVersion(4, 0, 0),
                    features: ["network_v8/af_inet"],
                    unmet: .inexpressible
                )
            )
        }
        if [local, peer].contains(where: { $0?.port?.contains("-") == true }) {
            needs.append(Requirement("a port range", parser: ParserVersion(4, 1, 0), unmet: .inexpressible))
        }
        return needs
    }

    package func covers(_ other: any RuleValue) -> Bool {
        guard let other = other as? NetworkRule else { return false }
        return (access.isEmpty || (!other.access.isEmpty && Set(other.access).isSubset(of: access)))
            && (family == nil || family == other.family) && (type == nil || type == other.type)
            && (transport == nil || transport == other.transport) && (local == nil || local == other.local)
            && (peer == nil || peer == other.peer)
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        let words = [family, type?.rawValue, transport?.rawValue].compactMap(\.self)
        // A lone protocol would be read as the shorthand for both families.
        let isPlain = access.isEmpty && local == nil && peer == nil && (words.count != 1 || transport == nil)
        let fields = [
            make.word("family", family), make.word("type", type?.rawValue), make.word("protocol", transport?.rawValue),
            make.words("access", access),
        ]
        let addresses = (local?.fields ?? []) + [make.table("peer", peer?.fields ?? [])]
        let short = words.isEmpty ? "all" : words.joined(separator: " ")
        return [
            .element(list: action.rawValue, short: isPlain ? short : nil, (fields + addresses).compactMap(\.self))
        ]
    }

    package static let about =
        "sockets: one to three words, a family, a type and a protocol (`\"inet stream tcp\"`, `\"unix\"`), `\"tcp\"`, `\"udp\"` or "
        + "`\"all\"`"

    private static let keys =
        [
            KeySchema("family", .word(families), "the family of addresses"),
            KeySchema("type", .word(SocketType.self), "the type of the socket"),
            KeySchema("protocol", .word(TransportProtocol.self), "the protocol"),
            KeySchema("access", .words(Access.self), "what is done; none is everything; from AppArmor 4.0"),
        ] + SocketAddress.keys + [KeySchema("peer", .table(SocketAddress.keys), "the other end; from AppArmor 4.0")]

    package static let schema = ValueSchema.allowDeny(.string, keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.allowDeny(keys: keys) { form, _, range in
            switch form {
            case .text(let text): return parse(text, reader.context, range)
            case .table(let table): return read(table)
            }
        }
    }

    /// Linux's families as apparmor_parser knows them (`AF_*` of socket(2), lower case).
    package static let families = [
        "unix", "inet", "ax25", "ipx", "appletalk", "netrom", "bridge", "atmpvc", "x25", "inet6", "rose", "netbeui",
        "security", "key", "netlink", "packet", "ash", "econet", "atmsvc", "rds", "sna", "irda", "pppox", "wanpipe",
        "llc", "ib", "mpls", "can", "tipc", "bluetooth", "iucv", "rxrpc", "isdn", "phonet", "ieee802154", "caif", "alg",
        "nfc", "vsock", "kcm", "qipcrtr", "smc", "xdp", "mctp",
    ]

    /// Families that Linux 5.15 does not have.
    private static let newer: Set<String> = ["mctp"]

    /// Words that stand for several families: what users of containers mean by them.
    package static let shorthands: [String: SocketType] = ["tcp": .stream, "udp": .dgram]
}
