import ArmorCompiled
import ArmorGlob
import ArmorSource

/// How the questions of one kind are told: the texts of their bytes as rules write them.
struct KindText {
    private let kind: ComparedKind
    private let socketType: UInt16?

    init(_ entry: KindDiff) {
        kind = entry.kind
        socketType = entry.socketType
    }

    var section: String {
        switch kind {
        case .file: "files"
        case .link: "links"
        case .changeProfile, .onExec: "change_profile"
        case .signal: "signals"
        case .ptrace: "ptrace"
        case .mount, .mountData, .umount, .pivotRoot: "mounts"
        case .mqueue: "message queues"
        case .userns: "user namespaces"
        case .ioUring: "io_uring"
        case .dbus, .dbusBind, .dbusEavesdrop: "dbus"
        case .unixCreate, .unixLocal, .unixPeer, .unixListen, .unixOption: "unix"
        }
    }

    var words: PermissionWords {
        switch kind {
        case .file: .file
        case .link: .link
        case .changeProfile, .onExec: .changeProfile
        case .signal: .signal
        case .ptrace: .ptrace
        case .mount, .mountData: .mount
        case .umount: .umount
        case .pivotRoot: .pivotRoot
        case .mqueue: .mqueue
        case .userns: .userns
        case .ioUring: .ioUring
        case .dbus, .dbusBind, .dbusEavesdrop: .dbus
        case .unixCreate, .unixLocal, .unixPeer, .unixListen, .unixOption: .socket
        }
    }

    /// The object of a group.
    func object(_ texts: [Pattern]) -> String {
        if kind == .signal { return signal(texts.first?.pieces ?? []) }
        return object(texts: texts.map(\.text))
    }

    private func object(texts: [String]) -> String {
        func text(_ index: Int) -> String { texts.indices.contains(index) ? texts[index] : "" }
        switch kind {
        case .file, .changeProfile, .umount, .signal: return text(0)
        case .link, .onExec: return "\(text(0)) -> \(text(1))"
        case .ptrace: return "peer=\(text(0))"
        case .mount: return "\(text(1)) -> \(text(0)) fstype=\(text(2))" + options(text(3))
        case .mountData:
            return "\(text(1)) -> \(text(0)) fstype=\(text(2))" + options(text(3)) + " data=\(text(4))"
        case .pivotRoot: return "\(text(0)) oldroot=\(text(1))"
        case .mqueue: return "\(text(0)) label=\(text(1))"
        case .userns: return "user"
        case .ioUring: return text(0).isEmpty ? "io_uring" : "label=\(text(0))"
        case .dbus:
            let names = ["bus", "name", "label", "path", "interface", "member"]
            return names.indices.map { "\(names[$0])=\(text($0))" }.joined(separator: " ")
        case .dbusBind: return "bus=\(text(0)) name=\(text(1))"
        case .dbusEavesdrop: return "bus=\(text(0))"
        case .unixCreate, .unixLocal, .unixPeer, .unixListen, .unixOption: return socket(texts)
        }
    }

    /// The witness of a group, told as its object is; bytes that act on a terminal are shown.
    func witness(_ group: ChangeGroup) -> String {
        let patterns = group.witness.map { bytes in
            Pattern(pieces: bytes.map { .one(ByteSet($0)) }, isPath: false)
        }
        if kind == .signal || kind == .mount || kind == .mountData || isUnix { return object(patterns) }
        return object(texts: group.witness.map { printable(String(decoding: $0, as: UTF8.self)) })
    }

    private var isUnix: Bool { section == "unix" }

    /// The signals' bytes and the peer behind them.
    private func signal(_ pieces: [GlobPiece]) -> String {
        guard case .one(let numbers) = pieces.first else { return "" }
        let known = numbers.bytes.filter { $0 < 128 }
        let isAll = numbers.count > 60
        let words = isAll ? "any" : known.map(Numbers.signal).joined(separator: ",")
        let realTime = numbers.bytes.contains { $0 >= 128 }
        let tail = !isAll && realTime ? (known.isEmpty ? "rtmin+*" : ",rtmin+*") : ""
        let peer = Pattern(pieces: Array(pieces.dropFirst()), isPath: false).text
        return "set=\(words)\(tail) peer=\(peer)"
    }

    private func options(_ text: String) -> String {
        var rest = Substring(text)
        var flags: UInt32 = 0
        while let number = Octal.take(&rest) { flags |= 1 << UInt32((number &- 1) & 31) }
        return rest.isEmpty ? " options=\(Numbers.options(flags).joined(separator: ","))" : " with several options"
    }

    /// The type, the address, and for a command what follows it.
    private func socket(_ texts: [String]) -> String {
        let type = socketType.flatMap(Numbers.socketType) ?? ""
        guard kind != .unixCreate else { return "type=\(type)" }
        var rest = texts[...]
        var text = "type=\(type) addr=\(address(&rest))"
        guard kind == .unixPeer else { return text }
        rest = rest.dropFirst()
        if let first = rest.first { rest[rest.startIndex] = String(first.dropFirst("\\001".count)) }
        text += " peer=(addr=\(address(&rest)) label=\(rest.first ?? ""))"
        return text
    }

    /// Whether two objects differ in nothing but the type of a unix socket.
    static func isAlike(_ first: String, _ second: String) -> Bool {
        first == second || (first.hasPrefix(typeKey) && second.hasPrefix(typeKey) && rest(first) == rest(second))
    }

    /// Both types in one object.
    static func joined(_ first: String, _ second: String) -> String {
        guard first != second else { return first }
        let types = (first.dropFirst(typeKey.count).prefix { $0 != " " }).split(separator: ",")
        let more = second.dropFirst(typeKey.count).prefix { $0 != " " }
        return types.contains(more) ? first : "\(typeKey)\((types + [more]).joined(separator: ","))\(rest(first))"
    }

    private static let typeKey = "type="

    private static func rest(_ object: String) -> Substring { object.drop { $0 != " " } }

    private func address(_ texts: inout ArraySlice<String>) -> String {
        let first = texts.popFirst() ?? ""
        if first.hasPrefix("\\001") { return "none" }
        return first.isEmpty ? "@" + (texts.popFirst() ?? "") : first
    }
}

/// Bytes as globs write them that are not plain: a backslash and three octal digits.
private enum Octal {
    static func take(_ text: inout Substring) -> UInt8? {
        guard text.first == "\\" else { return nil }
        let digits = text.dropFirst().prefix(3)
        guard digits.count == 3, let number = UInt8(digits, radix: 8) else { return nil }
        text = text.dropFirst(4)
        return number
    }
}
