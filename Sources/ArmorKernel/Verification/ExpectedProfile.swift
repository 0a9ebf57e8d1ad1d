/// A profile as it should be on this host.
package struct ExpectedProfile: Sendable {
    package let name: String
    /// As it would be kept, with armor's header.
    package let text: String
    /// What apparmor_parser compiled from the text, for this kernel.
    package let binary: [UInt8]
    /// The policy that the text comes from; none where it is not known.
    package let policy: String?
    /// The mode that it was asked for in, where that is not the policy's own.
    package let mode: String?

    package init(name: String, text: String, binary: [UInt8], policy: String?, mode: String? = nil) {
        self.name = name
        self.text = text
        self.binary = binary
        self.policy = policy
        self.mode = mode
    }

    /// The command that makes the host have it.
    var mending: String {
        let policy = policy.map(Self.quoted) ?? "POLICY"
        return "armor load \(policy)\(mode.map { " --mode \($0)" } ?? "")"
    }

    /// A path as a shell takes it.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+@".utf8.contains($0)
            }
        }
        if isPlain, path.utf8.first != UInt8(ascii: "-") { return path }
        return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

/// A running container and the profile that its engine says it has.
package struct NamedContainer: Sendable {
    package let name: String
    package let profile: String
    /// The engine's program, `docker` or `podman`.
    package let engine: String
    /// All of its processes, those of later `exec`s too, with what confines them.
    package let processes: [LabelledProcess]

    package init(name: String, profile: String, engine: String, processes: [LabelledProcess]) {
        self.name = name
        self.profile = profile
        self.engine = engine
        self.processes = processes
    }
}
