package import ArmorCompiled
import ArmorGlob
package import ArmorPolicy
import ArmorSource
import ArmorTOML

/// A change of a policy that makes it allow one access, and no more than a rule can say.
package struct Edit: Sendable {
    /// What to add, as the policy says it; none where deleting is enough.
    package let addition: String?
    /// The rules that deny it and must go, or be narrowed.
    package let obstacles: [Rule]

    /// How a rule allows a hard link.
    package enum LinkForm: Sendable {
        /// Only where the new name allows no more than the target.
        case subset
        /// Whatever the new name allows.
        case unchecked
    }

    /// The smallest edit that allows an access which is denied now; none where no policy of ours says it.
    package static func allowing(
        _ access: Access,
        _ found: RuleFinder.Found,
        links: LinkForm = .subset
    ) -> Edit? {
        let isGranted = !found.allows.isEmpty && !found.denies.isEmpty
        if isGranted { return Edit(addition: nil, obstacles: found.denies) }
        return EditText.addition(for: access, links).map { Edit(addition: $0, obstacles: found.denies) }
    }

    /// The policy with the edit made; none where the addition is no policy, which would be a defect.
    package func applied(to policy: Policy) -> Policy? {
        var edited = policy
        let gone = Set(obstacles.map { $0.told })
        edited.main.rules.removeAll { $0.action == .deny && gone.contains(RawReading.interpreted($0).told) }
        guard let addition else { return edited }
        let (more, diagnostics) = PolicyLoader(sources: NoSources()).load(SourceFile(name: "<edit>", text: addition))
        guard !diagnostics.hasErrors, !more.main.rules.isEmpty else { return nil }
        edited.main.rules += more.main.rules
        return edited
    }

    /// The rules of the smallest addition that allows an access; none where no policy of ours says it.
    package static func rules(allowing access: Access) -> [Rule] {
        guard let text = EditText.addition(for: access, .subset) else { return [] }
        let (policy, diagnostics) = PolicyLoader(sources: NoSources()).load(SourceFile(name: "<edit>", text: text))
        return diagnostics.hasErrors ? [] : policy.main.rules
    }

    private struct NoSources: PolicySources {
        var presetNames: [String] { [] }
        func preset(_ name: String) -> SourceFile? { nil }
        func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
            throw UnreadableSource("there are no other files")
        }
    }
}

/// Writes the table of a policy that allows an access.
private enum EditText {
    static func addition(for access: Access, _ links: Edit.LinkForm) -> String? {
        switch access {
        case .file(let path, let wanted): return file(path, wanted)
        case .link(let link, let target):
            let subset = links == .subset ? ", subset = true" : ""
            return "[filesystem]\nlink = [{ path = \(glob(link)), target = \(glob(target))\(subset) }]"
        case .capability(let number): return list("capabilities", Names.capability(number))
        case .network(let family, let type, _, _):
            guard let family = Numbers.family(family), let type = Numbers.socketType(type) else { return nil }
            return list("network", "\(family) \(type)")
        case .unix(let type, _, let address, let command, let wanted):
            return unix(type, address, command, wanted)
        case .signal(let number, let peer, let wanted):
            let access = PermissionWords.signal.text(wanted)
            return "[[signals]]\naccess = [\"\(access)\"]\nset = [\"\(Numbers.signal(number))\"]\npeer = \(glob(peer))"
        case .ptrace(let peer, let wanted):
            return "[[ptrace]]\naccess = [\"\(PermissionWords.ptrace.text(wanted))\"]\npeer = \(glob(peer))"
        case .mount(let target, let source, let type, let flags, _):
            return mount(target, source, type, flags)
        case .umount(let target): return "[[mounts]]\noperation = \"umount\"\ntarget = \(glob(target))"
        case .pivotRoot(let new, let old):
            return "[[mounts]]\noperation = \"pivot_root\"\nnewroot = \(glob(new))\noldroot = \(glob(old))"
        case .mqueue(let name, let label, let wanted):
            let access = PermissionWords.mqueue.text(wanted)
            return
                "[[mqueue]]\naccess = [\"\(access)\"]\ntype = \"posix\"\nname = \(glob(name))\nlabel = \(glob(label))"
        case .userns: return list("namespaces", "user")
        case .sqpoll: return "[[io_uring]]\naccess = [\"sqpoll\"]"
        case .overrideCredentials(let label):
            return "[[io_uring]]\naccess = [\"override_creds\"]\nlabel = \(glob(label))"
        case .dbus(let message, let wanted): return dbus(message, wanted)
        case .dbusBind(let bus, let name):
            return "[[dbus]]\naccess = [\"bind\"]\nbus = \(glob(bus))\nname = \(glob(name))"
        case .dbusEavesdrop(let bus): return "[[dbus]]\naccess = [\"eavesdrop\"]\nbus = \(glob(bus))"
        case .changeProfile(let target): return "[[change_profile]]\nprofile = \(glob(target))"
        case .onExec(let program, let target):
            return "[[change_profile]]\nprofile = \(glob(target))\nexec = \(glob(program))"
        case .limit(let number, let value):
            guard Numbers.limits.indices.contains(number), value <= UInt64(Int.max) else { return nil }
            return "[limits]\n\(Numbers.limits[number]) = \(value)"
        }
    }

    private static func list(_ table: String, _ word: String) -> String { "[\(table)]\nallow = [\"\(word)\"]" }

    /// A name as a glob that matches nothing else, in TOML's quotes.
    private static func glob(_ name: [UInt8]) -> String { tomlQuoted(quotedLiteral(name)) }

    private static func file(_ path: [UInt8], _ wanted: Permission) -> String? {
        let lists = ["read", "write", "append", "execute", "map", "lock", "link"].filter { word in
            PermissionWords.file.permission(word).map { wanted.contains($0) } ?? false
        }
        guard !lists.isEmpty else { return nil }
        return "[filesystem]\n" + lists.map { "\($0) = [\(glob(path))]" }.joined(separator: "\n")
    }

    /// The kernel asks about a type and a source only for some operations; a rule that names them for others is refused.
    private static func mount(_ target: [UInt8], _ source: [UInt8], _ type: [UInt8], _ flags: UInt32) -> String {
        let operation = MountOperation(flags)
        var lines = ["[[mounts]]", "target = \(glob(target))"]
        if operation.hasSource, !source.isEmpty { lines.append("source = \(glob(source))") }
        if operation.hasType, !type.isEmpty { lines.append("fstype = \(glob(type))") }
        let options = Numbers.mountOptions(flags).map { "\"\($0.rawValue)\"" }
        lines.append("options = [\(options.joined(separator: ", "))]")
        return lines.joined(separator: "\n")
    }

    private static func unix(
        _ type: UInt16,
        _ address: UnixAddress,
        _ command: Query.UnixCommand,
        _ wanted: Permission
    ) -> String? {
        guard let type = Numbers.socketType(type) else { return nil }
        func text(_ address: UnixAddress) -> String? {
            switch address {
            case .anonymous: "\"none\""
            case .abstract(let name): tomlQuoted("@" + quotedLiteral(name))
            case .path: nil
            }
        }
        var lines = ["[[unix]]", "access = [\"\(PermissionWords.socket.text(wanted))\"]", "type = \"\(type)\""]
        guard case .peer(let peer, let label) = command else {
            if let own = text(address) { lines.append("addr = \(own)") }
            return lines.joined(separator: "\n")
        }
        // A client's own address says nothing; a server's is which of its sockets.
        if case .abstract = address, let own = text(address) { lines.append("addr = \(own)") }
        let fields = [text(peer).map { "addr = \($0)" }, "label = \(glob(label))"].compactMap(\.self)
        lines.append("peer = { \(fields.joined(separator: ", ")) }")
        return lines.joined(separator: "\n")
    }

    private static func dbus(_ message: DbusMessage, _ wanted: Permission) -> String {
        var lines = ["[[dbus]]", "access = [\"\(PermissionWords.dbus.text(wanted))\"]"]
        let fields = [
            ("bus", message.bus), ("path", message.path), ("interface", message.interface), ("member", message.member),
        ]
        for (key, value) in fields where !value.isEmpty { lines.append("\(key) = \(glob(value))") }
        // The bus numbers each connection anew, so a rule for ":1.9" would not match after a restart.
        let name = isUniqueName(message.name) ? [] : message.name
        let peer = [("name", name), ("label", message.label)].filter { !$0.1.isEmpty }
        if !peer.isEmpty {
            lines.append("peer = { \(peer.map { "\($0.0) = \(glob($0.1))" }.joined(separator: ", ")) }")
        }
        return lines.joined(separator: "\n")
    }

    /// Whether a name is the number of a connection, as in `:1.9` (D-Bus specification, "Bus names").
    private static func isUniqueName(_ name: [UInt8]) -> Bool { name.first == UInt8(ascii: ":") }
}
