import ArmorExport
package import ArmorPolicy
import ArmorSeccomp
import ArmorSource

extension RuntimeLayers {
    private static let mostCalls = 60

    /// What a policy comes to for a container's runtime: what `armor export` would say.
    package init(_ policy: Policy) {
        let spec = ContainerSpec(policy)
        settings = Bounded(Self.settings(spec), most: Self.mostCalls)
        decided = (spec.notes + spec.unfiltered).prefix(Self.mostCalls).map { Excerpt.of($0.message) }
        filter = Self.filter(policy)
        let calls =
            policy.seccomp.allow.map { Self.setting("allowed", $0) }
            + policy.seccomp.deny.map { Self.setting("denied", $0) }
        self.calls = Bounded(calls, most: Self.mostCalls)
        entitlements = policy.layers.compactMap(\.entitlement).map {
            Entitlement(name: $0.name, place: $0.place.label)
        }
    }

    private static func setting(_ word: String, _ call: Located<SystemCall>) -> Setting {
        Setting(name: Excerpt.of(call.value.told), value: word, place: call.place.label)
    }

    private static func settings(_ spec: ContainerSpec) -> [Setting] {
        func setting<Value>(_ name: String, _ decided: ContainerSpec.Decided<Value>?, _ text: (Value) -> String)
            -> Setting?
        {
            decided.map { Setting(name: name, value: Excerpt.of(text($0.value)), place: $0.place?.label) }
        }
        func word(_ isSet: Bool) -> String { isSet ? "yes" : "no" }
        let settings: [Setting?] = [
            setting("image", spec.image) { $0 },
            setting("user", spec.user) { $0.text },
            setting("capabilities", spec.capabilities, capabilities),
            setting("read-only root", spec.readOnly, word),
            setting("no new privileges", spec.noNewPrivileges, word),
            setting("limit of processes", spec.pidsLimit) { $0 < 0 ? "none" : "\($0)" },
            setting("network", spec.network) { $0 },
            setting("user namespace", spec.userns) { $0.rawValue },
            setting("process namespace", spec.pid) { $0.rawValue },
            setting("IPC namespace", spec.ipc) { $0.rawValue },
            setting("system paths", spec.systemPaths) { $0.rawValue },
        ]
        return settings.compactMap(\.self) + spec.tmpfs.compactMap { setting("tmpfs", $0) { $0.text } }
            + spec.devices.compactMap { setting("device", $0) { $0.text } }
            + spec.limits.compactMap {
                setting("limit", $0) { "\($0.resource) \($0.value.map { "\($0)" } ?? "infinity")" }
            }
    }

    private static func capabilities(_ capabilities: ContainerSpec.Capabilities) -> String {
        switch capabilities {
        case .only(let names): names.isEmpty ? "none" : names.joined(separator: ", ")
        case .allBut(let names): names.isEmpty ? "all" : "all but \(names.joined(separator: ", "))"
        case .runtimes(let names):
            names.isEmpty ? "the runtime's own" : "the runtime's own, but \(names.joined(separator: ", "))"
        }
    }

    private static func filter(_ policy: Policy) -> String {
        let builder = SeccompBuilder(policy)
        switch builder.choice {
        case .built:
            let count = Set(builder.profile.rules.filter { $0.errno == nil }.flatMap(\.names)).count
            return
                "The filter that armor makes of this policy lets \(count) system calls pass, some of them with certain "
                + "arguments alone; all others fail."
        case .unconfined: return "No filter: every system call is open."
        case .file(let path): return "The filter is the file \(Excerpt.of(path.value)), which is not looked at here."
        }
    }
}
