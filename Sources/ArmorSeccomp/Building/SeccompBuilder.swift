package import ArmorPolicy
package import ArmorSource

/// From a policy to the filter of its containers: what any container may call, with what the policy's capabilities bring, with
/// what it allows beyond, without what it denies.
package struct SeccompBuilder {
    /// What `[container] seccomp` asks for.
    package enum Choice: Sendable {
        /// ``SeccompBuilder/profile``.
        case built
        /// No filter at all.
        case unconfined
        /// The filter of that file, relative to the text that names it.
        case file(Located<String>)
    }

    package let choice: Choice
    /// The filter that the policy comes to, as Docker takes it: for any machine, no condition on capabilities left. The
    /// runtime-spec's is ``SeccompProfile/resolved(machine:)`` of it.
    package let profile: SeccompProfile
    /// Allows and denies that would take more rules than a kernel's filter has room for.
    package let diagnostics: [Diagnostic]

    /// How many rules with arguments one call may have. Each is a few of the 4096 instructions of a filter (`BPF_MAXINSNS`)
    /// on each machine of a family.
    private static let mostRules = 128
    /// How many it may have before those are left out that say no more than others.
    private static let mostPieces = 512

    package init(_ policy: Policy) {
        choice =
            switch policy.container.seccomp?.value {
            case nil, "default"?: .built
            case "unconfined"?: .unconfined
            case .some: policy.container.seccomp.map(Choice.file) ?? .built
            }
        let base = SeccompBase.profile.resolved(capabilities: policy.grantedCapabilities)
        var calls = base.rules.flatMap { rule in rule.names.map { CallRules(name: $0, rule) } }
        var diagnostics: [Diagnostic] = []
        for allow in policy.seccomp.allow where !Self.allow(allow.value, in: &calls) {
            diagnostics.append(Self.tooMany(allow))
        }
        for deny in policy.seccomp.deny where !Self.deny(deny.value, in: &calls) {
            diagnostics.append(Self.tooMany(deny))
        }
        self.diagnostics = diagnostics
        var profile = base
        profile.rules = Self.rules(calls)
        self.profile = profile
    }

    /// Whether there is room for it; where there is none, nothing is added.
    private static func allow(_ call: SystemCall, in calls: inout [CallRules]) -> Bool {
        guard let arguments = ArgumentRule.all(of: call.arguments, most: mostRules) else { return false }
        // An error's number beside an allow would be two answers to one call.
        calls.removeAll { $0.name == call.name && ($0.errno != nil || call.arguments.isEmpty) }
        calls.append(CallRules(name: call.name, arguments: arguments))
        return true
    }

    /// Whether there is room for what it leaves; where there is none, nothing is left.
    private static func deny(_ call: SystemCall, in calls: inout [CallRules]) -> Bool {
        var count = 0
        for index in calls.indices where calls[index].name == call.name && calls[index].errno == nil {
            var left: [ArgumentRule] = []
            for rule in calls[index].arguments where left.count <= mostPieces {
                left += rule.subtracting(call.arguments)
            }
            calls[index].arguments = left.count <= mostPieces ? ArgumentRule.simplified(left) : left
            count += calls[index].arguments.count
        }
        let hasRoom = count <= mostRules
        calls.removeAll { $0.arguments.isEmpty || !hasRoom && $0.name == call.name && $0.errno == nil }
        return hasRoom
    }

    private static func tooMany(_ call: Located<SystemCall>) -> Diagnostic {
        Diagnostic(
            .error,
            "seccomp-too-many",
            "what comes of this for \"\(call.value.name)\" takes more than \(mostRules) comparisons, for which a filter has no room",
            at: call.place,
            help: "allow the call with the arguments that are needed, one element each, or deny it whole"
        )
    }

    /// Calls without conditions together, then each that has some by itself.
    private static func rules(_ calls: [CallRules]) -> [SeccompRule] {
        var grouped: [(key: CallRules.Key, names: Set<String>)] = []
        var places: [CallRules.Key: Int] = [:]
        for call in calls {
            for arguments in call.arguments {
                let key = call.key(arguments)
                if let index = places[key] {
                    grouped[index].names.insert(call.name)
                } else {
                    places[key] = grouped.count
                    grouped.append((key, [call.name]))
                }
            }
        }
        return grouped.map { key, names in
            var rule = SeccompRule(
                names.sorted(),
                key.errno == nil ? .allow : .errno,
                errno: key.errno,
                key.arguments.conditions
            )
            (rule.includes.machines, rule.excludes.machines) = (key.machines, key.withoutMachines)
            return rule
        }
    }
}

/// What a filter says of one call on some machines.
private struct CallRules {
    struct Key: Hashable {
        let arguments: ArgumentRule
        let machines: [String]
        let withoutMachines: [String]
        let errno: Int?
    }

    let name: String
    var machines: [String] = []
    var withoutMachines: [String] = []
    /// The error that it ends with, where it is not allowed.
    var errno: Int?
    /// One must hold.
    var arguments: [ArgumentRule]

    init(name: String, arguments: [ArgumentRule]) { (self.name, self.arguments) = (name, arguments) }

    init(name: String, _ rule: SeccompRule) {
        self.init(name: name, arguments: ArgumentRule.all(of: rule.arguments, most: 1) ?? [])
        (machines, withoutMachines) = (rule.includes.machines, rule.excludes.machines)
        errno = rule.action == .errno ? rule.errno ?? 1 : nil
    }

    func key(_ arguments: ArgumentRule) -> Key {
        Key(arguments: arguments, machines: machines, withoutMachines: withoutMachines, errno: errno)
    }
}
