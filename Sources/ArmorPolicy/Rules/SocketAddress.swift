import ArmorSource
import ArmorTOML

/// An end of a connection as `network` rules of AppArmor 4 name it.
package struct SocketAddress: Sendable, Hashable {
    /// An address in its usual text form, or `none`; without a prefix length, which no parser takes.
    package let ip: String?
    /// A number, or two with `-` between them.
    package let port: String?

    package var text: String { RuleText.join([ip.map { "ip=\($0)" }, port.map { "port=\($0)" }]) }

    /// Its keys in a policy.
    var fields: [PolicyField?] {
        let number = port.flatMap { Int($0) }.map(PolicyValue.integer)
        return [
            ip.map { PolicyField("ip", .string($0)) },
            port.map { PolicyField("port", number ?? .string($0)) },
        ]
    }

    static let keys = [
        KeySchema("ip", .string, "an IP address without a prefix, or `\"none\"`; from AppArmor 4.0"),
        KeySchema(
            "port",
            .either([.integer(0...65_535), .string]),
            "a port, or a range `\"8000-8010\"`; from AppArmor 4.0"
        ),
    ]

    /// Reads `ip` and `port` of a table; none where neither is there.
    package static func read(_ table: TableReader) -> SocketAddress? {
        let ip = table.string("ip").flatMap { text -> String? in
            if isAddress(text.value) { return text.value }
            let help =
                text.value.contains("/")
                ? "apparmor_parser takes no prefix length; name single addresses"
                : "write 192.0.2.1, 2001:db8::1 or none"
            table.context.error("bad-address", "\"\(text.value)\" is no IP address", at: text.range, help: help)
            return nil
        }
        let port = readPort(table)
        return ip == nil && port == nil ? nil : SocketAddress(ip: ip, port: port)
    }

    private static func readPort(_ table: TableReader) -> String? {
        guard let value = table.value("port") else { return nil }
        switch value.kind {
        case .integer(let number) where (0...65_535).contains(number): return "\(number)"
        case .string(let text):
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
            if (1...2).contains(ends.count), let low = ends.first ?? nil, let high = ends.last ?? nil, low <= high {
                return ends.count == 1 ? "\(low)" : "\(low)-\(high)"
            }
        default: break
        }
        table.context.error("bad-port", "a port is 0 to 65535, or a range \"8000-8010\"", at: value.range)
        return nil
    }

    /// Whether a text is `none`, four decimal bytes, or up to eight groups of hexadecimal digits with one `::`, of which four
    /// decimal bytes may be the last two: what inet_pton(3) takes, by which apparmor_parser reads it.
    static func isAddress(_ text: String) -> Bool {
        if text == "none" { return true }
        guard text.contains(":") else { return isFourBytes(text) }
        let gap = text.firstPlace(of: "::")
        let halves = gap.map { [text[..<$0.lowerBound], text[$0.upperBound...]] } ?? [text[...]]
        guard halves.count == 1 || !halves[1].contains(text: "::") else { return false }
        var groups: [Substring] = halves.flatMap {
            $0.isEmpty ? [] : $0.split(separator: ":", omittingEmptySubsequences: false)
        }
        if let last = groups.last, last.contains("."), text.hasSuffix(last) {
            guard isFourBytes(last) else { return false }
            groups = groups.dropLast() + ["0", "0"]
        }
        let valid = groups.allSatisfy {
            (1...4).contains($0.count) && $0.allSatisfy(\.isHexDigit) && $0.utf8.count == $0.count
        }
        return valid && (halves.count == 2 ? groups.count <= 7 : groups.count == 8)
    }

    private static func isFourBytes(_ text: some StringProtocol) -> Bool {
        let bytes = text.split(separator: ".", omittingEmptySubsequences: false)
        return bytes.count == 4
            && bytes.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }
}
