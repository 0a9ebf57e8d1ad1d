import ArmorAudit
import ArmorCompiled
import ArmorPolicy
import ArmorProof

extension AuditEvent {
    /// What the event asked for, one access a permission: what a compiled policy is asked, and what a rule is made of.
    func accesses() -> Result<[Access], Unanswerable> {
        switch detail {
        case .file(let file): return self.file(file.name)
        case .exec(let exec):
            if let target = exec.target, !target.isNull, target.name != label?.name { return .failure(.transition) }
            return self.file(exec.name)
        case .rename(let rename): return self.file(rename.name)
        case .link(let link):
            guard link.name.first == Self.slash, link.target.first == Self.slash else { return .failure(.unknown) }
            return .success([.link(link.name, target: link.target)])
        case .capability(let use):
            let number = use.name.flatMap(CapabilityRule.all.firstIndex) ?? use.number.map(Int.init)
            guard let number, CapabilityRule.all.indices.contains(number) else { return .failure(.unknown) }
            return .success([.capability(number)])
        case .network(let socket): return network(socket.family, socket.type, socket.transport)
        case .unix(let socket): return unix(socket)
        case .signal(let signal):
            guard let number = Numbers.signal(Self.ruleSpelling(signal.signal)) else { return .failure(.unknown) }
            return each(.signal) { .signal(number, peer: Self.name(signal.peer), $0) }
        case .ptrace(let trace): return each(.ptrace) { .ptrace(peer: Self.name(trace.peer), $0) }
        case .mount(let mount): return .success([Self.access(mount)])
        case .mqueue(let queue):
            guard queue.kind == .posix, queue.name.first == Self.slash else { return .failure(.unknown) }
            return each(.mqueue) { .mqueue(queue.name, label: Self.name(queue.peer ?? label), $0) }
        case .userns: return .success([.userns])
        case .ioUring(let ring):
            switch ring.action {
            case .sqpoll: return .success([.sqpoll])
            case .overrideCredentials: return .success([.overrideCredentials(label: Self.name(ring.target))])
            }
        case .changeProfile(let change): return changeProfile(change)
        case .rlimit(let limit):
            guard let number = Numbers.limits.firstIndex(of: limit.name), let value = limit.value else {
                return .failure(.unknown)
            }
            return .success([.limit(number, value)])
        case .dbus(let message): return dbus(message)
        case .status, .unknown: return .failure(.unknown)
        }
    }

    /// Why no question can be made of an event.
    enum Unanswerable: Error { case unknown, transition }

    private static let slash = UInt8(ascii: "/")

    /// What the program's own processes are called by: profiles of the kernel's making by what they came from.
    private static func name(_ label: AuditLabel?) -> [UInt8] {
        guard let label else { return [] }
        return label.isNull ? label.origin : label.bytes
    }

    /// `rtmin+N` in the way in which rules spell it.
    private static func ruleSpelling(_ word: String) -> String {
        word.hasPrefix("rt") ? "rtmin+" + word.drop { !$0.isNumber } : word
    }

    // MARK: Files

    /// The letters of the mask; creating and deleting are writing.
    private func file(_ name: [UInt8]) -> Result<[Access], Unanswerable> {
        guard name.first == Self.slash, let mask = FileMask(letters: wanted) else { return .failure(.unknown) }
        var permissions: [Permission] = []
        let writes: FileMask = [.write, .create, .delete]
        if mask.contains(.read) { permissions.append(.read) }
        if !mask.isDisjoint(with: writes) {
            permissions.append(.write)
        } else if mask.contains(.append) {
            permissions.append(.append)
        }
        if mask.contains(.execute) { permissions.append(.execute) }
        if mask.contains(.map) { permissions.append(.mapExecutable) }
        if mask.contains(.lock) { permissions.append(.lock) }
        if mask.contains(.link) { permissions.append(.link) }
        return permissions.isEmpty ? .failure(.unknown) : .success(permissions.map { .file(name, $0) })
    }

    // MARK: Sockets

    /// Every word of the mask, as far as this kind of rule has a permission for it.
    private func each(_ words: PermissionWords, _ make: (Permission) -> Access) -> Result<[Access], Unanswerable> {
        let found = wanted.split { ", ".contains($0) }.map { words.permission(String($0)) }
        let known = found.compactMap(\.self)
        return known.isEmpty || known.count < found.count ? .failure(.unknown) : .success(known.map(make))
    }

    private var socketPermission: Permission { PermissionWords.socket.permission(operation) ?? .create }

    private func network(_ family: String, _ type: String?, _ transport: String?) -> Result<[Access], Unanswerable> {
        guard let family = Numbers.family(family), let type = type.flatMap(NetworkRule.SocketType.init(rawValue:))
        else { return .failure(.unknown) }
        let number = transport.flatMap { UInt16($0) } ?? 0
        let kind = Numbers.socketType(type)
        return .success([.network(family: family, type: kind, protocol: number, socketPermission)])
    }

    /// With its address where the kernel tells it apart by that; a socket that is a file, and one of which no address is
    /// told, by family and type.
    private func unix(_ socket: UnixAccess) -> Result<[Access], Unanswerable> {
        guard let type = socket.type.flatMap(NetworkRule.SocketType.init(rawValue:)) else { return .failure(.unknown) }
        let number = Numbers.socketType(type)
        let plain = Access.network(family: 1, type: number, protocol: 0, socketPermission)
        guard let address = socket.address ?? socket.peerAddress.map({ _ in .anonymous }),
            let own = Self.question(address)
        else { return .success([plain]) }
        guard let peerAddress = socket.peerAddress else {
            return each(.socket) { .unix(type: number, protocol: 0, address: own, .local, $0) }
        }
        guard let peer = Self.question(peerAddress), let label = socket.peer else { return .success([plain]) }
        let command = Query.UnixCommand.peer(peer, label: Self.name(label))
        return each(.socket) { .unix(type: number, protocol: 0, address: own, command, $0) }
    }

    private static func question(_ address: ArmorAudit.UnixAddress) -> ArmorCompiled.UnixAddress? {
        switch address {
        case .anonymous: .anonymous
        case .abstract(let name): .abstract(name)
        case .path: nil
        }
    }

    // MARK: Others

    private static func access(_ mount: MountAccess) -> Access {
        switch mount.action {
        case .mount:
            let flags = mount.flags.compactMap(MountOption.init(rawValue:)).reduce(UInt32(0)) {
                $0 | Numbers.flags($1)
            }
            let (source, type) = (mount.source ?? [], mount.fileSystem ?? [])
            return .mount(at: mount.name, source: source, type: type, flags: flags, data: [])
        case .umount: return .umount(mount.name)
        case .pivotRoot: return .pivotRoot(new: mount.name, old: mount.source ?? [])
        }
    }

    private func changeProfile(_ change: ProfileChange) -> Result<[Access], Unanswerable> {
        guard let goal = change.goal else { return .failure(.unknown) }
        switch change.action {
        case .changeProfile: return .success([.changeProfile(goal.bytes)])
        case .changeOnExec:
            guard let target = change.target, let program = change.name else {
                return .success([.changeProfile(goal.bytes)])
            }
            return .success([.onExec(program: program, target: target.bytes)])
        case .changeHat, .stack, .stackOnExec: return .failure(.unknown)
        }
    }

    private func dbus(_ access: DbusAccess) -> Result<[Access], Unanswerable> {
        guard let bus = access.bus else { return .failure(.unknown) }
        var message = DbusMessage(bus: bus)
        message.name = access.name ?? []
        message.label = Self.name(access.peer)
        message.path = access.path ?? []
        message.interface = access.interface ?? []
        message.member = access.member ?? []
        let words = wanted.split { ", ".contains($0) }
        let accesses = words.compactMap { word -> Access? in
            switch word {
            case "send": .dbus(message, .send)
            case "receive": .dbus(message, .receive)
            case "bind", "acquire": .dbusBind(bus: bus, name: message.name)
            case "eavesdrop": .dbusEavesdrop(bus: bus)
            default: nil
            }
        }
        return accesses.isEmpty || accesses.count < words.count ? .failure(.unknown) : .success(accesses)
    }
}
