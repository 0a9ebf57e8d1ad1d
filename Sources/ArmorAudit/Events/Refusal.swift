extension AuditEvent {
    /// The kernel's reason for refusing a transition to another profile that no rule of the policy can change; `nil` where a
    /// rule can allow the access.
    package var refusal: Refusal? { info.flatMap(Refusal.init(info:)) }

    /// Reasons that the kernel gives in `info=` and that lie outside of the policy (security/apparmor/domain.c).
    package enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// The process has `no_new_privs` and may not gain what the other profile allows.
        case noNewPrivileges = "no-new-privileges"
        /// The profile that the process asked for is not loaded.
        case profileNotLoaded = "profile-not-loaded"
        /// A rule names a profile for the program, and that profile is not loaded.
        case transitionTargetNotLoaded = "transition-target-not-loaded"
        /// The process is traced, and the tracer may not trace the other profile.
        case traced
        /// The process is unconfined, and only a confined process can change to a hat.
        case unconfinedHat = "unconfined-hat"
        /// Several loaded profiles attach to the program equally well.
        case conflictingAttachments = "conflicting-attachments"

        init?(info: [UInt8]) {
            let known = Self.texts.first { info.starts(with: $0.0.utf8) }
            guard let known else { return nil }
            self = known.1
        }

        /// The beginnings of the kernel's texts.
        private static let texts: [(String, Refusal)] = [
            ("no new privs", .noNewPrivileges), ("label not found", .profileNotLoaded),
            ("profile not found", .profileNotLoaded), ("hat not found", .profileNotLoaded),
            ("profile transition not found", .transitionTargetNotLoaded), ("ptrace prevents transition", .traced),
            ("unconfined can not change_hat", .unconfinedHat),
            ("conflicting profile attachments", .conflictingAttachments),
        ]

        /// The cause and what to do about it, in one sentence without a full stop.
        package var explanation: String {
            switch self {
            case .noNewPrivileges:
                "the process has no_new_privs, so it cannot change its profile: start it without no_new_privs, "
                    + "or under that profile from the beginning"
            case .profileNotLoaded: "the profile that it asked for is not loaded: load that profile first"
            case .transitionTargetNotLoaded:
                "a rule sends the program to a profile that is not loaded: load that profile first"
            case .traced: "the process is traced, and its tracer may not trace the other profile: allow the tracer that"
            case .unconfinedHat: "the process is unconfined, and only a confined process can change to a hat"
            case .conflictingAttachments:
                "several loaded profiles attach to the program: change their attachments so that one fits best"
            }
        }
    }
}
