package import ArmorGlob

/// `unix (connect) type=stream peer=(label="web"),` — unix sockets by type, address and label.
///
/// Kernels without fine-grained mediation know only `network unix`; see `broadened`.
package struct UnixRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable {
        case create, bind, listen, accept, connect, shutdown, getattr, setattr, getopt, setopt, send, receive
    }

    package enum SocketType: String, Sendable, CaseIterable { case stream, dgram, seqpacket }

    package let access: [Access]
    package let type: SocketType?
    package let address: Glob?
    package let label: Glob?
    package let peerAddress: Glob?
    package let peerLabel: Glob?

    package init(
        access: [Access] = [],
        type: SocketType? = nil,
        address: Glob? = nil,
        label: Glob? = nil,
        peerAddress: Glob? = nil,
        peerLabel: Glob? = nil
    ) {
        self.access = access
        self.type = type
        self.address = address
        self.label = label
        self.peerAddress = peerAddress
        self.peerLabel = peerLabel
    }

    package static let kind = RuleKind.unix

    package var text: String {
        let peer = RuleText.join([RuleText.pair("addr", peerAddress), RuleText.pair("label", peerLabel)])
        return RuleText.join([
            "unix\(RuleText.list(access.map(\.rawValue)))",
            type.map { "type=\($0.rawValue)" },
            RuleText.pair("addr", address),
            RuleText.pair("label", label),
            peer.isEmpty ? nil : "peer=(\(peer))",
        ])
    }

    /// The rule that a kernel without fine-grained mediation can hold: it knows family and type alone, and tells
    /// neither accesses nor peers apart.
    package var broadened: NetworkRule {
        NetworkRule(family: "unix", type: type.flatMap { NetworkRule.SocketType(rawValue: $0.rawValue) })
    }

    /// Whether `broadened` allows more than this rule says.
    package var isNarrowerThanType: Bool {
        !access.isEmpty || address != nil || label != nil || peerAddress != nil || peerLabel != nil
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(
            make.words("access", access),
            make.word("type", type?.rawValue),
            make.glob("addr", address),
            make.glob("label", label),
            make.table("peer", [make.glob("addr", peerAddress), make.glob("label", peerLabel)])
        )
    }

    package static let about = "unix sockets that are no files"

    private static let ends = [
        KeySchema("addr", .string, "an abstract address, `\"@name\"`, `\"none\"` or `\"auto\"`"),
        KeySchema("label", .string, "a glob of the label"),
    ]

    private static let keys =
        [
            KeySchema("access", .words(Access.self), "what is done; none is everything"),
            KeySchema("type", .word(SocketType.self), "the type of the socket"),
        ] + ends + [KeySchema("peer", .table(ends), "the other end")]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            let peer = table.subtable("peer", keys: ends)
            let rule = UnixRule(
                access: table.words("access", Access.self),
                type: table.word("type", SocketType.self),
                address: address(table),
                label: table.glob("label", .label),
                peerAddress: peer.flatMap(address),
                peerLabel: peer?.glob("label", .label)
            )
            rule.refuseConflict(table)
            return [rule]
        }
    }

    /// An address: `@name` for the abstract name space, `none` for an unnamed socket, or `auto` for one that the kernel names.
    private static func address(_ table: TableReader) -> Glob? {
        guard let text = table.string("addr") else { return nil }
        if text.value.hasPrefix("@") || ["none", "auto"].contains(text.value) {
            return table.context.glob(text.value, .name, at: text.range)
        }
        table.context.error(
            "bad-address",
            "\"\(text.value)\" is no address of a unix socket",
            at: text.range,
            help: "write \"@name\", \"none\" or \"auto\"; a socket that is a file takes a rule of [filesystem]"
        )
        return nil
    }

    /// apparmor.d(5): the accesses that concern one socket alone cannot be told apart by peer.
    private func refuseConflict(_ table: TableReader) {
        if label != nil { table.refuseLabelOutsidePeer() }
        let local: [Access] = [.create, .bind, .listen, .shutdown, .getattr, .setattr, .getopt, .setopt]
        guard peerAddress != nil || peerLabel != nil, let first = access.first(where: local.contains) else { return }
        table.context.error(
            "conflict",
            "\"\(first.rawValue)\" cannot go with a peer",
            at: table.range,
            help: "write it as a rule of its own without \"peer\""
        )
    }
}
