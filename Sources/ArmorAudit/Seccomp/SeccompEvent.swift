/// A system call that a filter did not simply let: `type=SECCOMP` (`audit_seccomp` of kernel/auditsc.c).
///
/// The kernel tells of calls that are only logged and of those that end a process; of those that end with an error, only
/// where the filter asks for it.
package struct SeccompEvent: Sendable, Hashable {
    /// What the filter did (linux/seccomp.h, `SECCOMP_RET_*`).
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case killProcess = "kill_process"
        case killThread = "kill_thread"
        case trap, errno
        case userNotification = "user_notif"
        case trace, log, allow

        /// The upper half of a filter's answer.
        init?(code: UInt32) {
            switch code & 0xFFFF_0000 {
            case 0x8000_0000: self = .killProcess
            case 0: self = .killThread
            case 0x0003_0000: self = .trap
            case 0x0005_0000: self = .errno
            case 0x7FC0_0000: self = .userNotification
            case 0x7FF0_0000: self = .trace
            case 0x7FFC_0000: self = .log
            case 0x7FFF_0000: self = .allow
            default: return nil
            }
        }

        /// Whether the program went on as if there were no filter.
        package var isLet: Bool { self == .log || self == .allow }
    }

    /// Milliseconds since 1970.
    package var time: UInt64?
    package var serial: UInt64?
    package var trust: Trust
    /// Under which profile; none where the kernel says none.
    package var label: AuditLabel?
    package var pid: UInt32
    package var comm: [UInt8]
    /// The program; none where the kernel does not know it.
    package var executable: [UInt8]?
    /// The signal that ends the process; 0 for none.
    package var signal: UInt32
    /// `AUDIT_ARCH_*` of linux/audit.h.
    package var arch: UInt32
    /// The number of the call there, with the mark of x32.
    package var number: UInt32
    package var action: Action
}
