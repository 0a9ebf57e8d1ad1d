extension Policy {
    /// The capabilities that some process of the container may use, as far as the policy goes: what it and its children grant
    /// without what is denied to them, lower case without `cap_`. Where all are granted, those that engines leave a container
    /// unasked. Raw rules are not looked into.
    package var grantedCapabilities: Set<String> {
        granted(by: main)
    }

    private func granted(by body: ProfileBody) -> Set<String> {
        var (allowed, denied): (Set<String>, Set<String>) = ([], [])
        for rule in body.rules {
            guard let value = rule.value as? CapabilityRule else { continue }
            switch (rule.action, value.name) {
            case (.allow, let name?): allowed.insert(name)
            case (.allow, nil): allowed.formUnion(Self.engineCapabilities)
            case (.deny, let name?): denied.insert(name)
            case (.deny, nil): denied.formUnion(CapabilityRule.all)
            }
        }
        if body.rules.contains(where: { $0.value is AllRule && $0.action == .allow }) {
            allowed.formUnion(Self.engineCapabilities)
        }
        // A child is a profile of its own: what is denied here is not denied there.
        return body.children.reduce(allowed.subtracting(denied)) { $0.union(granted(by: $1.body)) }
    }

    /// What Docker, podman and containerd leave a container that asks for nothing (moby: oci/caps/defaults.go).
    package static let engineCapabilities: Set<String> = [
        "audit_write", "chown", "dac_override", "fowner", "fsetid", "kill", "mknod", "net_bind_service", "net_raw",
        "setfcap", "setgid", "setpcap", "setuid", "sys_chroot",
    ]
}
