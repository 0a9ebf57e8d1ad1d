/// Reads the fields that the kind of a record has.
struct DetailReader {
    var fields: FieldTable
    let operation: String
    /// The class that newer kernels write: `file`, `net`, …
    let mediation: String?
    /// The permissions that were asked for and that were denied, as they are written.
    let masks: String
    let status: EventStatus
    /// Whether a field that this kind always has is missing.
    private(set) var isIncomplete = false

    init(_ fields: FieldTable, operation: String, mediation: String?, masks: String, status: EventStatus) {
        self.fields = fields
        self.operation = operation
        self.mediation = mediation
        self.masks = masks
        self.status = status
    }

    /// Whether a field makes what the record means depend on its name: the older form names a capability there.
    static func dependsOnName(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        line.equals("operation", in: field.key) && line.equals("capable", in: field.value)
    }

    mutating func detail() -> EventDetail {
        if status == .status || status == .error || status == .hint { return statusDetail() }
        if mediation == "posix_mqueue" || mediation == "sysv_mqueue" || operation == "sysv_mqueue" { return mqueue() }
        if mediation == "io_uring" { return ioUring() }
        switch Operations.kind(operation) {
        // Files and sockets share operations: a file is received over a socket, and a socket file is connected to.
        case .file, .network: return isFile ? fileKinds() : socket()
        case .rename, .exec, .link: return fileKinds()
        case .mount: return mount()
        case .capability: return capability()
        case .unix: return socket()
        case .signal: return signal()
        case .ptrace: return .ptrace(PtraceAccess(peer: peer() ?? fields.name("target").map(AuditLabel.init)))
        case .dbus: return dbus()
        case .mqueue: return mqueue()
        case .userns: return .userns(UsernsAccess(program: fields.name("execpath")))
        case .ioUring: return ioUring()
        case .changeProfile: return changeProfile()
        case .rlimit: return limit()
        case .status: return statusDetail()
        case .unknown, nil: return unknown()
        }
    }

    /// Whether an operation that files and sockets share is one on a file. Kernels that write no class give a family for
    /// sockets alone.
    private var isFile: Bool {
        if let mediation { return mediation == "file" || mediation != "net" && !fields.has("family") }
        if fields.has("family") { return false }
        return Operations.kind(operation) == .file || fields.has("name")
    }

    /// Operations of later kernels on files and sockets are still accesses to those.
    private mutating func unknown() -> EventDetail {
        if mediation == "file", fields.has("name") { return fileKinds() }
        return mediation == "net" && fields.has("family") ? socket() : .unknown
    }

    private mutating func required<Value>(_ value: Value?, _ otherwise: Value) -> Value {
        if value == nil { isIncomplete = true }
        return value ?? otherwise
    }

    private mutating func peer() -> AuditLabel? { fields.name("peer").map(AuditLabel.init) }

    private mutating func fileKinds() -> EventDetail {
        let name = required(fields.name("name"), [])
        switch operation {
        case "exec": return .exec(ExecAccess(name: name, target: fields.name("target").map(AuditLabel.init)))
        case "link": return .link(LinkAccess(name: name, target: required(fields.name("target"), [])))
        case "rename_src": return .rename(RenameAccess(name: name, side: .source))
        case "rename_dest": return .rename(RenameAccess(name: name, side: .destination))
        default: return .file(FileAccess(name: name))
        }
    }

    private mutating func mount() -> EventDetail {
        let action: MountAccess.Action =
            switch operation {
            case "umount": .umount
            case "pivotroot": .pivotRoot
            default: .mount
            }
        let flags = fields.word("flags") ?? ""
        return .mount(
            MountAccess(
                action: action,
                name: required(fields.name("name"), []),
                source: fields.name("srcname"),
                fileSystem: fields.name("fstype"),
                flags: flags.split { $0 == "," || $0 == " " }.map(String.init)
            )
        )
    }

    private mutating func capability() -> EventDetail {
        // `ausearch -i` writes the name in both fields.
        let word = fields.first("capability")
        var number = word.flatMap(CapabilityUse.number(of:))
        if number == nil { number = fields.number("capability") } else { _ = fields.word("capability") }
        let name = fields.word("capname") ?? fields.word("name")
        if number == nil { isIncomplete = true }
        return .capability(CapabilityUse(number: number ?? name.flatMap(CapabilityUse.number(of:)), name: name ?? word))
    }

    private mutating func socket() -> EventDetail {
        let family = required(fields.word("family"), "")
        let type = fields.word("sock_type")
        let transport = fields.word("protocol")
        if family == "unix" {
            return .unix(
                UnixAccess(
                    type: type,
                    transport: transport,
                    address: fields.address("addr").map(UnixAddress.init),
                    peerAddress: fields.address("peer_addr").map(UnixAddress.init),
                    peer: peer()
                )
            )
        }
        return .network(
            NetworkAccess(
                family: family,
                type: type,
                transport: transport,
                local: endpoint("laddr", "lport"),
                foreign: endpoint("faddr", "fport"),
                source: endpoint("saddr", "src"),
                destination: endpoint("daddr", "dest")
            )
        )
    }

    private mutating func endpoint(_ address: StaticString, _ port: StaticString) -> Endpoint {
        Endpoint(address: fields.word(address), port: fields.number(port))
    }

    private mutating func signal() -> EventDetail {
        .signal(SignalAccess(signal: required(fields.word("signal"), ""), peer: peer()))
    }

    private mutating func dbus() -> EventDetail {
        .dbus(
            DbusAccess(
                bus: fields.name("bus"),
                path: fields.name("path"),
                interface: fields.name("interface"),
                member: fields.name("member") ?? fields.name("method"),
                name: fields.name("name"),
                peer: (fields.name("peer_label") ?? fields.name("peer_profile")).map(AuditLabel.init),
                peerPID: fields.number("peer_pid")
            )
        )
    }

    private mutating func mqueue() -> EventDetail {
        let kind: MqueueAccess.Kind = mediation == "sysv_mqueue" || operation == "sysv_mqueue" ? .sysv : .posix
        return .mqueue(MqueueAccess(kind: kind, name: required(fields.name("name"), []), peer: peer()))
    }

    private mutating func ioUring() -> EventDetail {
        guard let action = ringAction else { return .unknown }
        let target = fields.name("tcontext") ?? fields.name("target") ?? fields.name("peer")
        return .ioUring(IoUringAccess(action: action, target: target.map(AuditLabel.init)))
    }

    private var maskWords: [Substring] { masks.split { $0 == " " || $0 == "," || $0 == "|" } }

    private var ringAction: IoUringAccess.Action? {
        if operation == "uring_sqpoll" || maskWords.contains("sqpoll") { return .sqpoll }
        return operation == "uring_override" || maskWords.contains("override_creds") ? .overrideCredentials : nil
    }

    private mutating func changeProfile() -> EventDetail {
        guard let action = ProfileChange.Action(rawValue: operation) else { return .unknown }
        let (name, target) = (fields.name("name"), fields.name("target"))
        // A hat may be left without naming one.
        if name == nil && target == nil && action != .changeHat { isIncomplete = true }
        return .changeProfile(
            ProfileChange(action: action, name: name, target: target.map(AuditLabel.init))
        )
    }

    private mutating func limit() -> EventDetail {
        .rlimit(LimitChange(name: required(fields.word("rlimit"), ""), value: fields.number("value")))
    }

    private mutating func statusDetail() -> EventDetail {
        .status(PolicyChange(name: fields.name("name").map(AuditLabel.init)))
    }
}
