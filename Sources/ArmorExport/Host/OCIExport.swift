import ArmorPolicy
import ArmorSource

/// The part of a runtime's `config.json` that is about confinement (OCI runtime specification 1.0.2), to be merged into one.
struct OCIExport {
    private let spec: ContainerSpec
    /// The filter, where there is one to be put in.
    private let seccomp: JSONText?
    private var notes: [Diagnostic] = []

    private init(_ spec: ContainerSpec, seccomp: JSONText?) { (self.spec, self.seccomp) = (spec, seccomp) }

    static func exported(_ spec: ContainerSpec, seccomp: JSONText?) -> Exported {
        var export = OCIExport(spec, seccomp: seccomp)
        let text = export.config().text + "\n"
        return Exported(text: text, notes: export.notes)
    }

    private mutating func config() -> JSONText {
        if let image = spec.image {
            notes.append(.leftOut("a bundle has a root file system, and no image", at: image.place))
        }
        return .fields([
            ("ociVersion", .string("1.0.2")),
            ("process", process()),
            ("root", .fields([("readonly", .boolean(spec.readOnly.value))])),
            ("mounts", spec.tmpfs.isEmpty ? nil : .array(spec.tmpfs.map { Self.mount($0.value) })),
            ("linux", linux()),
        ])
    }

    // MARK: The process

    private mutating func process() -> JSONText {
        .fields([
            ("user", user()),
            ("capabilities", capabilities()),
            ("rlimits", spec.limits.isEmpty ? nil : .array(spec.limits.map { Self.limit($0.value) })),
            ("noNewPrivileges", .boolean(spec.noNewPrivileges.value)),
            ("apparmorProfile", .string(spec.profile)),
        ])
    }

    private mutating func user() -> JSONText? {
        guard let user = spec.user else { return nil }
        guard let uid = user.value.uid, user.value.group == nil || user.value.gid != nil else {
            notes.append(.leftOut("\"\(user.value.text)\" is a name, and only numbers can be said", at: user.place))
            return nil
        }
        return .fields([("uid", .integer(uid)), ("gid", .integer(user.value.gid ?? 0))])
    }

    private mutating func capabilities() -> JSONText? {
        let names: [String]
        switch spec.capabilities.value {
        case .runtimes:
            notes.append(.leftOut("the capabilities stay those of the configuration", at: spec.capabilities.place))
            return nil
        case .only(let some): names = some
        case .allBut(let some): names = CapabilityRule.all.filter { !some.contains($0) }
        }
        let list = JSONText.array(names.map { .string("CAP_\($0.uppercased())") })
        return .fields([("bounding", list), ("effective", list), ("permitted", list)])
    }

    private static func limit(_ limit: ResourceLimit) -> JSONText {
        // RLIM_INFINITY
        let number = JSONText.unsigned(limit.value ?? .max)
        return .fields([
            ("type", .string("RLIMIT_\(limit.resource.uppercased())")), ("hard", number), ("soft", number),
        ])
    }

    /// With the options that Docker gives a tmpfs; those of the policy stand behind them and so have the last word.
    private static func mount(_ tmpfs: ContainerSpec.Tmpfs) -> JSONText {
        let options = ["nosuid", "nodev", "noexec"] + tmpfs.options
        return .fields([
            ("destination", .string(tmpfs.path)), ("type", .string("tmpfs")), ("source", .string("tmpfs")),
            ("options", .array(options.map { .string($0) })),
        ])
    }

    // MARK: Linux

    private mutating func linux() -> JSONText {
        for device in spec.devices {
            notes.append(
                .leftOut("\(device.value.host) is named by its numbers, which only the host can tell", at: device.place)
            )
        }
        let isMasked = spec.systemPaths?.value != .unmasked
        return .fields([
            ("namespaces", namespaces()),
            ("resources", spec.pidsLimit.map { .fields([("pids", .fields([("limit", .integer($0.value))]))]) }),
            ("seccomp", filter()),
            ("maskedPaths", .array(isMasked ? Self.maskedPaths.map { .string($0) } : [])),
            ("readonlyPaths", .array(isMasked ? Self.readonlyPaths.map { .string($0) } : [])),
        ])
    }

    private mutating func namespaces() -> JSONText {
        var types = ["mount", "uts", "cgroup"]
        if spec.pid?.value != .host { types.append("pid") }
        if spec.ipc?.value != .host { types.append("ipc") }
        if spec.network?.value != "host" { types.append("network") }
        if let userns = spec.userns, userns.value == .private {
            types.append("user")
            notes.append(
                .leftOut("add uidMappings and gidMappings: which numbers are free, the host knows", at: userns.place)
            )
        }
        if let network = spec.network, !["none", "host"].contains(network.value) {
            notes.append(.leftOut("a runtime joins no network: the engine connects the namespace", at: network.place))
        }
        return .array(types.map { .fields([("type", .string($0))]) })
    }

    private mutating func filter() -> JSONText? {
        if let seccomp { return seccomp }
        switch spec.seccomp.value {
        case .unconfined: break
        case .runtimes:
            notes.append(
                .leftOut(
                    "a runtime has no filter of its own: put the engine's at linux.seccomp",
                    at: spec.seccomp.place
                )
            )
        case .file(let path):
            notes.append(.leftOut("put what is in \(path) at linux.seccomp", at: spec.seccomp.place))
        }
        return nil
    }

    /// What engines hide from a container (moby, containerd and podman alike).
    private static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap",
        "/sys/firmware",
    ]

    /// What engines let a container read alone.
    private static let readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}
