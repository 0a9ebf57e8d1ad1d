/// What a bundle says of itself. Its bytes are what is signed: every other file is used only where it has the size and the
/// digest that stand here.
package struct BundleStatement: Sendable, Equatable {
    /// What made it: `armor` and its version.
    package let generator: String
    /// The image that the policies are for; none where nobody said.
    package let image: Digest?
    package let target: BundleTarget
    package let policies: [BundledPolicy]

    /// Of the form that is written here.
    static let version = 1

    package init(generator: String, image: Digest?, target: BundleTarget, policies: [BundledPolicy]) {
        (self.generator, self.image, self.target, self.policies) = (generator, image, target, policies)
    }

    /// The files of all policies, in the order of the manifest's layers.
    package var files: [BundleFile] { policies.flatMap(\.files) }
}

/// What the profiles of a bundle were rendered for.
package struct BundleTarget: Sendable, Equatable {
    /// `debian12` and the like; none where it is a kernel without a name.
    package let name: String?
    /// Of all that a profile's text depends on; see `Target.fingerprint`.
    package let digest: Digest

    package init(name: String?, digest: Digest) { (self.name, self.digest) = (name, digest) }
}

/// One policy, and all that belongs to it.
package struct BundledPolicy: Sendable, Equatable {
    /// The profile's name; each once in a bundle.
    package let name: String
    /// `Policy.digest`: of its texts and of the presets that it extends, which are not in the bundle.
    package let digest: Digest
    package let policy: BundleFile
    /// The files that it extends, and that these do.
    package let extends: [BundleFile]
    package let profile: BundleFile
    /// None where the policy wants no filter.
    package let seccomp: BundleFile?

    package init(
        name: String,
        digest: Digest,
        policy: BundleFile,
        extends: [BundleFile],
        profile: BundleFile,
        seccomp: BundleFile?
    ) {
        (self.name, self.digest, self.policy) = (name, digest, policy)
        (self.extends, self.profile, self.seccomp) = (extends, profile, seccomp)
    }

    /// Its texts, the policy's own first.
    package var texts: [BundleFile] { [policy] + extends }

    package var files: [BundleFile] { texts + [profile] + (seccomp.map { [$0] } ?? []) }
}

/// One file, by what it must be.
package struct BundleFile: Sendable, Equatable {
    /// Below the bundle, as in `web/text/web.toml`; see ``BundleName``.
    package let name: String
    package let role: BundleRole
    /// In bytes.
    package let size: Int
    package let digest: Digest

    package init(name: String, role: BundleRole, size: Int, digest: Digest) {
        (self.name, self.role, self.size, self.digest) = (name, role, size, digest)
    }

    /// Of its bytes.
    package init(name: String, role: BundleRole, _ bytes: [UInt8]) {
        self.init(name: name, role: role, size: bytes.count, digest: Digest(of: bytes))
    }
}
