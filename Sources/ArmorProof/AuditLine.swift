package import ArmorCompiled
import ArmorPolicy

/// One line of an audit log in which AppArmor tells of an access: what it was, under which profile, and as whom.
///
/// Read as the kernel writes it (security/apparmor/audit.c): `apparmor="…"`, then `key=value` with the value in quotes, bare,
/// or, for names with unusual bytes, in upper-case hexadecimal. Whatever stands before `apparmor=` is the envelope of the
/// log and passed over. The line is evidence of nothing here: it only says what to ask.
package struct AuditLine: Sendable {
    package let profile: String?
    /// What was asked for, one access a permission.
    package let accesses: [Access]
    /// None where the line does not say whose the object is.
    package let subject: Subject?

    /// Whether a text is such a line.
    package static func looksLikeOne(_ text: String) -> Bool { text.contains("apparmor=\"") }

    /// Nothing for a line of another kind, or of an access that no question can be made of.
    package init?(_ line: String) {
        guard let fields = AuditFields(line) else { return nil }
        profile = fields.text("profile") ?? fields.text("label")
        if let owner = fields["ouid"], let user = fields["fsuid"] {
            subject = owner == user ? .owner : .other
        } else {
            subject = nil
        }
        accesses = Self.accesses(fields)
        if accesses.isEmpty { return nil }
    }

    private static func accesses(_ fields: AuditFields) -> [Access] {
        let name = fields.bytes("name")
        let target = fields.bytes("target")
        let peer = fields.bytes("peer") ?? fields.bytes("peer_label") ?? []
        switch fields.text("operation") {
        case "capable": return fields.number("capability").map { [.capability($0)] } ?? []
        case "signal":
            guard let signal = fields.text("signal").flatMap({ Numbers.signal(rtSpelling($0)) }) else { return [] }
            return each(fields, .signal) { .signal(signal, peer: peer, $0) }
        case "ptrace": return each(fields, .ptrace) { .ptrace(peer: peer, $0) }
        case "mount":
            guard let name else { return [] }
            let options = (fields.text("flags") ?? "").split { ", ".contains($0) }
            let flags = options.compactMap { MountOption(rawValue: String($0)) }.reduce(UInt32(0)) {
                $0 | Numbers.flags($1)
            }
            let (source, type) = (fields.bytes("srcname") ?? [], fields.bytes("fstype") ?? [])
            return [.mount(at: name, source: source, type: type, flags: flags, data: [])]
        case "umount": return name.map { [.umount($0)] } ?? []
        case "pivotroot": return name.map { [.pivotRoot(new: $0, old: fields.bytes("srcname") ?? [])] } ?? []
        case "change_profile": return (target ?? name).map { [.changeProfile($0)] } ?? []
        case "change_onexec":
            guard let target else { return [] }
            return [name.map { .onExec(program: $0, target: target) } ?? .changeProfile(target)]
        case "setrlimit":
            guard let number = fields.text("rlimit").flatMap(Numbers.limits.firstIndex) else { return [] }
            return fields.number("value").map { [.limit(number, UInt64($0))] } ?? []
        case "userns_create": return [.userns]
        case "uring_sqpoll": return [.sqpoll]
        case "uring_override": return [.overrideCredentials(label: target ?? peer)]
        case "link":
            guard let name, let target else { return [] }
            return [.link(name, target: target)]
        case let operation?:
            if fields.text("class") == "posix_mqueue", let name {
                return each(fields, .mqueue) { .mqueue(name, label: peer, $0) }
            }
            if operation.hasPrefix("dbus") { return dbus(fields) }
            if fields["family"] != nil { return socket(fields, operation) }
            return file(fields, name)
        case nil: return []
        }
    }

    /// `rtmin+N` in the way in which rules spell it.
    private static func rtSpelling(_ word: String) -> String {
        word.hasPrefix("rt") ? "rtmin+" + word.drop { !$0.isNumber } : word
    }

    /// The masks that were denied, or asked for, word by word.
    private static func each(
        _ fields: AuditFields,
        _ words: PermissionWords,
        _ make: (Permission) -> Access
    ) -> [Access] {
        fields.mask.split { ", ".contains($0) }.compactMap { words.permission(String($0)).map(make) }
    }

    /// The letters of a file's mask; creating and deleting are writing.
    private static func file(_ fields: AuditFields, _ name: [UInt8]?) -> [Access] {
        guard let name, name.first == UInt8(ascii: "/") else { return [] }
        var wanted: Permission = []
        for letter in fields.mask {
            switch letter {
            case "r": wanted.insert(.read)
            case "w", "c", "d": wanted.insert(.write)
            case "a": wanted.insert(.append)
            case "x": wanted.insert(.execute)
            case "m": wanted.insert(.mapExecutable)
            case "k": wanted.insert(.lock)
            case "l": wanted.insert(.link)
            default: break
            }
        }
        if wanted.contains(.write) { wanted.remove(.append) }
        return wanted.isEmpty ? [] : [.file(name, wanted)]
    }

    private static func socket(_ fields: AuditFields, _ operation: String) -> [Access] {
        guard let family = fields.text("family").flatMap(Numbers.family),
            let type = fields.text("sock_type").flatMap(NetworkRule.SocketType.init(rawValue:))
        else { return [] }
        let wanted = PermissionWords.socket.permission(operation) ?? .create
        let number = UInt16(clamping: fields.number("protocol") ?? 0)
        return [.network(family: family, type: Numbers.socketType(type), protocol: number, wanted)]
    }

    private static func dbus(_ fields: AuditFields) -> [Access] {
        var message = DbusMessage(bus: fields.bytes("bus") ?? [])
        message.name = fields.bytes("name") ?? []
        message.label = fields.bytes("peer_label") ?? []
        message.path = fields.bytes("path") ?? []
        message.interface = fields.bytes("interface") ?? []
        message.member = fields.bytes("member") ?? []
        return (fields.text("mask") ?? "").split { ", ".contains($0) }.compactMap { word in
            switch word {
            case "send": .dbus(message, .send)
            case "receive": .dbus(message, .receive)
            case "bind", "acquire": .dbusBind(bus: message.bus, name: message.name)
            case "eavesdrop": .dbusEavesdrop(bus: message.bus)
            default: nil
            }
        }
    }
}

/// The keys of a line with their values; of a key that stands twice the first counts.
private struct AuditFields {
    private var values: [String: (text: [UInt8], isQuoted: Bool)] = [:]

    init?(_ line: String) {
        let bytes = Array(line.utf8)
        let mark = Array("apparmor=\"".utf8)
        guard bytes.count <= 1 << 16,
            let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark) })
        else { return nil }
        var index = start
        while index < bytes.count {
            while index < bytes.count, !Self.isWord(bytes[index]) { index += 1 }
            let key = bytes[index...].prefix(while: Self.isWord)
            index = key.endIndex
            guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { continue }
            index += 1
            let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
            if isQuoted { index += 1 }
            let end: (UInt8) -> Bool = { isQuoted ? $0 == UInt8(ascii: "\"") : $0 <= UInt8(ascii: " ") }
            let value = bytes[index...].prefix { !end($0) }
            index = value.endIndex + (isQuoted ? 1 : 0)
            let name = String(decoding: key, as: UTF8.self)
            if values[name] == nil { values[name] = (Array(value), isQuoted) }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    /// The value as it is written.
    subscript(key: String) -> [UInt8]? { values[key]?.text }

    func text(_ key: String) -> String? { bytes(key).map { String(decoding: $0, as: UTF8.self) } }

    func number(_ key: String) -> Int? { self[key].flatMap { Int(String(decoding: $0, as: UTF8.self)) } }

    /// What was denied, else what was asked for.
    var mask: String {
        for key in ["denied_mask", "denied", "requested_mask", "requested"] {
            if let mask = text(key), !mask.isEmpty { return mask }
        }
        return ""
    }

    /// A name, decoded where the kernel wrote it in hexadecimal: bare, upper-case and of even length.
    func bytes(_ key: String) -> [UInt8]? {
        guard let value = values[key] else { return nil }
        let isHex = !value.isQuoted && Self.names.contains(key) && value.text.count.isMultiple(of: 2)
        guard isHex, !value.text.isEmpty else { return value.text }
        var decoded: [UInt8] = []
        for index in stride(from: 0, to: value.text.count, by: 2) {
            guard let high = Self.digit(value.text[index]), let low = Self.digit(value.text[index + 1]) else {
                return value.text
            }
            decoded.append(high << 4 | low)
        }
        return decoded
    }

    /// The keys whose values others control, which the kernel writes so.
    private static let names: Set = [
        "name", "profile", "label", "target", "comm", "peer", "peer_label", "srcname", "fstype",
    ]

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x37
        default: nil
        }
    }
}

extension Question {
    /// The question whether an access is allowed.
    package init(_ access: Access) { self.init(access.text, access) }
}
