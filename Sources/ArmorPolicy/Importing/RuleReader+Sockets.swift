import ArmorGlob

extension RuleReader {
    /// `network (send) inet stream ip=… port=… peer=(…),`
    func network(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access = clause.access(NetworkRule.Access.self, short: Short.sockets) else {
            return rejected("unknown access of a network rule")
        }
        var words: [String] = []
        while let word = clause.keyword() { words.append(word) }
        guard let kind = NetworkKind(words) else {
            let said = words.joined(separator: " ").prefix(80)
            let help = "write a family, a type or a protocol, or a family and one of the others"
            return rejected("there is no network \"\(said)\"", help: help)
        }
        guard var conditions = clause.conditions() else { return rejected("a condition of this rule is repeated") }
        var broken = false
        let local = Self.address(&conditions, &broken)
        var peer: SocketAddress?
        if conditions.has("peer") {
            guard var inner = conditions.inner("peer") else { return rejected("the peer of this rule is not complete") }
            peer = Self.address(&inner, &broken)
            guard inner.isDone else { return rejected("a peer has \"ip\" and \"port\" only") }
        }
        guard conditions.isDone, !broken else {
            return rejected("a network rule has \"ip\", \"port\" and \"peer\" only")
        }
        if local != nil || peer != nil, !kind.isInternet {
            return rejected("addresses go with \"inet\" and \"inet6\" only")
        }
        // `unspec` is a family that a policy does not have.
        guard kind.family.map(NetworkRule.families.contains) != false else { return nil }
        return [
            NetworkRule(
                access: access,
                family: kind.family,
                type: kind.type,
                transport: kind.transport,
                local: local,
                peer: peer
            )
        ]
    }

    private static func address(_ conditions: inout RuleConditions, _ broken: inout Bool) -> SocketAddress? {
        let ip = conditions.text("ip")
        let port = conditions.text("port")
        if let ip, !SocketAddress.isAddress(ip) { broken = true }
        if let port, !isPort(port) { broken = true }
        return ip == nil && port == nil ? nil : SocketAddress(ip: ip, port: port)
    }

    /// A number, or two with `-` between them, as a policy writes them.
    private static func isPort(_ text: String) -> Bool {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            UInt16(part).flatMap { "\($0)" == part ? $0 : nil }
        }
        guard (1...2).contains(ends.count), let low = ends.first ?? nil, let high = ends.last ?? nil else {
            return false
        }
        return low <= high
    }

    /// `unix (connect) type=stream addr=… peer=(addr=… label=…),`
    func unix(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access = clause.access(UnixRule.Access.self, short: Short.sockets.mapped(UnixRule.Access.self)),
            var conditions = clause.conditions()
        else { return rejected("an access or a condition of this rule is unknown or repeated") }
        let types = conditions.tokens("type")?.map(context.text)
        let address = address(&conditions)
        var peerAddress: Glob?
        var peerLabel: Glob?
        var isInexpressible = false
        if conditions.has("peer") {
            guard var inner = conditions.inner("peer") else { return rejected("the peer of this rule is not complete") }
            peerAddress = self.address(&inner)
            peerLabel = inner.glob("label", .label)
            guard inner.isDone else { return rejected("a peer has \"addr\" and \"label\" only") }
            isInexpressible = inner.isInexpressible
            let local: Set<UnixRule.Access> = [
                .create, .bind, .listen, .shutdown, .getattr, .setattr, .getopt, .setopt,
            ]
            if let first = access.first(where: local.contains) { return rejected("\"\(first.rawValue)\" has no peer") }
        }
        guard conditions.isDone else {
            return rejected("a unix rule has \"type\", \"addr\" and \"peer\"; a label goes inside the peer")
        }
        if let types, types.count != 1 || NetworkRule.SocketType(rawValue: types[0]) == nil {
            return rejected("a unix rule has one type of socket")
        }
        let type = types?.first.map(UnixRule.SocketType.init)
        // `raw` and `rdm` are types that a policy does not have.
        guard type.map({ $0 != nil }) != false, !isInexpressible, !conditions.isInexpressible else { return nil }
        return [
            UnixRule(
                access: access,
                type: type ?? nil,
                address: address,
                label: nil,
                peerAddress: peerAddress,
                peerLabel: peerLabel
            )
        ]
    }

    /// An address of a unix socket: `@name`, `none` or `auto`.
    private func address(_ conditions: inout RuleConditions) -> Glob? {
        guard let token = conditions.token("addr") else { return nil }
        let text = context.text(token)
        let plain = ProfileEscapes.glob(context.slice(token.inside)) ?? []
        let isAbstract = plain.first == ProfileByte.at || plain.starts(with: "\\100".utf8)
        guard isAbstract || text == "none" || text == "auto" else {
            reject("an address of a unix socket is \"@NAME\", \"none\" or \"auto\"")
            return nil
        }
        let glob = context.glob(token, .name)
        if glob == nil { conditions.refuse() }
        return glob
    }

    /// Accesses by their other names.
    private enum Short {
        static let sockets: [String: [NetworkRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.receive, .send],
            "wr": [.receive, .send],
        ]
    }
}

extension [String: [NetworkRule.Access]] {
    /// The same of another kind, whose accesses have the same names.
    fileprivate func mapped<Access: RawRepresentable>(_: Access.Type) -> [String: [Access]]
    where Access.RawValue == String {
        mapValues { $0.compactMap { Access(rawValue: $0.rawValue) } }
    }
}

/// The words of a network rule: a family, a type or a protocol, or a family and one of the others.
private struct NetworkKind {
    private(set) var family: String?
    private(set) var type: NetworkRule.SocketType?
    private(set) var transport: NetworkRule.TransportProtocol?

    /// - Returns: `nil` where apparmor_parser knows no such combination.
    init?(_ words: [String]) {
        guard words.count <= 2 else { return nil }
        var rest = words[...]
        if let first = rest.first, NetworkRule.families.contains(first) || first == "unspec" {
            // `packet` is a family and a type; alone it is the family.
            family = rest.removeFirst()
        }
        guard let last = rest.popFirst() else { return }
        if let known = NetworkRule.SocketType(rawValue: last) {
            type = known
        } else if let known = NetworkRule.TransportProtocol(rawValue: last) {
            transport = known
            let rule = NetworkRule(family: family, transport: known)
            guard isInternet, known.fits(rule), family != "inet6" || known != .icmp else { return nil }
        } else {
            return nil
        }
        guard rest.isEmpty else { return nil }
    }

    var isInternet: Bool { family.map { $0 == "inet" || $0 == "inet6" } ?? true }
}
