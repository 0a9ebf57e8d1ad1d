import ArmorPolicy

/// A file of the Compose Specification with one service.
struct ComposeExport {
    private let spec: ContainerSpec

    init(_ spec: ContainerSpec) { self.spec = spec }

    func exported() -> Exported {
        let options = EngineOptions(spec, .docker)
        func values(_ name: String) -> YAMLText {
            .strings(options.options.filter { $0.name == name }.compactMap(\.value))
        }
        let security = [YAMLText.string("apparmor=\(spec.profile)")]
        let network = spec.network?.value
        let isMode = network.map { ["none", "host", "bridge"].contains($0) } ?? false
        let service = YAMLText.fields([
            ("image", spec.image.map { .string($0.value) }),
            ("user", spec.user.map { .string($0.value.text) }),
            ("security_opt", .list(security + options.options.filter { $0.name == "security-opt" }.map(Self.security))),
            ("cap_drop", values("cap-drop")),
            ("cap_add", values("cap-add")),
            ("read_only", spec.readOnly.value ? .boolean(true) : nil),
            ("tmpfs", values("tmpfs")),
            ("devices", values("device")),
            ("network_mode", isMode ? network.map(YAMLText.string) : nil),
            ("networks", isMode ? nil : network.map { .strings([$0]) }),
            ("userns_mode", spec.userns?.value == .host ? .string("host") : nil),
            ("pid", spec.pid?.value == .host ? .string("host") : nil),
            ("ipc", spec.ipc.map { .string($0.value.rawValue) }),
            ("pids_limit", spec.pidsLimit.map { .integer($0.value) }),
            ("ulimits", .fields(spec.limits.map { ($0.value.resource, Self.limit($0.value)) })),
        ])
        var notes = options.notes
        if spec.image == nil {
            notes.append(.leftOut("the policy names no image: add \"image:\" or \"build:\"", at: nil))
        }
        let networks = isMode ? nil : network.map { YAMLText.map([($0, .map([("external", .boolean(true))]))]) }
        let document = YAMLText.fields([("services", .map([(spec.profile, service)])), ("networks", networks)])
        return Exported(text: document.text, notes: notes)
    }

    /// Compose has no switches in this list, but `no-new-privileges:true`.
    private static func security(_ option: EngineOption) -> YAMLText {
        .string(option.value == "no-new-privileges" ? "no-new-privileges:true" : option.value ?? "")
    }

    /// None for what Docker knows no limit of.
    private static func limit(_ limit: ResourceLimit) -> YAMLText? {
        guard limit.resource != "as" else { return nil }
        let number = limit.value.map { Int(clamping: $0) } ?? -1
        return .fields([("soft", .integer(number)), ("hard", .integer(number))])
    }
}
