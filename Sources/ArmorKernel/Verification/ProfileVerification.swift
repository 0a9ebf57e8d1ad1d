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
    package let drift: [Drift]

    package init(
        name: String,
        policy: String?,
        file: FileState,
        path: String,
        kernel: KernelState,
        mode: String?,
        proof: LoadedComparison.Proof?,
        processes: [LabelledProcess],
        containers: [NamedContainer],
        drift: [Drift]
    ) {
        self.name = name
        self.policy = policy
        self.file = file
        self.path = path
        self.kernel = kernel
        self.mode = mode
        self.proof = proof
        self.processes = processes
        self.containers = containers
        self.drift = drift
    }
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
