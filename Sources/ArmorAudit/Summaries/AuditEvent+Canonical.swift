extension AuditEvent {
    /// What all events of one distinct access have in common: without machine, time, process and network addresses, which
    /// are one event's own. Two events are the same access where this is the same.
    ///
    /// Of a line that cannot be the kernel's own only its status, its label and the doubt remain: it is counted, and never
    /// evidence of anything.
    var canonical: AuditEvent {
        var event = self
        (event.envelope, event.node, event.time, event.serial) = (.bare, nil, nil, nil)
        (event.pid, event.comm) = (nil, nil)
        event.others.removeAll { Self.ownFields.contains($0.key) }
        switch detail {
        case .network(var network):
            (network.local, network.foreign) = (Endpoint(), Endpoint())
            (network.source, network.destination) = (Endpoint(), Endpoint())
            event.detail = .network(network)
        case .dbus(var dbus):
            dbus.peerPID = nil
            event.detail = .dbus(dbus)
        case .capability(var capability) where capability.number != nil:
            capability.name = nil
            event.detail = .capability(capability)
        default: break
        }
        return isTrusted == nil ? event.reduced : event
    }

    /// Fields without a place that are one event's own: of its process, its addresses, and names that are of no kind. They
    /// are those that ``LineShape`` leaves out.
    static let ownFields: Set<String> = [
        "parent", "task", "pid", "peer_pid", "name", "laddr", "lport", "faddr", "fport", "saddr", "src", "daddr",
        "dest",
    ]

    /// What is counted of an event that is no evidence.
    var reduced: AuditEvent {
        var event = self
        if isTrusted != nil { event.trust = .untrusted(.grammar) }
        (event.operation, event.mediation, event.detail) = ("", nil, .unknown)
        (event.requested, event.denied, event.fsuid, event.ouid) = ("", "", nil, nil)
        (event.error, event.info, event.others) = (nil, nil, [])
        return event
    }

    /// Whether only the kernel, or who keeps the log, can have written it. None where it cannot be the kernel's.
    ///
    /// Messages of D-Bus are a program's by nature: the bus daemon sends them, as any program with audit_write could.
    package var isTrusted: Bool? {
        switch trust {
        case .kernel: return true
        case .untrusted(let doubt):
            switch doubt {
            case .text, .mixedSource, .form, .interpreted, .obsolete, .traced: return false
            case .userRecord: if case .dbus = detail { return false } else { return nil }
            case .foreignFacility, .grammar, .repeated, .badName, .unknownOperation, .incomplete: return nil
            }
        }
    }

    /// The same with another name.
    func renamed(_ name: [UInt8]) -> AuditEvent {
        var event = self
        if let place = event.others.firstIndex(where: { $0.key == "name" }) {
            event.others[place] = OtherField(key: "name", value: name)
        } else {
            event.detail = event.detail.renamed(name)
        }
        return event
    }
}

extension EventDetail {
    /// The name that ``renamed(_:)`` would change; none where it changes none.
    var name: [UInt8]? {
        switch self {
        case .file(let file): file.name
        case .exec(let exec): exec.name
        case .link(let link): link.name
        case .rename(let rename): rename.name
        case .mount(let mount): mount.name
        case .capability(let capability): capability.number == nil ? capability.name.map { Array($0.utf8) } : nil
        case .dbus(let dbus): dbus.name
        case .mqueue(let mqueue): mqueue.name
        case .changeProfile(let change): change.name
        case .status(let change): change.name?.bytes
        case .network, .unix, .signal, .ptrace, .userns, .ioUring, .rlimit, .unknown: nil
        }
    }
}
