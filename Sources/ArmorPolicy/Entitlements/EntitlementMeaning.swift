import ArmorSource

/// What an entitlement means in full, taken from its preset and from what the checks say of it beside each other one.
package struct EntitlementMeaning: Sendable {
    package let name: String
    /// The spelling of the second proposal, where it has one.
    package let newerSpelling: String?
    package let summary: String
    /// What it adds: rules as a profile has them, `capability` among them, and `system call …`.
    package let grants: [String]
    /// What it takes away for good, in the same words.
    package let denies: [String]
    /// What the runtime is told, as lines of `[container]`.
    package let settings: [String]
    /// The others of its domain, of which a policy names one.
    package let excludes: [String]
    /// Others that cannot stand beside it, and why.
    package let conflicts: [(name: String, why: String)]

    /// Reads the entitlement of that name in either spelling; none where there is none.
    package init?(_ word: String, from sources: some PolicySources) {
        let name = Entitlements.name(of: word)
        guard let preset = sources.preset(Entitlements.prefix + name) else { return nil }
        let loader = PolicyLoader(sources: sources)
        // As a text of its own: what it says itself is then what the policy says.
        let policy = loader.load(preset).policy
        self.name = name
        newerSpelling = Entitlements.newerSpelling(of: name)
        summary = policy.summary?.value ?? ""
        grants = Self.told(policy.main.rules, .allow) + policy.seccomp.allow.map { "system call \($0.value.told)" }
        denies = Self.told(policy.main.rules, .deny) + policy.seccomp.deny.map { "system call \($0.value.told)" }
        settings = policy.container.lines
        let others = Self.names(sources).filter { $0 != name }
        let domain = Entitlements.domain(of: name)
        excludes = others.filter { domain != nil && Entitlements.domain(of: $0) == domain }
        conflicts = others.filter { domain == nil || Entitlements.domain(of: $0) != domain }.compactMap { other in
            let text = "entitlements = [\"\(name)\", \"\(other)\"]"
            let found = loader.load(SourceFile(name: "<both>", text: text)).diagnostics.first { $0.code == "conflict" }
            return found.map { (other, $0.message) }
        }
    }

    /// The names of all entitlements, sorted.
    package static func names(_ sources: some PolicySources) -> [String] {
        sources.presetNames.filter { $0.hasPrefix(Entitlements.prefix) }
            .map { String($0.dropFirst(Entitlements.prefix.count)) }.sorted()
    }

    private static func told(_ rules: [Rule], _ action: Action) -> [String] {
        rules.filter { $0.action == action }.map(\.value.text)
    }
}

extension SystemCall {
    /// For people: `socket if argument 0 != 1`.
    package var told: String {
        arguments.isEmpty ? name : "\(name) if \(arguments.map(\.told).joined(separator: " and "))"
    }
}

extension SystemCall.Condition {
    fileprivate var told: String {
        func shown(_ number: UInt64) -> String { number < 4_096 ? "\(number)" : "0x\(String(number, radix: 16))" }
        let sign =
            switch comparison {
            case .ne: "!="
            case .lt: "<"
            case .le: "<="
            case .eq, .maskedEq: "=="
            case .ge: ">="
            case .gt: ">"
            }
        let masked = mask.map { " & \(shown($0))" } ?? ""
        return "argument \(index)\(masked) \(sign) \(shown(value))"
    }
}
