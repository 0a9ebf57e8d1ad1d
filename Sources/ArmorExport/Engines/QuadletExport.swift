import ArmorPolicy
import ArmorSource

/// A `.container` unit of Podman's Quadlet (podman-systemd.unit(5)).
///
/// `PodmanArgs=` says what has a key of its own only in later releases (`AppArmor=`) or none (`--pid`, `--ipc`).
struct QuadletExport {
    private let spec: ContainerSpec

    init(_ spec: ContainerSpec) { self.spec = spec }

    func exported() -> Exported {
        let options = EngineOptions(spec, .podman)
        var unit = UnitText()
        var notes = options.notes
        unit.section("Unit")
        _ = unit.set("After", "apparmor.service")
        unit.section("Container")
        if let image = spec.image {
            _ = unit.set("Image", image.value)
        } else {
            notes.append(
                .leftOut("the policy names no image: add Image=, without which Quadlet makes no unit", at: nil)
            )
        }
        _ = unit.set("PodmanArgs", "--security-opt=apparmor=\(spec.profile)")
        for option in options.options {
            if let path = Self.relativeFilter(option) {
                notes.append(
                    .leftOut(
                        "a unit needs the whole path of \(printable(path))",
                        at: option.place,
                        help: "name the filter with --seccomp"
                    )
                )
                continue
            }
            for (key, value) in Self.settings(option) where !unit.set(key, value) {
                notes.append(.leftOut("\(key)= cannot say \"\(printable(value))\"", at: option.place))
            }
        }
        return Exported(text: unit.text, notes: notes)
    }

    /// The path of a filter, where it is none that holds wherever a unit is started.
    private static func relativeFilter(_ option: EngineOption) -> String? {
        guard let value = option.value, value.hasPrefix("seccomp="), value != "seccomp=unconfined" else { return nil }
        let path = String(value.dropFirst("seccomp=".count))
        return path.hasPrefix("/") ? nil : path
    }

    /// The keys that an option of `podman run` is in a unit.
    private static func settings(_ option: EngineOption) -> [(String, String)] {
        let value = option.value ?? ""
        switch option.name {
        case "security-opt": return security(value)
        case "cap-drop": return [("DropCapability", value)]
        case "cap-add": return [("AddCapability", value)]
        case "read-only": return [("ReadOnly", "true")]
        case "tmpfs": return [("Tmpfs", value)]
        case "device": return [("AddDevice", value)]
        case "user":
            let user = ContainerSpec.User(value)
            return [("User", user.user)] + (user.group.map { [("Group", $0)] } ?? [])
        case "network": return [("Network", value)]
        case "userns": return [("UserNS", value)]
        case "pids-limit": return [("PidsLimit", value)]
        case "ulimit": return [("Ulimit", value)]
        default: return [("PodmanArgs", option.value.map { "--\(option.name)=\($0)" } ?? "--\(option.name)")]
        }
    }

    private static func security(_ value: String) -> [(String, String)] {
        if value == "no-new-privileges" { return [("NoNewPrivileges", "true")] }
        let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts.first, parts.last) {
        case ("seccomp", let file?): return [("SeccompProfile", file)]
        case ("unmask", let paths?): return [("Unmask", paths)]
        default: return [("PodmanArgs", "--security-opt=\(value)")]
        }
    }
}
