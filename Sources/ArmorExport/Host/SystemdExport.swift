import ArmorPolicy
import ArmorSource

/// A drop-in of a service that runs on the host itself (systemd.exec(5), systemd.resource-control(5)): the profile, and the
/// sandboxing that says the same again, by other means of the kernel.
struct SystemdExport {
    private let spec: ContainerSpec
    private let policy: Policy
    private var unit = UnitText()
    private var notes: [Diagnostic] = []

    private init(_ spec: ContainerSpec, _ policy: Policy) { (self.spec, self.policy) = (spec, policy) }

    static func exported(_ spec: ContainerSpec, _ policy: Policy) -> Exported {
        var export = SystemdExport(spec, policy)
        export.write()
        return Exported(text: export.unit.text, notes: export.notes)
    }

    private mutating func write() {
        unit.section("Unit")
        // Without the profile loaded the service does not start.
        set("After", ["apparmor.service"], at: nil)
        unit.section("Service")
        set("AppArmorProfile", [spec.profile], at: nil)
        identity()
        capabilities()
        systemCalls()
        network()
        files()
        devices()
        kernel()
        limits()
        if let image = spec.image {
            notes.append(.leftOut("a service runs the host's own programs, and no image", at: image.place))
        }
    }

    private mutating func set(_ key: String, _ values: [String], at place: Place?) {
        if !unit.set(key, values) {
            notes.append(.leftOut("\(key)= cannot say \"\(printable(values.joined(separator: " ")))\"", at: place))
        }
    }

    // MARK: Who it is and what it may

    private mutating func identity() {
        guard let user = spec.user else { return }
        set("User", [user.value.user], at: user.place)
        if let group = user.value.group { set("Group", [group], at: user.place) }
    }

    private mutating func capabilities() {
        unit.set("NoNewPrivileges", spec.noNewPrivileges.value)
        let words = { (names: [String]) in names.map { "CAP_\($0.uppercased())" }.joined(separator: " ") }
        switch spec.capabilities.value {
        case .runtimes(let names) where names.isEmpty: break
        case .only(let names): unit.line("CapabilityBoundingSet", words(names))
        case .allBut(let names) where names.isEmpty: break
        case .allBut(let names), .runtimes(let names): unit.line("CapabilityBoundingSet", "~" + words(names))
        }
    }

    /// The sets of calls that a container's default filter shuts, without those that a capability of the policy opens there.
    private mutating func systemCalls() {
        switch spec.seccomp.value {
        case .unconfined: return
        case .file(let path):
            notes.append(.leftOut("systemd reads no filter of a file: \(printable(path))", at: spec.seccomp.place))
            return
        case .runtimes: break
        }
        let sets: [(name: String, capabilities: [String])] = [
            ("@clock", ["sys_time", "wake_alarm"]), ("@cpu-emulation", []), ("@keyring", []),
            ("@module", ["sys_module"]), ("@mount", ["sys_admin"]), ("@obsolete", []), ("@raw-io", ["sys_rawio"]),
            ("@reboot", ["sys_boot"]), ("@swap", ["sys_admin"]),
        ]
        let shut = sets.filter { !$0.capabilities.contains(where: spec.has) }.map(\.name)
        let denied = calls(policy.seccomp.deny)
        let allowed = calls(policy.seccomp.allow)
        unit.line("SystemCallFilter", "~" + (shut + denied).joined(separator: " "))
        if !allowed.isEmpty { unit.line("SystemCallFilter", allowed.joined(separator: " ")) }
        set("SystemCallErrorNumber", ["EPERM"], at: nil)
        set("SystemCallArchitectures", ["native"], at: nil)
    }

    /// The names of calls; what depends on arguments cannot be said.
    private mutating func calls(_ calls: [Located<SystemCall>]) -> [String] {
        var names: [String] = []
        for call in calls {
            if call.value.arguments.isEmpty {
                names.append(call.value.name)
            } else {
                notes.append(.leftOut("systemd tells no arguments of \(call.value.name) apart", at: call.place))
            }
        }
        return names
    }

    private mutating func network() {
        if spec.families.count < NetworkRule.families.count {
            let words = spec.families.map { "AF_\($0.uppercased())" }
            set("RestrictAddressFamilies", words.isEmpty ? ["none"] : words, at: nil)
        }
        switch spec.network?.value {
        case "none": unit.set("PrivateNetwork", true)
        case nil, "host": break
        case let name?: notes.append(.leftOut("a service joins no network \"\(name)\"", at: spec.network?.place))
        }
    }

    // MARK: What it sees

    private mutating func files() {
        let folders = HostPaths(policy, beside: spec.tmpfs.map(\.value.path))
        if let whole = folders.whole {
            notes.append(.leftOut("ProtectSystem= is left out: writing is granted everywhere", at: whole.place))
        } else {
            set("ProtectSystem", ["strict"], at: nil)
            for folder in folders.writable {
                set("ReadWritePaths", ["-\(folder.path)"], at: folder.place)
                if folder.isWider {
                    notes.append(.wider("all of \(folder.path) is writable; the profile narrows it", at: folder.place))
                }
            }
        }
        for path in folders.inaccessible { set("InaccessiblePaths", ["-\(path.path)"], at: path.place) }
        if folders.staysOutOfHomes { unit.set("ProtectHome", true) }
        unit.set("PrivateTmp", true)
        for tmpfs in spec.tmpfs where !["/tmp", "/var/tmp"].contains(tmpfs.value.path) {
            set("TemporaryFileSystem", [tmpfs.value.text], at: tmpfs.place)
        }
    }

    private mutating func devices() {
        if spec.devices.isEmpty {
            // It takes these capabilities away as well.
            if !spec.has("mknod"), !spec.has("sys_rawio") { unit.set("PrivateDevices", true) }
            return
        }
        set("DevicePolicy", ["closed"], at: nil)
        for device in spec.devices {
            set("DeviceAllow", [device.value.host, device.value.access], at: device.place)
            if device.value.container != device.value.host {
                notes.append(.leftOut("a device has the same name for a service as for the host", at: device.place))
            }
        }
    }

    private mutating func kernel() {
        if spec.systemPaths?.value != .unmasked {
            unit.set("ProtectKernelTunables", true)
            unit.set("ProtectControlGroups", true)
        }
        if !spec.has("sys_module") { unit.set("ProtectKernelModules", true) }
        if !spec.has("syslog") { unit.set("ProtectKernelLogs", true) }
        if !spec.has("sys_time"), !spec.has("wake_alarm") { unit.set("ProtectClock", true) }
        let makesNamespaces = policy.main.rules.contains { $0.value is UsernsRule && $0.action == .allow }
        if !makesNamespaces, !spec.has("sys_admin") { unit.set("RestrictNamespaces", true) }
        unit.set("LockPersonality", true)
        if spec.userns?.value == .private { unit.set("PrivateUsers", true) }
        if spec.ipc?.value == .private { unit.set("PrivateIPC", true) }
        if let pid = spec.pid, pid.value == .private {
            notes.append(.leftOut("a service sees the host's processes before systemd 257", at: pid.place))
        }
    }

    private mutating func limits() {
        for limit in spec.limits {
            let number = limit.value.value.map { "\($0)" } ?? "infinity"
            set("Limit\(limit.value.resource.uppercased())", [number], at: limit.place)
        }
        if let limit = spec.pidsLimit {
            set("TasksMax", [limit.value < 0 ? "infinity" : "\(limit.value)"], at: limit.place)
        }
    }
}
