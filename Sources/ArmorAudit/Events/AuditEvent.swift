/// One thing that AppArmor told of: an access that it allowed, denied or recorded, or a change of its policy.
///
/// Names are bytes, as programs chose them: decoded where the kernel wrote hexadecimal, in no encoding, and an enemy's for
/// all one knows. Show them with `printable`.
package struct AuditEvent: Sendable, Hashable {
    /// The form of log that the line came in.
    package var envelope: Envelope
    /// The host, where the audit daemon names it (`node=`).
    package var node: [UInt8]?
    /// Milliseconds since 1970; none where the line has no time with a year.
    package var time: UInt64?
    /// The number that the kernel gave to the record. The records of one system call share it.
    package var serial: UInt64?
    /// Whether the line is one that only the kernel can have written.
    package var trust: Trust
    package var status: EventStatus
    /// What was done, in AppArmor's word: `open`, `capable`, `file_mmap`, …
    package var operation: String
    /// The class that newer kernels write: `file`, `net`, `cap`, …
    package var mediation: String?
    /// Under which profile.
    package var label: AuditLabel?
    package var detail: EventDetail
    /// As the host counts processes, not the container.
    package var pid: UInt32?
    /// What the process calls itself: it can be anything.
    package var comm: [UInt8]?
    /// What was asked for, as the kernel wrote it: letters for files, words for the rest. Empty where it says nothing.
    package var requested: String
    /// What of it the policy does not allow.
    package var denied: String
    /// Who the process acts as on files.
    package var fsuid: UInt32?
    /// Whose the object is.
    package var ouid: UInt32?
    /// A negative errno, where the kernel gives one.
    package var error: Int?
    package var info: [UInt8]?
    /// What this reader has no place for, in the line's order.
    package var others: [OtherField]
}

/// A field of a line that has no place in ``AuditEvent``.
package struct OtherField: Sendable, Hashable {
    package let key: String
    /// As it is written, without quotes.
    package let value: [UInt8]
}

extension AuditEvent {
    /// Whether the process acts on what is its own; none where the line does not say.
    package var isOwner: Bool? {
        guard let fsuid, let ouid else { return nil }
        return fsuid == ouid
    }

    /// What the policy would have to allow: what was denied, or, where all was allowed, what was asked for.
    package var wanted: String { denied.isEmpty ? requested : denied }

    /// Why the event tells nothing of what the program needs; none where it does.
    package var objection: Objection? {
        if status != .allowed && status != .denied && status != .audit { return .noAccess }
        if let info, info.starts(with: "optional:".utf8) { return .optional }
        if let info, info.starts(with: "Failed name lookup".utf8) {
            let isDisconnected = error == -13 || info.span.position(of: "disconnected", in: 0..<info.count) != nil
            return isDisconnected ? .disconnected : .unresolved
        }
        return hasDetachedPath ? .disconnected : nil
    }

    /// Whether the path does not begin at a root: the kernel writes the names of detached mounts and files, such as
    /// `apparmor/.null`, without the slash, also where it gives no `info=`.
    private var hasDetachedPath: Bool {
        let path: [UInt8] =
            switch detail {
            case .file(let file): file.name
            case .exec(let exec): exec.name
            case .link(let link): link.name
            case .rename(let rename): rename.name
            default: []
            }
        return path.first.map { $0 != UInt8(ascii: "/") } ?? false
    }

    /// Why an event is no evidence of a need.
    package enum Objection: String, Sendable, Hashable, CaseIterable {
        /// It is about policy or about the log.
        case noAccess = "no-access"
        /// The kernel asked only whether it might, and went on without.
        case optional
        /// The path leads out of what the process sees: never a rule for that path, but the flag `attach_disconnected`.
        case disconnected
        /// The kernel found no whole path: the name is a piece of one.
        case unresolved
    }
}
