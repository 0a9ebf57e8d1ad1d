package import ArmorAudit
package import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// The accesses that one event of a log asks a policy about, or the reason why no rule of a policy decides about it.
package struct EventQuestion: Sendable {
    /// The accesses; empty where ``obstacle`` says why.
    package let accesses: [Access]
    /// Why a rule does not help, and what does, as one sentence; `nil` where rules decide.
    package let obstacle: String?
    /// What to know about the answer, one sentence each.
    package let notes: [String]

    /// - Parameters:
    ///   - event: the event, with labels as the policy has them.
    ///   - attachesDisconnected: whether the profile has the flag `attach_disconnected`, under which the kernel asks for a
    ///     disconnected path as if it began at the root.
    package init(_ event: AuditEvent, attachesDisconnected: Bool) {
        var notes: [String] = []
        if event.isTrusted == nil { notes.append("the kernel did not write this line, a program did") }
        if event.objection == .optional {
            notes.append("the kernel only probed whether the access is allowed, and the program went on without it")
        }
        var asked = event
        var obstacle = Self.obstacle(event)
        if obstacle == nil, let path = Self.disconnectedPath(event) {
            let name = "/" + String(decoding: path, as: UTF8.self)
            asked.detail = event.detail.with(path: Array(name.utf8))
            if attachesDisconnected {
                notes.append(
                    "the path is disconnected from the program's root; under attach_disconnected the kernel asks for \(name)"
                )
            } else {
                obstacle =
                    "the path is disconnected from the program's root, so that no rule for a path allows it: add \"attach_disconnected\" to flags of [profile]; the kernel then asks for \(name)"
            }
        }
        let accesses = obstacle == nil ? asked.accesses : []
        if obstacle == nil, accesses.isEmpty {
            obstacle = "no rule of a policy decides about the operation \(event.operation)"
        }
        (self.accesses, self.obstacle, self.notes) = (accesses, obstacle, notes)
    }

    /// The reason that the kernel's `info=` or the kind of the event gives.
    private static func obstacle(_ event: AuditEvent) -> String? {
        if event.objection == .noAccess {
            return "the line is about policy being loaded, replaced or removed, not about an access"
        }
        let info = event.info.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let target = event.requestedProfile.map { " \"\($0)\"" } ?? ""
        if info.contains(text: "no new privs") {
            return
                "the process has no_new_privs, so that it must not change to the profile\(target) whatever a rule says: start it without no_new_privs, or under that profile from the beginning"
        }
        if info.contains(text: "label not found") || info.contains(text: "profile transition not found")
            || info.contains(text: "profile not found")
        {
            return "the profile\(target) that is asked for is not loaded: load it; no rule helps"
        }
        if event.objection == .unresolved {
            return "the kernel had no whole path for the file (info=\"\(info)\"): no rule for a path can be derived"
        }
        return nil
    }

    /// The path of a file that has no place below the program's root: the kernel then writes it without its first slash.
    private static func disconnectedPath(_ event: AuditEvent) -> [UInt8]? {
        guard let path = event.detail.path, let first = path.first else { return nil }
        if first != UInt8(ascii: "/") { return path }
        return event.objection == .disconnected ? Array(path.dropFirst()) : nil
    }
}

extension AuditEvent {
    /// The profile that the process asked to change to.
    fileprivate var requestedProfile: String? {
        let label: AuditLabel? =
            switch detail {
            case .exec(let exec): exec.target
            case .changeProfile(let change): change.goal
            default: nil
            }
        return label.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

extension EventDetail {
    /// The path of a file.
    fileprivate var path: [UInt8]? {
        switch self {
        case .file(let file): file.name
        case .exec(let exec): exec.name
        case .rename(let rename): rename.name
        case .link(let link): link.name
        default: nil
        }
    }

    /// The same about another path.
    fileprivate func with(path: [UInt8]) -> EventDetail {
        switch self {
        case .file(var file):
            file.name = path
            return .file(file)
        case .exec(var exec):
            exec.name = path
            return .exec(exec)
        case .rename(var rename):
            rename.name = path
            return .rename(rename)
        case .link(var link):
            link.name = path
            return .link(link)
        default: return self
        }
    }
}
