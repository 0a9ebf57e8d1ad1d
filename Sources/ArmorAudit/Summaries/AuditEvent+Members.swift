extension AuditEvent {
    /// The access of a canonical event as JSON: AppArmor's own fields, in a fixed order, but for the name of a file or
    /// another object, which a summary has apart.
    var summaryText: [UInt8] { accessText.bytes }

    /// The same, with the places of its parts.
    var accessText: AccessText {
        var writer = MemberWriter()
        writer.word("apparmor", status.rawValue)
        writer.word("doubt", trust.doubt?.word)
        writer.word("operation", operation.isEmpty ? nil : operation)
        writer.word("class", mediation)
        writer.copy(.profile, label?.bytes)
        let headLength = writer.length
        writer.add(detail)
        writer.word("requested_mask", requested.isEmpty ? nil : requested)
        writer.word("denied_mask", denied.isEmpty ? nil : denied)
        writer.copy(.fsuid, fsuid)
        writer.copy(.ouid, ouid)
        writer.number("error", error)
        writer.bytes("info", info)
        writer.others(others)
        return AccessText(bytes: writer.finished, headLength: headLength, copies: writer.copies)
    }
}

/// Writes what a detail has under the names that its reader looks for.
private struct MemberWriter {
    private var text = SummaryBytes(capacity: 320)
    /// The places of values that a record has as they are written here, in their order.
    private(set) var copies: [(value: CopiedValue, place: Range<Int>)] = []

    init() { text.append("{") }

    var length: Int { text.bytes.count }

    var finished: [UInt8] { text.bytes + [UInt8(ascii: "}")] }

    private mutating func key(_ key: StaticString) {
        text.append(literal: text.bytes.count > 1 ? ",\"" : "\"")
        text.append(literal: key)
        text.append(literal: "\":")
    }

    mutating func bytes(_ name: StaticString, _ value: [UInt8]?) {
        guard let value else { return }
        key(name)
        text.append(quoted: value)
    }

    mutating func copy(_ kind: CopiedValue, _ value: [UInt8]?) {
        guard let value else { return }
        key(kind.key)
        let start = length
        text.append(quoted: value)
        copies.append((kind, start..<length))
    }

    mutating func copy(_ kind: CopiedValue, _ value: UInt32?) {
        guard let value else { return }
        key(kind.key)
        let start = length
        text.append(UInt64(value))
        copies.append((kind, start..<length))
    }

    mutating func word(_ name: StaticString, _ value: String?) { bytes(name, value.map { Array($0.utf8) }) }

    mutating func number(_ name: StaticString, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        text.append(String(value))
    }

    mutating func others(_ fields: [OtherField]) {
        guard !fields.isEmpty else { return }
        key("others")
        var separator: String = "[["
        for field in fields {
            text.append(separator)
            text.append(quoted: Array(field.key.utf8))
            text.append(",")
            text.append(quoted: field.value)
            separator = "],["
        }
        text.append("]]")
    }

    mutating func add(_ detail: EventDetail) {
        switch detail {
        case .file, .rename, .status, .unknown: break
        case .exec(let exec): copy(.target, exec.target?.bytes)
        case .link(let link): copy(.target, link.target)
        case .mount(let mount):
            bytes("srcname", mount.source)
            bytes("fstype", mount.fileSystem)
            word("flags", mount.flags.isEmpty ? nil : mount.flags.joined(separator: ","))
        case .capability(let capability): number("capability", capability.number)
        case .network(let network):
            word("family", network.family)
            word("sock_type", network.type)
            word("protocol", network.transport)
        case .unix(let socket):
            word("family", "unix")
            word("sock_type", socket.type)
            word("protocol", socket.transport)
            bytes("addr", socket.address?.written)
            copy(.peerAddress, socket.peerAddress?.written)
            copy(.peer, socket.peer?.bytes)
        case .signal(let signal):
            word("signal", signal.signal)
            copy(.peer, signal.peer?.bytes)
        case .ptrace(let trace): copy(.peer, trace.peer?.bytes)
        case .dbus(let message):
            bytes("bus", message.bus)
            bytes("path", message.path)
            bytes("interface", message.interface)
            bytes("member", message.member)
            copy(.peerLabel, message.peer?.bytes)
        case .mqueue(let queue): bytes("peer", queue.peer?.bytes)
        case .userns(let namespace): copy(.program, namespace.program)
        case .ioUring(let ring): bytes("target", ring.target?.bytes)
        case .changeProfile(let change): copy(.target, change.target?.bytes)
        case .rlimit(let limit):
            word("rlimit", limit.name)
            number("value", limit.value)
        }
    }
}

extension UnixAddress {
    /// As ``UnixAddress/init(_:)`` reads it.
    fileprivate var written: [UInt8] {
        switch self {
        case .anonymous: Array("none".utf8)
        case .abstract(let name): Array("@".utf8) + name
        case .path(let path): path
        }
    }
}

extension Doubt {
    /// The word for it in summaries.
    var word: String {
        switch self {
        case .userRecord: "user-record"
        case .foreignFacility: "foreign-facility"
        case .text: "text"
        case .mixedSource: "mixed-source"
        case .form: "form"
        case .interpreted: "interpreted"
        case .obsolete: "obsolete"
        case .grammar: "grammar"
        case .repeated: "repeated"
        case .badName: "bad-name"
        case .unknownOperation: "unknown-operation"
        case .incomplete: "incomplete"
        case .traced: "traced"
        }
    }
}
