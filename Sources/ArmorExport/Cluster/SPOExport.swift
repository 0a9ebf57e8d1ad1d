import ArmorPolicy
import ArmorSource

/// An `AppArmorProfile` of the Security Profiles Operator (security-profiles-operator.x-k8s.io/v1alpha1).
struct SPOExport {
    private let policy: Policy
    private var notes: [Diagnostic] = []

    private init(_ policy: Policy) { self.policy = policy }

    /// What the operator is to render in its own words, `spec.abstract`. What those cannot say is left out, and told.
    static func abstract(_ spec: ContainerSpec, _ policy: Policy) -> Exported {
        var export = SPOExport(policy)
        let body = export.abstract(spec)
        return export.resource(spec, body)
    }

    /// The profile's own text, `spec.policy`, which the operator took until its release 0.8.
    static func raw(_ spec: ContainerSpec, _ policy: Policy, profile: String) -> Exported {
        let export = SPOExport(policy)
        return export.resource(spec, [("policy", .block(profile))])
    }

    private func resource(_ spec: ContainerSpec, _ fields: [(String, YAMLText?)]) -> Exported {
        let name = objectName(spec.profile)
        var notes = notes
        notes.append(.leftOut("the resource is the profile alone: --to kubernetes writes [container]", at: nil))
        if name != spec.profile {
            notes.append(
                .leftOut("\"\(spec.profile)\" is no name of an object: \"\(name)\" is", at: policy.name?.place)
            )
        }
        let document = YAMLText.map([
            ("apiVersion", .string("security-profiles-operator.x-k8s.io/v1alpha1")),
            ("kind", .string("AppArmorProfile")),
            ("metadata", .map([("name", .string(name))])),
            ("spec", .fields(fields)),
        ])
        return Exported(text: document.text, notes: notes)
    }

    private mutating func abstract(_ spec: ContainerSpec) -> [(String, YAMLText?)] {
        let rules = policy.main.rules.map(RawReading.interpreted)
        var files = SPOFiles()
        for rule in rules { if let file = rule.value as? FileRule { files.take(file, rule) } }
        files.finish()
        notes += files.notes
        let network = network(rules)
        unsaid(rules)
        return [
            ("complainMode", policy.main.settings.mode?.value == .complain ? .boolean(true) : nil),
            (
                "abstract",
                .fields([
                    ("executable", files.executables), ("filesystem", files.filesystem), ("network", network),
                    ("capability", capability(spec)),
                ])
            ),
        ]
    }

    private func capability(_ spec: ContainerSpec) -> YAMLText? {
        let names: [String] =
            switch spec.capabilities.value {
            case .only(let names): names
            // The runtime's own set is the limit of a profile that leaves it to the runtime.
            case .allBut(let names), .runtimes(let names): CapabilityRule.all.filter { !names.contains($0) }
            }
        return .fields([("allowedCapabilities", .strings(names))])
    }

    /// Three switches: raw sockets, TCP and UDP, each for both internet families.
    private mutating func network(_ rules: [Rule]) -> YAMLText? {
        var (raw, tcp, udp) = (false, false, false)
        for rule in rules {
            guard let network = rule.value as? NetworkRule, rule.action == .allow else { continue }
            let isInternet = network.family.map { ["inet", "inet6"].contains($0) } ?? true
            let isPlain = network.access.isEmpty && network.local == nil && network.peer == nil
            let type = network.type
            guard isInternet, isPlain || type != nil else {
                notes.append(.leftOut("\"\(network.text)\" cannot be said", at: rule.origin?.place))
                continue
            }
            if !isPlain { notes.append(.wider("\"\(network.text)\" loses its addresses", at: rule.origin?.place)) }
            if type == nil || type == .stream { tcp = true }
            if type == nil || type == .dgram { udp = true }
            if type == nil || type == .raw { raw = true }
            if let type, ![.stream, .dgram, .raw].contains(type) {
                notes.append(.leftOut("\"\(network.text)\" cannot be said", at: rule.origin?.place))
            }
        }
        let protocols = YAMLText.fields([
            ("allowTcp", tcp ? .boolean(true) : nil), ("allowUdp", udp ? .boolean(true) : nil),
        ])
        return .fields([("allowRaw", raw ? .boolean(true) : nil), ("allowedProtocols", protocols)])
    }

    /// Kinds of rule that the resource has no field for, a note a kind; its places are notes of that.
    private mutating func unsaid(_ rules: [Rule]) {
        for kind in RuleKind.allCases where ![.capability, .network, .file].contains(kind) {
            let found = rules.filter { type(of: $0.value).kind == kind }
            guard let first = found.first else { continue }
            notes.append(
                Diagnostic(
                    .note,
                    "export-left-out",
                    "what [\(kind.table)] says cannot be said: \(found.count) rule\(found.count == 1 ? "" : "s")",
                    at: first.origin?.place,
                    notes: found.dropFirst().map { Diagnostic.Note("and \"\($0.text)\"", at: $0.origin?.place) }
                )
            )
        }
        for rule in rules where rule.action == .deny && rule.value is NetworkRule {
            notes.append(.leftOut("\"\(rule.text)\" cannot be said: denials have no field", at: rule.origin?.place))
        }
        for child in policy.main.children {
            notes.append(.leftOut("the child \"\(child.name.value)\" cannot be said", at: child.name.place))
        }
        for include in policy.main.settings.includes {
            notes.append(.leftOut("\(include.value.path) cannot be included", at: include.place))
        }
        for flag in policy.main.settings.flags {
            notes.append(.leftOut("the flag \(flag.value.text) cannot be set", at: flag.place))
        }
    }
}
