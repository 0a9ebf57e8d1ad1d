/// A profile as it should be on this host.
package struct ExpectedProfile: Sendable {
    package let name: String
    /// As it would be kept, with armor's header.
    package let text: String
    /// What apparmor_parser compiled from the text, for this kernel.
    package let binary: [UInt8]
    /// The policy that the text comes from, as a command takes it; none where it is not known.
    package let policy: String?

    package init(name: String, text: String, binary: [UInt8], policy: String?) {
        self.name = name
        self.text = text
        self.binary = binary
        self.policy = policy
    }
}

/// A running container and the profile that its engine says it has.
package struct NamedContainer: Sendable {
    package let name: String
    package let profile: String
    /// All of its processes, those of later `exec`s too, with what confines them.
    package let processes: [LabelledProcess]

    package init(name: String, profile: String, processes: [LabelledProcess]) {
        self.name = name
        self.profile = profile
        self.processes = processes
    }
}
