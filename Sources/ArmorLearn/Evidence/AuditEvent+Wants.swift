import ArmorAudit
import ArmorCompiled
import ArmorPolicy
import ArmorProof

extension AuditEvent {
    /// Why no question can be made of an event.
    enum Unanswerable: Error { case unknown, transition }

    /// What the event asked for, of files one access a permission, told of peers as rules name them.
    var wants: Result<[Access], Unanswerable> {
        if case .exec(let exec) = detail, let target = exec.target, !target.isNull, target.name != label?.name {
            return .failure(.transition)
        }
        var event = asked
        event.detail = detail.withoutNullPeers(own: label)
        let accesses = event.socketAccesses ?? event.accesses
        let single = accesses.flatMap { access -> [Access] in
            guard case .file(let path, let permission) = access else { return [access] }
            return Self.filePermissions.filter(permission.contains).map { .file(path, $0) }
        }
        return single.isEmpty ? .failure(.unknown) : .success(single.uniqued())
    }

    /// The same event with all that the program asked for: what the profile of that time allowed of it says nothing about
    /// another policy, and the access fails unless all of it is allowed.
    private var asked: AuditEvent {
        var event = self
        switch detail {
        case .file, .exec, .rename: event.denied = denied + requested
        default: event.denied = [denied, requested].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return event
    }

    private static let filePermissions: [Permission] = [
        .read, .write, .append, .execute, .mapExecutable, .lock, .link,
    ]

    /// What is asked of a unix socket that the kernel tells apart by its address; none of others, which are asked by family
    /// and type: of a socket that is a file, or of which no address is told.
    private var socketAccesses: [Access]? {
        guard case .unix(let socket) = detail,
            let type = socket.type.flatMap(NetworkRule.SocketType.init(rawValue:)),
            let own = Self.question(socket.address ?? socket.peerAddress.map { _ in .anonymous })
        else { return nil }
        let command: Query.UnixCommand
        if let address = socket.peerAddress {
            guard let peer = Self.question(address), let label = socket.peer else { return nil }
            command = .peer(peer, label: label.bytes)
        } else {
            command = .local
        }
        let permissions = wanted.split { ", ".contains($0) }.compactMap {
            PermissionWords.socket.permission(String($0))
        }
        let number = Numbers.socketType(type)
        return permissions.map { .unix(type: number, protocol: 0, address: own, command, $0) }
    }

    private static func question(_ address: ArmorAudit.UnixAddress?) -> ArmorCompiled.UnixAddress? {
        switch address {
        case .anonymous: .anonymous
        case .abstract(let name): .abstract(name)
        case .path, nil: nil
        }
    }
}

extension EventDetail {
    /// Peers under a profile of the kernel's making are told by the profile that it came from; a message queue without a
    /// label is the program's own.
    fileprivate func withoutNullPeers(own: AuditLabel?) -> EventDetail {
        func origin(_ label: AuditLabel?) -> AuditLabel? {
            label.map { $0.isNull && !$0.origin.isEmpty ? AuditLabel($0.origin) : $0 }
        }
        switch self {
        case .signal(var signal):
            signal.peer = origin(signal.peer)
            return .signal(signal)
        case .ptrace(var trace):
            trace.peer = origin(trace.peer)
            return .ptrace(trace)
        case .unix(var socket):
            socket.peer = origin(socket.peer)
            return .unix(socket)
        case .mqueue(var queue):
            queue.peer = origin(queue.peer ?? own)
            return .mqueue(queue)
        case .dbus(var message):
            message.peer = origin(message.peer)
            return .dbus(message)
        case .ioUring(var ring):
            ring.target = origin(ring.target)
            return .ioUring(ring)
        default: return self
        }
    }
}
