/// What a policy allows, by area, each grant with where it comes from.
package struct Allowed: Sendable {
    /// The profile itself, then its children and hats.
    package let bodies: Bounded<Body>

    package struct Body: Sendable {
        /// The child or hat; none for the profile itself.
        package let child: String?
        package let areas: [AreaGrants]
    }

    /// In the order of a report.
    package enum Area: String, Sendable, CaseIterable {
        case files, programs, network, capabilities, processes, mounts, rest, denied

        package var title: String {
            switch self {
            case .files: "Files"
            case .programs: "Programs it may run"
            case .network: "Network"
            case .capabilities: "Capabilities"
            case .processes: "Other processes"
            case .mounts: "Mounts"
            case .rest: "The rest"
            case .denied: "Denied for good"
            }
        }
    }

    package struct AreaGrants: Sendable {
        package let area: Area
        /// How much of what, in a few words.
        package let summary: String
        /// By where they come from, the policy's own first.
        package let groups: [Group]

        package var count: Int { groups.reduce(0) { $0 + $1.grants.count } }
    }

    package struct Group: Sendable {
        package let source: Source
        package let grants: Bounded<Grant>
    }

    /// The text that a grant stands in.
    package enum Source: Sendable, Hashable {
        case own
        case preset(String)
        case entitlement(String)
        /// Another file that the policy extends.
        case file(String)

        package var words: String {
            switch self {
            case .own: "the policy itself"
            case .preset(let name): "the preset \(name)"
            case .entitlement(let name): "the entitlement \(name)"
            case .file(let name): "the file \(name)"
            }
        }
    }

    package struct Grant: Sendable {
        /// A path or rule in AppArmor's words.
        package let object: String
        /// What may be done, in words; none where the rule says it.
        package let access: String?
        /// `file:line:column`.
        package let place: String
        /// Why it is there, as the policy says; none where it does not.
        package let reason: String?
    }
}

/// What the container's runtime is to enforce beside AppArmor.
package struct RuntimeLayers: Sendable {
    package struct Setting: Sendable {
        package let name: String
        package let value: String
        /// Where the policy says it; none where armor decided or the runtime does.
        package let place: String?
    }

    package struct Entitlement: Sendable {
        package let name: String
        package let place: String
    }

    package let settings: Bounded<Setting>
    /// What was decided where the policy is silent, each with its reason.
    package let decided: [String]
    /// What the filter of system calls is, in a sentence.
    package let filter: String
    /// System calls that the policy allows beyond the usual, or denies.
    package let calls: Bounded<Setting>
    package let entitlements: [Entitlement]
}
