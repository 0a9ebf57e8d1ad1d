import ArmorAudit

/// Why an event is no evidence of what a program needs. It is counted and told all the same.
package enum Neglect: String, Sendable, Hashable, CaseIterable {
    /// It is about policy or about the log.
    case noAccess = "no-access"
    /// The kernel only asked whether it might.
    case optional
    /// The path leads out of what the process sees.
    case disconnected
    /// The name is a piece of a path.
    case unresolved
    /// A program wrote the line.
    case forged
    /// The line is none that a kernel writes.
    case irregular
    /// It is an access of a kind, or with a word, that no question can be made of.
    case unknown
    /// Another profile's, or one of another namespace.
    case otherProfile = "other-profile"
    /// A transition into another profile: which one is a decision.
    case transition
    /// More distinct accesses than are kept: see ``EvidenceLimits``.
    case flooded

    /// What it means, in words that follow a number of events.
    package var explanation: String {
        switch self {
        case .noAccess: "tell of policy or of the log, not of an access"
        case .optional: "were only asked for by the kernel, which went on without"
        case .disconnected:
            "have a path outside of what the container sees: no rule for a path allows them; "
                + "where the container needs them, add \"attach_disconnected\" to flags of [profile]"
        case .unresolved: "have only a piece of a path"
        case .forged: "were written by a program, not by the kernel"
        case .irregular: "have a form that no kernel writes"
        case .unknown: "are of a kind or have a word that is not known here"
        case .otherProfile: "are of other profiles"
        case .transition: "enter another profile: say so in execute, with a transition"
        case .flooded: "name more than is kept of one folder or profile: decide by hand"
        }
    }

    /// Whether it may be something that the program needs and that no answer was found for.
    package var isOpen: Bool {
        switch self {
        case .disconnected, .unresolved, .unknown, .transition, .flooded: true
        case .noAccess, .optional, .forged, .irregular, .otherProfile: false
        }
    }
}

extension AuditEvent {
    /// Why it is no evidence, before its access is looked at.
    var neglect: Neglect? {
        if isTrusted == nil {
            return trust.doubt == .userRecord || trust.doubt == .foreignFacility ? .forged : .irregular
        }
        switch objection {
        case .noAccess: return .noAccess
        case .optional: return .optional
        case .disconnected: return .disconnected
        case .unresolved: return .unresolved
        case nil: break
        }
        guard let info else { return nil }
        // ENAMETOOLONG and EACCES: the kernel had no whole name.
        return error == -36 || info.starts(with: "Failed name lookup".utf8) ? .unresolved : nil
    }
}
