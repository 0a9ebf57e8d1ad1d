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

/// The three sides of one profile, and where they do not agree.
package struct ProfileVerification: Sendable {
    /// What is kept for the next start-up.
    package enum FileState: String, Sendable {
        case same, differs, missing, foreign
        /// Loaded with `--no-persist`: what start-up loads, if anything, is another matter.
        case notKept = "not-kept"
        /// Something that is no plain file.
        case irregular
    }

    /// What the kernel holds, the worst of the profile and its children.
    package enum KernelState: String, Sendable {
        case same, differs
        case otherMode = "other-mode"
        case notLoaded = "not-loaded"
    }

    package let name: String
    package let policy: String?
    package let file: FileState
    package let path: String
    package let kernel: KernelState
    /// The mode in the kernel; none where it is not loaded.
    package let mode: String?
    /// The weakest proof of the profile and its children, where the kernel's state is `same`.
    package let proof: LoadedComparison.Proof?
    /// Every process under the profile or a child of it, alone or stacked.
    package let processes: [LabelledProcess]
    /// The running containers that should be under it.
    package let containers: [NamedContainer]
    /// What is not as it should be; empty where all is well.
    package internal(set) var drift: [Drift]
}

/// One difference between what should be and what is, and what mends it.
package struct Drift: OperationalError, Hashable {
    package let code: String
    package let message: String
    package let help: String?

    package init(_ code: String, _ message: String, help: String?) {
        self.code = code
        self.message = message
        self.help = help
    }
}
