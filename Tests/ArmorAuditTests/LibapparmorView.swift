import ArmorAudit

/// An event in the words of libapparmor's own tests, for comparison with what it reads.
func libapparmorView(_ event: AuditEvent) -> [String: String] {
    var view: [String: String] = [:]
    func put(_ key: String, _ value: String?) { if let value { view[key] = value } }
    func put(_ key: String, _ value: [UInt8]?) { put(key, value.map { String(decoding: $0, as: UTF8.self) }) }
    func put(_ key: String, _ value: (some BinaryInteger)?) { put(key, value.map { "\($0)" }) }

    put("Event type", "AA_RECORD_\(event.status.rawValue)")
    if let time = event.time, let serial = event.serial {
        let milliseconds = String(1000 + time % 1000).dropFirst()
        put("Audit ID", "\(time / 1000).\(milliseconds):\(serial)")
        put("Epoch", time / 1000)
        put("Audit subid", serial)
    }
    put("Operation", event.operation)
    put("Mask", event.requested.isEmpty ? nil : event.requested)
    put("Denied Mask", event.denied.isEmpty ? nil : event.denied)
    put("fsuid", event.fsuid)
    put("ouid", event.ouid)
    put("Profile", event.label?.name)
    put("Namespace", event.label?.namespace)
    put("Command", event.comm)
    put("Info", event.info)
    put("ErrorCode", event.error.map(abs))
    put("PID", event.pid)
    put("Class", event.mediation)
    for other in event.others {
        let keys = [
            "parent": "Parent", "task": "Task", "magic_token": "Token", "attribute": "Attribute", "name2": "Name2",
            "family": "Network family", "sock_type": "Socket type", "protocol": "Protocol", "target": "Name2",
        ]
        if let key = keys[other.key] { put(key, other.value) }
    }

    switch event.detail {
    case .file(let file): put("Name", file.name)
    case .exec(let exec):
        put("Name", exec.name)
        put("Name2", exec.target?.bytes)
    case .link(let link):
        put("Name", link.name)
        put("Name2", link.target)
    case .rename(let rename): put("Name", rename.name)
    case .mount(let mount):
        put("Name", mount.name)
        put("FS Type", mount.fileSystem)
        put("Src Name", mount.source)
        put("Flags", mount.flags.isEmpty ? nil : mount.flags.joined(separator: ", "))
    case .capability(let capability): put("Name", capability.name)
    case .network(let network):
        put("Network family", network.family)
        put("Socket type", network.type)
        put("Protocol", network.transport.map(protocolName))
        put("Local addr", network.local.address)
        put("Local port", network.local.port)
        put("Foreign addr", network.foreign.address ?? network.destination.address)
        put("Foreign port", network.foreign.port ?? network.destination.port)
    case .unix(let unix):
        put("Network family", "unix")
        put("Socket type", unix.type)
        put("Protocol", unix.transport.map(protocolName))
        put("Net Addr", unix.address.flatMap(text))
        put("Peer Addr", unix.peerAddress.flatMap(text))
        put("Peer", unix.peer?.bytes)
    case .signal(let signal):
        put("Signal", signal.signal)
        put("Peer", signal.peer?.bytes)
    case .ptrace(let ptrace): put("Peer", ptrace.peer?.bytes)
    case .dbus(let dbus):
        put("DBus bus", dbus.bus)
        put("DBus path", dbus.path)
        put("DBus interface", dbus.interface)
        put("DBus member", dbus.member)
        put("Name", dbus.name)
        put("Peer profile", dbus.peer?.bytes)
        put("Peer PID", dbus.peerPID)
    case .mqueue(let mqueue):
        put("Name", mqueue.name)
        put("Peer", mqueue.peer?.bytes)
    case .ioUring(let ring): put("Peer profile", ring.target?.bytes)
    case .userns, .unknown: break
    case .changeProfile(let change):
        put("Name", change.name)
        put("Name2", change.target?.bytes)
    case .rlimit(let limit):
        put("rlimit", limit.name)
        put("Value", limit.value)
    case .status(let status): put("Name", status.name?.bytes)
    }
    return view
}

/// libapparmor writes the numbers of netinet/in.h as names, those that it knows.
private func protocolName(_ number: String) -> String {
    let names = [
        "0": "ip", "1": "icmp", "2": "igmp", "4": "ipencap", "6": "tcp", "8": "egp", "12": "pup", "17": "udp",
    ]
    return names[number] ?? (Int(number) == nil ? number : "unknown(\(number))")
}

private func text(_ address: UnixAddress) -> String? {
    switch address {
    case .anonymous: nil
    case .abstract(let name): "@" + String(decoding: name, as: UTF8.self)
    case .path(let path): String(decoding: path, as: UTF8.self)
    }
}
