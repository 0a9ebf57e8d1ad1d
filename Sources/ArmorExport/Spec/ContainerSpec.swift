package import ArmorPolicy
package import ArmorSource

/// What a runtime is asked to enforce beside AppArmor, as one policy comes to it: every exporter reads this and nothing else
/// of `[container]`, so that all of them say the same.
package struct ContainerSpec: Sendable {
    /// A setting, and where it was decided.
    package struct Decided<Value: Sendable>: Sendable {
        package let value: Value
        /// Where the policy says it; none where armor decided.
        package let place: Place?

        init(_ value: Value, at place: Place?) { (self.value, self.place) = (value, place) }
    }

    /// The capabilities that the container's processes can ever have: its bounding set (capabilities(7)).
    package enum Capabilities: Sendable, Equatable {
        /// These, in the order of ``CapabilityRule/all``; lower case, without `cap_`.
        case only([String])
        /// Every one but these.
        case allBut([String])
        /// The runtime's own choice but these: the policy leaves it to the runtime, and denies some.
        case runtimes(but: [String])
    }

    package enum Seccomp: Sendable, Equatable {
        /// The runtime's own filter.
        case runtimes
        case unconfined
        /// The path of a filter, as the runtime's program is to read it.
        case file(String)
    }

    /// `USER[:GROUP]`.
    package struct User: Sendable, Equatable {
        package let user: String
        package let group: String?

        package var text: String { group.map { "\(user):\($0)" } ?? user }
        /// The number of the user; none where it is a name, which only the image can tell.
        package var uid: Int? { Int(user) }
        package var gid: Int? { group.flatMap { Int($0) } }
    }

    package struct Tmpfs: Sendable, Equatable {
        package let path: String
        /// Options of mount(8), as `size=64m`.
        package let options: [String]

        package var text: String { options.isEmpty ? path : "\(path):\(options.joined(separator: ","))" }
    }

    package struct Device: Sendable, Equatable {
        package let host: String
        package let container: String
        /// Letters of `rwm`.
        package let access: String

        package var text: String { "\(host):\(container):\(access)" }
    }

    /// The profile's name in the kernel.
    package let profile: String
    package var image: Decided<String>?
    package var user: Decided<User>?
    package var capabilities: Decided<Capabilities>
    package var readOnly: Decided<Bool>
    package var noNewPrivileges: Decided<Bool>
    package var tmpfs: [Decided<Tmpfs>] = []
    package var devices: [Decided<Device>] = []
    package var seccomp: Decided<Seccomp>
    /// Limits of `[limits]`, soft and hard alike.
    package var limits: [Decided<ResourceLimit>] = []
    /// -1 for none; the runtime's own where the policy says nothing.
    package var pidsLimit: Decided<Int>?
    /// `none`, `bridge`, `host` or a network's name; the runtime's own where the policy says nothing.
    package var network: Decided<String>?
    package var userns: Decided<ContainerSettings.Namespace>?
    package var pid: Decided<ContainerSettings.Namespace>?
    package var ipc: Decided<ContainerSettings.Namespace>?
    package var systemPaths: Decided<ContainerSettings.SystemPaths>?
    /// The families of sockets that the profile lets be made, as socket(2) calls them, in lower case and sorted.
    package let families: [String]
    /// What armor decided where the policy is silent, each with its reason, and what it could not take into account.
    package var notes: [Diagnostic] = []
    /// The calls of `[seccomp]` that the runtime's own filter knows nothing of, where that is what the container gets.
    package let unfiltered: [Diagnostic]

    /// Whether a capability stays; what the runtime chooses counts as not.
    package func has(_ capability: String) -> Bool {
        switch capabilities.value {
        case .only(let names): names.contains(capability)
        case .allBut(let names): !names.contains(capability)
        case .runtimes: false
        }
    }
}

/// What an exporter wrote.
package struct Exported: Sendable {
    /// The whole text, its last line end included.
    package var text: String
    /// What the target cannot say, says wider or leaves to something else; each at its place in the policy.
    package var notes: [Diagnostic]
}

extension Diagnostic {
    /// The target has no word for a setting of the policy.
    static func leftOut(_ what: String, at place: Place?, help: String? = nil) -> Diagnostic {
        Diagnostic(.note, "export-left-out", what, at: place, help: help)
    }

    /// The target says more than the policy.
    static func wider(_ what: String, at place: Place?) -> Diagnostic {
        Diagnostic(.note, "export-wider", what, at: place)
    }

    /// The policy says nothing, and this was decided.
    static func decided(_ what: String, at place: Place? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(.note, "export-default", what, at: place, help: help)
    }
}
