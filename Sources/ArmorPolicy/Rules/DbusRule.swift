package import ArmorGlob

/// `dbus (send) bus=session path=/org/… interface=… member=… peer=(name=… label=…),` — messages on a D-Bus.
package struct DbusRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable { case send, receive, bind, eavesdrop }

    package let access: [Access]
    package let bus: Glob?
    package let path: Glob?
    package let interface: Glob?
    package let member: Glob?
    package let name: Glob?
    package let label: Glob?
    package let peerName: Glob?
    package let peerLabel: Glob?

    package static let kind = RuleKind.dbus

    package var text: String {
        let peer = [RuleText.pair("name", peerName), RuleText.pair("label", peerLabel)].compactMap(\.self)
        return RuleText.join([
            "dbus\(RuleText.list(access.map(\.rawValue)))",
            RuleText.pair("bus", bus), RuleText.pair("path", path), RuleText.pair("interface", interface),
            RuleText.pair("member", member), RuleText.pair("name", name), RuleText.pair("label", label),
            peer.isEmpty ? nil : "peer=(\(peer.joined(separator: ", ")))",
        ])
    }

    package var requirements: [Requirement] { [Requirement("dbus", features: ["dbus"])] }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(
            make.words("access", access),
            make.glob("bus", bus),
            make.glob("path", path),
            make.glob("interface", interface),
            make.glob("member", member),
            make.glob("name", name),
            make.glob("label", label),
            make.table("peer", [make.glob("name", peerName), make.glob("label", peerLabel)])
        )
    }

    package static let about = "messages and names of D-Bus; enforced by its daemon"

    private static let ends = [
        KeySchema("name", .string, "a name on the bus"), KeySchema("label", .string, "a glob of the label"),
    ]

    private static let keys =
        [
            KeySchema("access", .words(Access.self), "what is done; none is everything"),
            KeySchema("bus", .string, "`\"system\"`, `\"session\"` or another"),
            KeySchema("path", .string, "the object"), KeySchema("interface", .string, "its interface"),
            KeySchema("member", .string, "the method or the signal"),
        ] + ends + [KeySchema("peer", .table(ends), "the other end of a message")]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            let peer = table.subtable("peer", keys: ends)
            let rule = DbusRule(
                access: table.words("access", Access.self),
                bus: table.glob("bus", .name),
                path: table.glob("path", .name),
                interface: table.glob("interface", .name),
                member: table.glob("member", .name),
                name: table.glob("name", .name),
                label: table.glob("label", .label),
                peerName: peer?.glob("name", .name),
                peerLabel: peer?.glob("label", .label)
            )
            rule.refuseConflict(table)
            return [rule]
        }
    }

    /// apparmor.d(5): `bind` takes bus and name; `eavesdrop` takes the bus; messages take no `name` of their own.
    private func refuseConflict(_ table: TableReader) {
        func refuse(_ message: String, _ help: String) {
            table.context.error("conflict", message, at: table.range, help: help)
        }
        if label != nil { table.refuseLabelOutsidePeer() }
        let message = path != nil || interface != nil || member != nil || peerName != nil || peerLabel != nil
        let talks = access.contains(.send) || access.contains(.receive)
        if access.contains(.bind) {
            if message || talks { refuse("\"bind\" goes with \"bus\" and \"name\" alone", "write two rules") }
        } else if name != nil, talks || message {
            refuse("\"name\" goes with \"bind\" alone", "for messages write peer = { name = … }")
        }
        if access.contains(.eavesdrop), message || name != nil || talks {
            refuse("\"eavesdrop\" goes with \"bus\" alone", "write two rules")
        }
    }
}
