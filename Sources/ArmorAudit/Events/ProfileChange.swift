/// A process asked for another profile.
package struct ProfileChange: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case changeProfile = "change_profile"
        case changeOnExec = "change_onexec"
        case changeHat = "change_hat"
        case stack
        case stackOnExec = "stack_onexec"
    }

    package var action: Action
    /// What the kernel wrote as `name=`: the profile that was asked for, or the program that it is for.
    package var name: [UInt8]?
    /// What the kernel wrote as `target=`: the profile that was asked for.
    package var target: AuditLabel?

    /// The profile that was asked for, wherever it stands.
    package var goal: AuditLabel? { target ?? name.map(AuditLabel.init) }
}

/// A change of the kernel's policy.
package struct PolicyChange: Sendable, Hashable {
    /// The profile; none for messages about no one profile.
    package var name: AuditLabel?
}
