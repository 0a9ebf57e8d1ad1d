import ArmorPolicy
import ArmorSource

/// A pod with one container, in which everything stands where it would in a workload's template.
struct KubernetesExport {
    private let spec: ContainerSpec
    private let version: KubernetesVersion
    private var notes: [Diagnostic] = []

    init(_ spec: ContainerSpec, version: KubernetesVersion) { (self.spec, self.version) = (spec, version) }

    static func exported(_ spec: ContainerSpec, version: KubernetesVersion) -> Exported {
        var export = KubernetesExport(spec, version: version)
        let text = export.pod().text
        return Exported(text: text, notes: export.notes)
    }

    private mutating func leaveOut(_ what: String, at place: Place?, help: String? = nil) {
        notes.append(.leftOut(what, at: place, help: help))
    }

    private mutating func pod() -> YAMLText {
        let name = objectName(spec.profile)
        let hasField = version >= .profileField
        let annotation = "container.apparmor.security.beta.kubernetes.io/\(name)"
        if spec.image == nil { leaveOut("the policy names no image: add \"image:\"", at: nil) }
        let container = YAMLText.fields([
            ("name", .string(name)),
            ("image", spec.image.map { .string($0.value) }),
            ("securityContext", securityContext(hasField: hasField)),
            ("volumeMounts", .list(spec.tmpfs.enumerated().map { Self.mount($0, $1.value) })),
        ])
        let body = YAMLText.fields(
            namespaces() + [
                ("containers", .list([container])), ("volumes", .list(volumes())),
            ]
        )
        unsaid()
        let metadata = YAMLText.fields([
            ("name", .string(name)),
            ("annotations", hasField ? nil : .map([(annotation, .string("localhost/\(spec.profile)"))])),
        ])
        return .map([
            ("apiVersion", .string("v1")), ("kind", .string("Pod")), ("metadata", metadata), ("spec", body),
        ])
    }

    // MARK: The container

    private mutating func securityContext(hasField: Bool) -> YAMLText {
        let isNamed = spec.user.map { $0.value.uid == nil || $0.value.group != nil && $0.value.gid == nil } ?? false
        if let user = spec.user, isNamed {
            leaveOut(
                "\"\(user.value.text)\" is a name, and only numbers can be said",
                at: user.place,
                help: "write the numbers that the image has for it"
            )
        }
        let uid = spec.user?.value.uid
        return YAMLText.fields([
            ("runAsUser", uid.map(YAMLText.integer)),
            ("runAsGroup", spec.user?.value.gid.map(YAMLText.integer)),
            ("runAsNonRoot", uid.map { $0 > 0 } == true ? .boolean(true) : nil),
            ("allowPrivilegeEscalation", .boolean(!spec.noNewPrivileges.value)),
            ("readOnlyRootFilesystem", spec.readOnly.value ? .boolean(true) : nil),
            ("capabilities", capabilities),
            ("procMount", spec.systemPaths?.value == .unmasked ? .string("Unmasked") : nil),
            ("appArmorProfile", hasField ? Self.profile(spec.profile) : nil),
            ("seccompProfile", seccomp()),
        ])
    }

    private static func profile(_ name: String) -> YAMLText {
        .map([("type", .string("Localhost")), ("localhostProfile", .string(name))])
    }

    private var capabilities: YAMLText? {
        let (add, drop): ([String], [String]) =
            switch spec.capabilities.value {
            case .runtimes(let denied): ([], denied)
            case .only(let names): (names, ["all"])
            case .allBut(let names): (["all"], names)
            }
        let words = { (names: [String]) in YAMLText.strings(names.map { $0.uppercased() }) }
        return .fields([("drop", words(drop)), ("add", words(add))])
    }

    /// Without it a pod has no filter at all, other than a container of an engine.
    private mutating func seccomp() -> YAMLText {
        switch spec.seccomp.value {
        case .runtimes: return .map([("type", .string("RuntimeDefault"))])
        case .unconfined: return .map([("type", .string("Unconfined"))])
        case .file(let path):
            let file = path.split(separator: "/").last.map(String.init) ?? path
            leaveOut(
                "the kubelet reads filters from its own folder alone",
                at: spec.seccomp.place,
                help: "put this one on each node as /var/lib/kubelet/seccomp/\(file)"
            )
            return .map([("type", .string("Localhost")), ("localhostProfile", .string(file))])
        }
    }

    // MARK: The pod

    private func namespaces() -> [(String, YAMLText?)] {
        [
            ("hostNetwork", spec.network?.value == "host" ? .boolean(true) : nil),
            ("hostPID", spec.pid?.value == .host ? .boolean(true) : nil),
            ("hostIPC", spec.ipc?.value == .host ? .boolean(true) : nil),
            ("hostUsers", spec.userns.map { .boolean($0.value == .host) }),
        ]
    }

    private static func mount(_ index: Int, _ tmpfs: ContainerSpec.Tmpfs) -> YAMLText {
        .map([("name", .string("tmpfs-\(index + 1)")), ("mountPath", .string(tmpfs.path))])
    }

    private mutating func volumes() -> [YAMLText] {
        var volumes: [YAMLText] = []
        for (index, tmpfs) in spec.tmpfs.enumerated() {
            var size: String?
            for option in tmpfs.value.options {
                if let amount = Self.quantity(option) {
                    size = amount
                } else {
                    leaveOut("a volume in memory has no option \"\(option)\"", at: tmpfs.place)
                }
            }
            let memory = YAMLText.fields([("medium", .string("Memory")), ("sizeLimit", size.map(YAMLText.string))])
            volumes.append(.map([("name", .string("tmpfs-\(index + 1)")), ("emptyDir", memory)]))
        }
        return volumes
    }

    /// `size=64m` of mount(8) as Kubernetes writes it: `64Mi`; none for another option.
    private static func quantity(_ option: String) -> String? {
        guard option.hasPrefix("size=") else { return nil }
        let text = option.dropFirst("size=".count)
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...15).contains(digits.count) else { return nil }
        switch text.dropFirst(digits.count).lowercased() {
        case "": return String(digits)
        case "k": return "\(digits)Ki"
        case "m": return "\(digits)Mi"
        case "g": return "\(digits)Gi"
        default: return nil
        }
    }

    /// What a pod has no word for.
    private mutating func unsaid() {
        if let network = spec.network, !["host", "bridge"].contains(network.value) {
            leaveOut(
                "no pod can be without the cluster's network, or choose another one by name",
                at: network.place,
                help: "a NetworkPolicy shuts it; the profile shuts what it does not grant"
            )
        }
        if let limit = spec.pidsLimit {
            leaveOut("the limit of processes is the kubelet's: podPidsLimit", at: limit.place)
        }
        for device in spec.devices {
            leaveOut("\(device.value.host) takes a device plugin", at: device.place)
        }
        for limit in spec.limits {
            notes.append(.limitOfProfile("a pod has no limit \"\(limit.value.resource)\"", at: limit.place))
        }
        if let paths = spec.systemPaths, paths.value == .unmasked, spec.userns?.value != .private {
            leaveOut("procMount: Unmasked needs userns = \"private\"", at: paths.place)
        }
    }
}
