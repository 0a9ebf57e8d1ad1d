/// What a bundle consists of, in the words of the OCI image specification 1.1: an artifact whose configuration is the
/// statement, whose layers are the statement's files in its order, and whose last layer may be the statement's signature.
package enum BundleForm {
    /// What `artifactType` says.
    package static let artifact = "application/vnd.armor.bundle.v1"
    package static let statement = "application/vnd.armor.statement.v1+json"
    package static let signature = "application/vnd.armor.signature.v1+minisign"

    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let index = "application/vnd.oci.image.index.v1+json"
    /// The annotation of a layer with its file's name, by which `oras pull` writes it.
    static let title = "org.opencontainers.image.title"
    /// What the signature's layer is called.
    static let signatureTitle = "statement.minisig"

    static let layoutFile = "oci-layout"
    static let indexFile = "index.json"
    static let blobs = "blobs"
    static let algorithm = "sha256"
    /// Where `oras` keeps what it has not finished; it leaves the folder behind, empty.
    static let ingest = "ingest"
    /// `imageLayoutVersion`, the only one that there is.
    static let layoutVersion = "1.0.0"

    static func path(ofBlob digest: Digest) -> String { "\(blobs)/\(algorithm)/\(digest.hex)" }
}

/// What a file of a bundle is for.
package enum BundleRole: String, Sendable, CaseIterable {
    /// A policy's text, or one that it extends.
    case policy = "application/vnd.armor.policy.v1+toml"
    /// The profile that it was rendered to.
    case profile = "application/vnd.armor.profile.v1+apparmor"
    /// Its filter of system calls, as Docker takes it.
    case seccomp = "application/vnd.armor.seccomp.v1+json"
}

/// How much a bundle may ask of its reader, in bytes where not said otherwise.
package struct BundleLimits: Sendable {
    /// The files whose form is OCI's: `oci-layout`, `index.json`.
    package var outer = 1 << 16
    /// Manifest and statement, each: what registries take for a manifest.
    package var statement = 4 << 20
    /// One file of a policy: what a policy may have.
    package var file = 16 << 20
    /// All files together.
    package var total = 128 << 20
    /// How many files: more policies than one load writes to the kernel at once, with all their texts.
    package var files = 8_192

    package init() {}
}
