package import ArmorAudit
package import ArmorCompiled
import ArmorPolicy

/// What to ask the compiled policy about an event. The event is evidence of nothing here: it only says what to ask.
extension AuditEvent {
    /// What was denied, or else asked for, one access a permission; none of a kind that no question can be made of.
    package var accesses: [Access] {
        switch detail {
        case .file(let file): fileAccess(file.name)
        case .exec(let exec): fileAccess(exec.name)
        case .rename(let rename): fileAccess(rename.name)
        case .link(let link): [.link(link.name, target: link.target)]
        case .mount(let mount): [mountAccess(mount)]
        case .capability(let capability): capability.number.map { [.capability(Int($0))] } ?? []
        case .network(let network): socket(network.family, network.type, network.transport)
        case .unix(let unix): socket("unix", unix.type, unix.transport)
        case .signal(let signal): signalAccesses(signal)
        case .ptrace(let ptrace): each(.ptrace) { .ptrace(peer: ptrace.peer?.bytes ?? [], $0) }
        case .dbus(let dbus): dbusAccesses(dbus)
        case .mqueue(let mqueue):
            mqueue.kind == .posix
                ? each(.mqueue) { .mqueue(mqueue.name, label: mqueue.peer?.bytes ?? [], $0) } : []
        case .userns: [.userns]
        case .ioUring(let ring):
            switch ring.action {
            case .sqpoll: [.sqpoll]
            case .overrideCredentials: [.overrideCredentials(label: ring.target?.bytes ?? [])]
            }
        case .changeProfile(let change): changeAccess(change)
        case .rlimit(let limit):
            if let number = Numbers.limits.firstIndex(of: limit.name), let value = limit.value {
                [.limit(number, value)]
            } else {
                []
            }
        case .status, .unknown: []
        }
    }

    /// Whose the object is; none where the line does not say.
    package var subject: Subject? { isOwner.map { $0 ? .owner : .other } }

    /// What is wanted, word by word.
    private var words: [String] { wanted.split { ", ".contains($0) }.map(String.init) }

    private func each(_ words: PermissionWords, _ make: (Permission) -> Access) -> [Access] {
        self.words.compactMap { words.permission($0).map(make) }
    }

    /// The letters of a file's mask; creating and deleting are writing.
    private func fileAccess(_ name: [UInt8]) -> [Access] {
        guard name.first == UInt8(ascii: "/"), let mask = FileMask(letters: wanted) else { return [] }
        let meanings: [(FileMask, Permission)] = [
            (.read, .read), (.write, .write), (.create, .write), (.delete, .write), (.append, .append),
            (.execute, .execute), (.map, .mapExecutable), (.lock, .lock), (.link, .link),
        ]
        var permission: Permission = []
        for (letter, meaning) in meanings where mask.contains(letter) { permission.insert(meaning) }
        if permission.contains(.write) { permission.remove(.append) }
        return permission.isEmpty ? [] : [.file(name, permission)]
    }

    private func mountAccess(_ mount: MountAccess) -> Access {
        switch mount.action {
        case .umount: return .umount(mount.name)
        case .pivotRoot: return .pivotRoot(new: mount.name, old: mount.source ?? [])
        case .mount:
            let flags = mount.flags.compactMap(MountOption.init(rawValue:)).reduce(UInt32(0)) { $0 | Numbers.flags($1) }
            return .mount(
                at: mount.name,
                source: mount.source ?? [],
                type: mount.fileSystem ?? [],
                flags: flags,
                data: []
            )
        }
    }

    private func socket(_ family: String, _ type: String?, _ transport: String?) -> [Access] {
        guard let family = Numbers.family(family), let type = type.flatMap(NetworkRule.SocketType.init(rawValue:))
        else {
            return []
        }
        let wanted = PermissionWords.socket.permission(operation) ?? .create
        let number = UInt16(clamping: transport.flatMap { Int($0) } ?? 0)
        return [.network(family: family, type: Numbers.socketType(type), protocol: number, wanted)]
    }

    private func signalAccesses(_ signal: SignalAccess) -> [Access] {
        // `rtmin+N` in the way in which rules spell it.
        let word = signal.signal
        let spelling = word.hasPrefix("rt") ? "rtmin+" + word.drop { !$0.isNumber } : word
        guard let number = Numbers.signal(spelling) else { return [] }
        return each(.signal) { .signal(number, peer: signal.peer?.bytes ?? [], $0) }
    }

    private func changeAccess(_ change: ProfileChange) -> [Access] {
        guard let goal = change.goal?.bytes else { return [] }
        switch change.action {
        case .changeProfile: return [.changeProfile(goal)]
        case .changeOnExec:
            guard let target = change.target else { return [] }
            return [change.name.map { .onExec(program: $0, target: target.bytes) } ?? .changeProfile(target.bytes)]
        case .changeHat, .stack, .stackOnExec: return []
        }
    }

    private func dbusAccesses(_ dbus: DbusAccess) -> [Access] {
        var message = DbusMessage(bus: dbus.bus ?? [])
        message.name = dbus.name ?? []
        message.label = dbus.peer?.bytes ?? []
        message.path = dbus.path ?? []
        message.interface = dbus.interface ?? []
        message.member = dbus.member ?? []
        return words.compactMap { word in
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

extension Question {
    /// The question whether an access is allowed.
    package init(_ access: Access) { self.init(access.text, access) }
}
