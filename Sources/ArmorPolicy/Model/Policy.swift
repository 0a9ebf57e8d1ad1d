package import ArmorSource

/// A policy with everything that it extends: what a profile is rendered from.
package struct Policy: Sendable {
    /// The profile's name in the kernel; none where the text does not give one (a preset).
    package var name: Located<String>?
    package var summary: Located<String>?
    /// The texts that it was read from; the first is the policy itself.
    package var layers: [Layer]
    package var variables: VariableTable
    package var main: ProfileBody
    package var tests: [PolicyTest]
    package var container: ContainerSettings
    package var seccomp: SeccompSettings
    package var silences: [Silence]
    /// Whether the text is one of bane's, whose lists narrow what the runtime gives and ask for nothing.
    package var isBane = false

    /// The text that was asked for.
    package var source: SourceFile? { layers.first?.source }

    /// A SHA-256 digest, in lower-case hexadecimal, of the text and of all that it extends, presets too: of their own
    /// digests, each on a line, in the order in which they are read. The same texts elsewhere have the same digest.
    package var digest: String {
        let lines = layers.map { SHA256.hex($0.source.bytes) + "\n" }
        return SHA256.hex(Array(lines.joined().utf8))
    }
}

/// What stands between the braces of a profile, and its head: the policy's own, a child's or a hat's.
package struct ProfileBody: Sendable {
    package var settings = ProfileSettings()
    package var rules: [Rule] = []
    package var children: [ChildProfile] = []

    package init() {}
}

/// A profile inside a profile.
package struct ChildProfile: Sendable {
    package var name: Located<String>
    package var summary: String?
    /// Entered by `change_hat` instead of by executing.
    package var isHat: Bool
    package var body: ProfileBody
}

/// The head of a profile: `[profile]` of a policy.
package struct ProfileSettings: Sendable {
    /// What the kernel does with an access that no rule allows (apparmor.d(5), profile flags).
    package enum Mode: String, Sendable, CaseIterable {
        case enforce, complain, kill, unconfined, prompt
        case defaultAllow = "default_allow"
    }

    package var abi: Located<String>?
    package var mode: Located<Mode>?
    package var flags: [Located<ProfileFlag>] = []
    package var attach: Located<String>?
    /// Extended attributes that a program must have to be attached to, besides its path.
    package var extendedAttributes: [Located<ExtendedAttribute>] = []
    package var includes: [Located<Include>] = []
    /// Statements before the profile, in AppArmor's own words; see ``PreambleStatement``.
    package var preamble: [Located<String>] = []

    package init() {}
}

/// An extended attribute of a program and a glob of its value (apparmor.d(5), xattrs).
package struct ExtendedAttribute: Sendable, Hashable {
    /// Letters, digits, `.`, `_` and `-`.
    package let name: String
    /// The value's glob, as a rule writes it.
    package let value: String

    /// - Returns: `nil` where the name cannot be one.
    package init?(name: String, value: String) {
        guard !name.isEmpty, name.utf8.count <= 255, ProfileName.isValid("a" + name) else { return nil }
        (self.name, self.value) = (name, value)
    }
}

/// A finding of `check` that the policy accepts, and why.
package struct Silence: Sendable {
    package let code: Located<String>
    package let reason: String
}
