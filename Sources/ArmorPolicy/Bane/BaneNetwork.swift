import ArmorSource
import ArmorTOML

/// Reads `[Network]` of a bane policy.
struct BaneNetwork {
    let context: ReadingContext
    let anchor: ByteRange
    let table: TOMLEntry?

    /// What bane can write after `network inet`: protocols and types (apparmor.d(5)).
    private static let words =
        NetworkRule.TransportProtocol.allCases.map(\.rawValue) + NetworkRule.SocketType.allCases.map(\.rawValue)

    func rules() -> [Rule] {
        let section = context.baneTable(table, keys: BaneKeys.network)
        let protocols = section.flatMap { BaneList($0, "Protocols") }
        let raw = denial("Raw", NetworkRule(type: .raw), section, isLimited: protocols != nil)
        let packet = denial("Packet", NetworkRule(family: "packet"), section, isLimited: protocols != nil)
        return allowed(protocols, deniesRaw: raw != nil) + [raw, packet].compactMap(\.self)
    }

    /// Raw and packet sockets are denied unless the policy says that they are not.
    private func denial(_ key: String, _ rule: NetworkRule, _ section: TableReader?, isLimited: Bool) -> Rule? {
        let entry = section?.table[key]
        guard section?.boolean(key) != true else {
            if isLimited, let entry {
                context.warning(
                    "bane-network",
                    "\"\(key) = true\" grants nothing beside \"Protocols\", which says all that is allowed",
                    at: entry.keyRange
                )
            }
            return nil
        }
        let reason = entry?.comment ?? "\(key) is not true: these sockets are denied"
        return context.baneRule(rule, .deny, at: entry?.keyRange ?? anchor, reason: reason)
    }

    private func allowed(_ list: BaneList?, deniesRaw: Bool) -> [Rule] {
        guard let list else {
            // `network` alone leaves unix sockets out from ABI 4.0 on.
            let reason = "no Protocols: every family is allowed"
            return [
                context.baneRule(NetworkRule(), at: anchor, reason: reason),
                context.baneRule(UnixRule(), at: anchor, reason: reason),
            ]
        }
        return list.items.flatMap { item -> [Rule] in
            guard Self.words.contains(item.text) else {
                context.unknown("unknown-network", "protocol", item.text, among: Self.words, at: item.range)
                return []
            }
            if deniesRaw, item.text == "raw" || item.text == "icmp" {
                context.warning(
                    "bane-raw",
                    "\"\(item.text)\" needs raw sockets, which are denied unless \"Raw = true\"",
                    at: item.range
                )
                if item.text == "raw" { return [] }
            }
            return NetworkRule.parse("inet \(item.text)", context, item.range).map {
                context.baneRule($0, at: item.range, reason: item.comment)
            }
        } + BaneBasics(context: context, anchor: anchor).unix()
    }
}

/// Reads `[Capabilities]` of a bane policy.
struct BaneCapabilities {
    let context: ReadingContext
    let table: TOMLEntry?

    func rules() -> [Rule] {
        guard let section = context.baneTable(table, keys: BaneKeys.capabilities) else { return [] }
        let allow = BaneList(section, "Allow")
        let deny = BaneList(section, "Deny")
        let denials = (deny?.items ?? []).compactMap { rule($0, .deny) }
        guard let allow else {
            guard let deny else { return [] }
            let all = CapabilityRule(name: nil)
            return [context.baneRule(all, at: deny.key, reason: "no Allow: all but what is denied")] + denials
        }
        if deny != nil {
            context.warning(
                "bane-capabilities",
                "bane ignores \"Allow\" beside \"Deny\" and grants every capability that is not denied",
                at: allow.key,
                help: "here only those of \"Allow\" are granted, without those of \"Deny\""
            )
        }
        let denied = Set((deny?.items ?? []).map(\.text))
        return allow.items.filter { !isDenied($0, denied) }.compactMap { rule($0, .allow) } + denials
    }

    private func isDenied(_ item: BaneList.Item, _ denied: Set<String>) -> Bool {
        guard denied.contains(item.text) else { return false }
        context.warning(
            "bane-denied",
            "\"\(item.text)\" of \"Allow\" is denied as well, and what is denied stays denied",
            at: item.range,
            help: "take it out of one of the two lists; it is left out here"
        )
        return true
    }

    private func rule(_ item: BaneList.Item, _ action: Action) -> Rule? {
        guard CapabilityRule.all.contains(item.text) else {
            context.unknown("unknown-capability", "capability", item.text, among: CapabilityRule.all, at: item.range)
            return nil
        }
        return context.baneRule(CapabilityRule(name: item.text), action, at: item.range, reason: item.comment)
    }
}
