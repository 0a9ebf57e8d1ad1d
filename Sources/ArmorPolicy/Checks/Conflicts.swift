import ArmorSource

/// What an entitlement contradicts beside rules: another of its domain, a setting, a system call, the filter as a whole.
enum Conflicts {
    static func find(_ policy: Policy) -> [Diagnostic] {
        domains(policy) + calls(policy.seccomp) + policy.container.disagreements.compactMap(disagreement)
            + devices(policy.container) + filter(policy)
    }

    /// Two different entitlements of one domain.
    private static func domains(_ policy: Policy) -> [Diagnostic] {
        var first: [String: Layer.Entitlement] = [:]
        return policy.layers.compactMap(\.entitlement).compactMap { entitlement in
            guard let domain = entitlement.domain else { return nil }
            guard let before = first[domain] else {
                first[domain] = entitlement
                return nil
            }
            return Diagnostic(
                .error,
                "conflict",
                "the entitlements \"\(before.name)\" and \"\(entitlement.name)\" exclude one another",
                at: entitlement.place,
                notes: [Diagnostic.Note("\"\(before.name)\" is named here", at: before.place)],
                help: "keep one of the two"
            )
        }
    }

    /// System calls that are allowed and denied.
    private static func calls(_ seccomp: SeccompSettings) -> [Diagnostic] {
        seccomp.allow.compactMap { allow in
            let deny = seccomp.deny.first {
                $0.value.takesWhole(allow.value) && Contradiction.counts($0.layer, against: allow.layer)
            }
            guard let deny else { return nil }
            return Contradiction(
                allow: Contradiction.Side(allow),
                deny: Contradiction.Side(deny),
                message: "a deny takes the system call \"\(allow.value.name)\" whole"
            ).diagnostic
        }
    }

    private static func disagreement(_ found: ContainerSettings.Disagreement) -> Diagnostic? {
        let (near, far) = (found.near, found.far)
        // The entitlement wants a network of its own, and which one is for the policy to say.
        for (own, other) in [(near, far), (far, near)] where found.key == "network" && own.layer.entitlement != nil {
            if own.text == "bridge", !["host", "none"].contains(other.text) { return nil }
        }
        if let one = near.layer.entitlement, let other = far.layer.entitlement, one.domain == other.domain {
            return nil
        }
        // The place that an author can change comes first.
        let (told, other) = near.layer.entitlement == nil ? (near, far) : (far, near)
        return Diagnostic(
            .error,
            "conflict",
            "\(found.key) is \"\(told.text)\" here and \"\(other.text)\" by \(origin(other.layer))",
            at: told.layer.entitlement?.place ?? told.place,
            notes: [Diagnostic.Note("the other", at: other.layer.entitlement?.place ?? other.place)],
            help: "take the entitlement out, or the setting"
        )
    }

    /// Devices beside an entitlement that leaves none.
    private static func devices(_ container: ContainerSettings) -> [Diagnostic] {
        guard let none = container.noDevices, let entitlement = none.layer.entitlement else { return [] }
        return container.devices.map { device in
            Diagnostic(
                .error,
                "conflict",
                "the entitlement \"\(entitlement.name)\" leaves no device, and this is one",
                at: device.layer.entitlement?.place ?? device.place,
                notes: [Diagnostic.Note("\"\(entitlement.name)\" is named here", at: entitlement.place)],
                help: "take the entitlement out, or the device"
            )
        }
    }

    /// Lists of system calls beside a filter that does not come of the policy, and would leave them without effect.
    private static func filter(_ policy: Policy) -> [Diagnostic] {
        guard let filter = policy.container.seccomp, filter.value != "default" else { return [] }
        let calls = policy.seccomp.deny + policy.seccomp.allow
        guard let call = calls.first(where: { $0.layer.entitlement != nil }) ?? calls.first else { return [] }
        let place = call.layer.entitlement?.place ?? call.place
        // An export that has a filter of its own, as systemd's, still reads the lists.
        let isEntitled = call.layer.entitlement != nil
        return [
            Diagnostic(
                isEntitled ? .error : .warning,
                "conflict",
                "with this filter the system calls of \(origin(call.layer)) have no effect",
                at: filter.place,
                notes: [Diagnostic.Note("they are asked for here", at: place)],
                help: "write seccomp = \"default\", which means the filter that the policy comes to"
            )
        ]
    }

    private static func origin(_ layer: Layer) -> String {
        layer.entitlement.map { "the entitlement \"\($0.name)\"" } ?? "[seccomp]"
    }
}

extension SystemCall {
    /// Whether a deny of this leaves nothing of an allow: where it cannot be told from single arguments, it is said that it
    /// leaves something.
    fileprivate func takesWhole(_ allow: SystemCall) -> Bool {
        name == allow.name
            && arguments.allSatisfy { mine in
                allow.arguments.contains { theirs in
                    theirs == mine
                        || theirs.index == mine.index && theirs.comparison == .eq && mine.holds(of: theirs.value)
                }
            }
    }
}

extension SystemCall.Condition {
    /// Whether an argument of this value meets the condition.
    package func holds(of argument: UInt64) -> Bool {
        switch comparison {
        case .ne: argument != value
        case .lt: argument < value
        case .le: argument <= value
        case .eq: argument == value
        case .ge: argument >= value
        case .gt: argument > value
        case .maskedEq: argument & (mask ?? .max) == value
        }
    }
}
