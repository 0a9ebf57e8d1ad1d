/// One access of a ``VariedLog``. Its name decides the profile, the kind and the object; its variant the users, and whether
/// the kernel is one that writes `class=`.
struct VariedAccess {
    let user: Int
    let owner: Int
    private let kind: Kind
    private let number: Int
    private let profile: String
    private let status: String
    private let hasClass: Bool
    private let program: String
    private let mask: String
    private let choice: Int

    private enum Kind {
        case file, exec, link, rename, capability, network, unix, signal, ptrace, dbus, mount, change, other
    }

    /// Whether the D-Bus daemon writes the record, and not the kernel.
    var isMessage: Bool { kind == .dbus }

    private static let kinds: [(Kind, share: Int)] = [
        (.file, 56), (.exec, 7), (.link, 2), (.rename, 2), (.capability, 4), (.network, 7), (.unix, 4), (.signal, 4),
        (.ptrace, 3), (.dbus, 4), (.mount, 2), (.change, 2), (.other, 3),
    ]
    private static let users = [0, 0, 33, 101, 103, 999, 1000, 1000, 1001, 65_534, 100_000, 165_536]
    private static let programs = [
        "nginx", "python3", "sh", "cat", "postgres", "redis-server", "node", "java", "php-fpm8.2", "sshd", "cupsd",
        "systemd-resolve", "runc:[2:INIT]", "Web Content", "mysqld", "apt-get", "cron", "dhclient", "chronyd", "named",
    ]
    private static let words = ["etc", "usr", "var", "srv", "home", "run", "opt", "proc", "sys", "tmp"]
    private static let ends = ["conf", "so.6", "log", "db", "py", "sock", "json", "pid", "cache", "txt"]
    private static let names = [
        "docker-default", "/usr/sbin/mysqld", "/usr/sbin/cups-browsed", "snap.firefox.firefox",
        "lxc-container-default-cgns",
        "/usr/bin/evince", "libvirt-6f1e1b2c-aaaa-4bbb-8ccc-000000000001", "cri-containerd.apparmor.d",
    ]
    private static let fileOperations: [(String, [String])] = [
        ("open", ["r", "r", "w", "wc", "rw", "rwc", "rk"]), ("open", ["r"]), ("getattr", ["r"]), ("mknod", ["c"]),
        ("unlink", ["d"]), ("mkdir", ["c"]), ("rmdir", ["d"]), ("truncate", ["w"]), ("chmod", ["w"]),
        ("chown", ["w"]), ("file_mmap", ["m", "rm"]), ("file_lock", ["k", "wk"]), ("file_perm", ["r", "w"]),
        ("file_inherit", ["r", "rw"]),
        ("symlink", ["c"]), ("setattr", ["w"]),
    ]

    init(name number: Int, variant: Int) {
        var random = SeededRandom(seed: UInt64(number) &* 2_654_435_761 &+ 7)
        self.number = number
        let place = random.below(60)
        let base = place < Self.names.count ? Self.names[place] : "service-\(place)"
        profile = random.below(6) == 0 ? "\(base)//\(random.one(of: ["helper", "worker", "null-/usr/bin/id"]))" : base
        var rest = random.below(100)
        var chosen = Kind.other
        for (kind, share) in Self.kinds {
            if rest < share {
                chosen = kind
                break
            }
            rest -= share
        }
        kind = chosen
        program = random.one(of: Self.programs)
        choice = random.below(1 << 20)
        let operation = Self.fileOperations[choice % Self.fileOperations.count]
        mask = operation.1[choice / 64 % operation.1.count]
        var other = SeededRandom(seed: UInt64(number) &+ UInt64(variant) &* 40_503 &+ 99)
        // A service runs as few users.
        user = Self.users[(place + other.below(4)) % Self.users.count]
        owner = other.below(3) == 0 ? Self.users[(place + other.below(4)) % Self.users.count] : user
        hasClass = other.below(2) == 0
        status = other.below(3) == 0 ? "DENIED" : "ALLOWED"
    }

    /// The record, from `apparmor=` on.
    func write(process: Int, to text: inout LineText) {
        switch kind {
        case .file:
            start(Self.fileOperations[choice % Self.fileOperations.count].0, "file", &text)
            name(path, &text)
            masks(mask, process, &text)
            owners(&text)
        case .exec:
            start("exec", "file", &text)
            name("/usr/bin/tool-\(number)", &text)
            masks("x", process, &text)
            owners(&text)
            text.add(" target=\"\(profile)//null-/usr/bin/tool-\(number % 40)\"")
        case .link:
            start("link", "file", &text)
            name(path, &text)
            masks("l", process, &text)
            owners(&text)
            text.add(" target=\"/var/lib/pool/\(number % 50)\"")
        case .rename:
            start(choice % 2 == 0 ? "rename_src" : "rename_dest", "file", &text)
            name(path, &text)
            masks(choice % 2 == 0 ? "wrd" : "wc", process, &text)
            owners(&text)
        case .capability: capability(process, &text)
        case .network: network(process, &text)
        case .unix: unix(process, &text)
        case .signal:
            let mask = choice % 2 == 0 ? "send" : "receive"
            start("signal", "signal", &text)
            masks(mask, process, &text)
            let signals = ["term", "kill", "hup", "usr1", "rtmin+5", "exists"]
            text.add(" signal=\(signals[choice / 2 % 6]) peer=\"\(peer)\"")
        case .ptrace:
            start("ptrace", "ptrace", &text)
            masks(["read", "trace", "readby", "tracedby"][choice % 4], process, &text)
            text.add(" peer=\"\(peer)\"")
        case .dbus: dbus(process, &text)
        case .mount:
            start(choice % 3 == 0 ? "umount" : "mount", "mount", &text)
            if choice % 3 != 0 { text.add(" info=\"failed flags match\" error=-13") }
            name("/run/mounts/\(number)/", &text)
            self.process(process, &text)
            text.add(" fstype=\"\(["tmpfs", "proc", "overlay"][choice % 3])\"")
            text.add(" srcname=\"none\" flags=\"rw, nosuid, nodev\"")
        case .change:
            start(choice % 2 == 0 ? "change_profile" : "change_onexec", nil, &text)
            text.add(" info=\"label not found\" error=-2")
            name("service-\(number % 4000)", &text)
            self.process(process, &text)
        case .other: other(process, &text)
        }
    }

    private var path: String {
        let name = number % 31 == 0 ? "photo \(number) été" : "object-\(number)"
        let folder = Self.words[choice % Self.words.count]
        return
            "/\(folder)/part-\(number % 97)/tenant-\(number % 1009)/\(name).\(Self.ends[choice / 16 % Self.ends.count])"
    }

    private var peer: String { choice % 5 == 0 ? "unconfined" : "service-\(choice / 8 % 60)" }

    private func start(_ operation: String, _ group: String?, _ text: inout LineText) {
        text.add("apparmor=\"\(status)\" operation=\"\(operation)\"")
        if hasClass, let group { text.add(" class=\"\(group)\"") }
        text.add(" profile=\"\(profile)\"")
    }

    private func name(_ name: String, _ text: inout LineText) {
        text.add(" name=")
        text.add(name: name)
    }

    private func process(_ process: Int, _ text: inout LineText) {
        text.add(" pid=")
        text.add(process)
        text.add(" comm=")
        text.add(name: program)
    }

    private func masks(_ mask: String, _ process: Int, _ text: inout LineText) {
        self.process(process, &text)
        text.add(" requested_mask=\"\(mask)\" denied_mask=\"\(mask)\"")
    }

    private func owners(_ text: inout LineText) {
        text.add(" fsuid=")
        text.add(user)
        text.add(" ouid=")
        text.add(owner)
    }

    private func capability(_ process: Int, _ text: inout LineText) {
        let capabilities = [
            (0, "chown"), (1, "dac_override"), (2, "dac_read_search"), (12, "net_admin"), (21, "sys_admin"),
        ]
        let (number, name) = capabilities[choice % capabilities.count]
        start("capable", "cap", &text)
        self.process(process, &text)
        text.add(" capability=\(number)  capname=\"\(name)\"")
    }

    private func network(_ process: Int, _ text: inout LineText) {
        let operation = ["create", "connect", "bind", "sendmsg", "recvmsg", "accept"][choice % 6]
        let isNew = choice % 2 == 0
        start(operation, "net", &text)
        self.process(process, &text)
        if choice % 3 == 0 {
            text.add(" laddr=10.0.\(process % 250).\(choice % 250) lport=\(process)")
            text.add(" faddr=2001:db8::\(String(process, radix: 16)) fport=443")
        }
        text.add(" family=\"\(isNew ? "inet" : "inet6")\" sock_type=\"\(choice % 5 == 0 ? "dgram" : "stream")\"")
        text.add(" protocol=\(choice % 5 == 0 ? 17 : 6) requested_mask=\"\(operation)\" denied_mask=\"\(operation)\"")
    }

    private func unix(_ process: Int, _ text: inout LineText) {
        start(choice % 2 == 0 ? "connect" : "sendmsg", "net", &text)
        masks(choice % 2 == 0 ? "send receive connect" : "send", process, &text)
        text.add(" family=\"unix\" sock_type=\"stream\" protocol=0 addr=none")
        text.add(" peer_addr=\"@/tmp/.X11-unix/X\(number % 300)\" peer=\"\(peer)\"")
    }

    private func dbus(_ process: Int, _ text: inout LineText) {
        let (service, member) = (choice % 40, choice / 64 % 12)
        text.add("apparmor=\"\(status)\" operation=\"dbus_method_call\"  ")
        text.add("bus=\"\(choice % 2 == 0 ? "system" : "session")\"")
        text.add(" path=\"/org/example/Service\(service)\" interface=\"org.example.Service\(service)\"")
        text.add(" member=\"Call\(member)\" mask=\"send\"")
        name(choice % 3 == 0 ? ":1.\(number % 200)" : "org.example.Service\(service)", &text)
        text.add(" pid=\(process) label=\"\(profile)\" peer_pid=\(500 + process % 100) peer_label=\"\(peer)\"")
    }

    private func other(_ process: Int, _ text: inout LineText) {
        switch choice % 4 {
        case 0:
            start("userns_create", "namespace", &text)
            text.add(" info=\"Userns create - transitioning profile\"")
            masks("userns_create", process, &text)
            text.add(" execpath=\"/usr/bin/tool-\(number % 500)\"")
        case 1:
            start("mqueue_open", nil, &text)
            name("/queue-\(number)", &text)
            masks("read write", process, &text)
            text.add(" class=\"posix_mqueue\" fsuid=\(user) ouid=\(owner)")
        case 2:
            start("setrlimit", nil, &text)
            self.process(process, &text)
            text.add(" rlimit=nofile value=\(1024 << (number % 8))")
        default:
            start("profile_replace", nil, &text)
            name("service-\(number % 60)", &text)
            self.process(process, &text)
        }
    }
}
