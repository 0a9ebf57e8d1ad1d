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
    /// Which one: the kernel writes `name=`, `target=` or both.
    package var target: AuditLabel?
    /// What the kernel wrote as `name=` where that is something else.
    package var name: [UInt8]?
}

/// A change of the kernel's policy.
package struct PolicyChange: Sendable, Hashable {
    /// The profile; none for messages about no one profile.
    package var name: AuditLabel?
}
