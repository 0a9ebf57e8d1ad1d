import ArmorSource

extension NetworkRule {
    /// Reads a string of one to three words: `tcp`, `unix stream`, `inet stream tcp`, `raw`, `all`.
    static func parse(_ text: String, _ context: ReadingContext, _ range: ByteRange) -> [any RuleValue] {
        let words = text.split(separator: " ").map(String.init)
        if words == ["all"] { return [NetworkRule()] }
        if words.count == 1, let type = shorthands[words[0]] {
            return ["inet", "inet6"].map { NetworkRule(family: $0, type: type) }
        }
        var rest = words[...]
        let family = rest.first.flatMap { families.contains($0) ? $0 : nil }
        if family != nil { rest = rest.dropFirst() }
        let type = rest.first.flatMap(SocketType.init(rawValue:))
        if type != nil { rest = rest.dropFirst() }
        let transport = rest.first.flatMap(TransportProtocol.init(rawValue:))
        if transport != nil { rest = rest.dropFirst() }
        guard rest.isEmpty, !words.isEmpty else {
            if let next = rest.first, isWord(next) {
                context.error(
                    "unknown-network",
                    "\"\(next)\" does not stand here",
                    at: range,
                    help: "write a family, a type and a protocol, in this order, or a shorthand alone"
                )
                return []
            }
            let known = ["all"] + shorthands.keys.sorted() + SocketType.allCases.map(\.rawValue) + families
            context.unknown("unknown-network", "network word", rest.first ?? "", among: known, at: range)
            return []
        }
        return checked(NetworkRule(family: family, type: type, transport: transport), context, range)
    }

    private static func isWord(_ text: String) -> Bool {
        text == "all" || shorthands[text] != nil || families.contains(text) || SocketType(rawValue: text) != nil
            || TransportProtocol(rawValue: text) != nil
    }

    /// Reads the table form.
    static func read(_ table: TableReader) -> [any RuleValue] {
        let family = table.string("family").flatMap { text -> String? in
            if families.contains(text.value) { return text.value }
            table.context.unknown("unknown-network", "family", text.value, among: families, at: text.range)
            return nil
        }
        let rule = NetworkRule(
            access: table.words("access", Access.self),
            family: family,
            type: table.word("type", SocketType.self),
            transport: table.word("protocol", TransportProtocol.self),
            local: SocketAddress.read(table),
            peer: table.subtable("peer", keys: SocketAddress.keys).flatMap(SocketAddress.read)
        )
        return checked(rule, table.context, table.range)
    }

    /// apparmor.d(5): a protocol needs its type to fit, addresses need an internet family.
    private static func checked(_ rule: NetworkRule, _ context: ReadingContext, _ range: ByteRange) -> [any RuleValue] {
        let internet = rule.family.map { $0 == "inet" || $0 == "inet6" } ?? true
        if let transport = rule.transport, !internet || !transport.fits(rule) {
            context.error(
                "conflict",
                "\"\(transport.rawValue)\" does not go with this family or type",
                at: range,
                help: "tcp is a stream, udp a dgram, both of inet and inet6; icmp is raw and of inet alone"
            )
            return []
        }
        if rule.local != nil || rule.peer != nil, !internet {
            context.error("conflict", "\"ip\" and \"port\" go with the families inet and inet6", at: range)
            return []
        }
        return [rule]
    }
}

extension NetworkRule.TransportProtocol {
    /// As apparmor_parser's table of families, types and protocols has it.
    func fits(_ rule: NetworkRule) -> Bool {
        if self == .icmp, rule.family == "inet6" { return false }
        switch (self, rule.type) {
        case (_, nil), (.tcp, .stream), (.udp, .dgram), (.icmp, .raw): return true
        default: return false
        }
    }
}
