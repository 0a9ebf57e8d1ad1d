import ArmorGlob

extension RuleReader {
    /// `network (send) inet stream ip=… port=… peer=(…),`
    func network(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access: [NetworkRule.Access] = clause.access(NetworkRule.Access.self, short: Short.sockets) else {
            return nil
        }
        var family: String?
        var type: NetworkRule.SocketType?
        var transport: NetworkRule.TransportProtocol?
        while let word = clause.nextKeyword {
            if family == nil, type == nil, transport == nil, NetworkRule.families.contains(word) {
                family = word
            } else if type == nil, transport == nil, let known = NetworkRule.SocketType(rawValue: word) {
                type = known
            } else if transport == nil, let known = NetworkRule.TransportProtocol(rawValue: word) {
                transport = known
            } else {
                return nil
            }
            _ = clause.keyword()
        }
        guard var conditions = clause.conditions() else { return nil }
        var broken = false
        let local = Self.address(&conditions, &broken)
        var peer: SocketAddress?
        if conditions.has("peer") {
            guard var inner = conditions.inner("peer") else { return nil }
            peer = Self.address(&inner, &broken)
            guard peer != nil, inner.isDone else { return nil }
        }
        let rule = NetworkRule(
            access: access,
            family: family,
            type: type,
            transport: transport,
            local: local,
            peer: peer
        )
        return conditions.isDone && !broken && rule.isConsistent ? [rule] : nil
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

    /// `unix (connect) type=stream addr=… label=… peer=(addr=… label=…),`
    func unix(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access: [UnixRule.Access] = clause.access(UnixRule.Access.self, short: Short.unix),
            var conditions = clause.conditions()
        else { return nil }
        let types = conditions.tokens("type").map { $0.map { UnixRule.SocketType(rawValue: context.text($0)) } }
        let address = conditions.glob("addr", .name)
        let label = conditions.glob("label", .label)
        var peerAddress: Glob?
        var peerLabel: Glob?
        if conditions.has("peer") {
            guard var inner = conditions.inner("peer") else { return nil }
            peerAddress = inner.glob("addr", .name)
            peerLabel = inner.glob("label", .label)
            guard inner.isDone else { return nil }
        }
        guard conditions.isDone, types?.contains(nil) != true else { return nil }
        let local: Set<UnixRule.Access> = [.create, .bind, .listen, .shutdown, .getattr, .setattr, .getopt, .setopt]
        if peerAddress != nil || peerLabel != nil, !local.isDisjoint(with: access) { return nil }
        return (types ?? [nil]).map { type in
            UnixRule(
                access: access,
                type: type,
                address: address,
                label: label,
                peerAddress: peerAddress,
                peerLabel: peerLabel
            )
        }
    }

    /// Accesses under their other names.
    private enum Short {
        static let sockets: [String: [NetworkRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.receive, .send],
        ]
        static let unix: [String: [UnixRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.receive, .send],
        ]
    }
}

extension NetworkRule {
    /// Whether a policy may say it: a protocol fits its family and type, addresses go with internet families.
    fileprivate var isConsistent: Bool {
        let isInternet = family.map { $0 == "inet" || $0 == "inet6" } ?? true
        if local != nil || peer != nil, !isInternet { return false }
        guard let transport else { return true }
        return isInternet && transport.fits(self)
    }
}
