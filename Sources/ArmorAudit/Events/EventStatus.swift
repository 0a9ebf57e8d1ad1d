/// What AppArmor did (`enum audit_type` of security/apparmor/include/audit.h).
package enum EventStatus: String, Sendable, Hashable, CaseIterable {
    /// Recorded because a rule says `audit`; it was allowed.
    case audit = "AUDIT"
    /// The profile complains: policy does not allow it, and it happened.
    case allowed = "ALLOWED"
    case denied = "DENIED"
    case hint = "HINT"
    /// A change of policy.
    case status = "STATUS"
    case error = "ERROR"
    /// The task was killed for it.
    case killed = "KILLED"

    /// The record types that kernels before 2.6.36 gave each its own (linux/audit.h, 1501 to 1506).
    init?(obsoleteType: Int) {
        switch obsoleteType {
        case 1501: self = .audit
        case 1502: self = .allowed
        case 1503: self = .denied
        case 1504: self = .hint
        case 1505: self = .status
        case 1506: self = .error
        default: return nil
        }
    }
}
