package import ArmorCompiled
package import ArmorPolicy

extension Access {
    /// The decision whether a person has to consent to a grant of this access.
    ///
    /// - Parameters:
    ///   - facts: what is known about the file of the access, beside its path.
    ///   - own: the name of the policy's profile. Its processes, and those of its children, are the container's own.
    /// - Returns: the reason for asking; `nil` where the access is known to be harmless, or has a decision of its own kind, such
    ///   as mounts.
    package func sensitivity(_ facts: SensitiveAccess.FileFacts, own: String) -> SensitiveAccess? {
        switch self {
        case .file(let path, let wanted):
            return Self.permissions.lazy.filter { wanted.contains($0.bit) }
                .compactMap { SensitiveAccess.file(path, $0.permission, facts) }.first
        // Of the target the compiled policy decides: a link is harmless that allows no more than its target does.
        case .link(let path, _): return SensitiveAccess.file(path, .link, facts)
        case .capability(let number): return SensitiveAccess.capability(Names.capability(number))
        case .network(let family, _, _, _):
            return Numbers.family(family).map { SensitiveAccess.network(family: $0) } ?? .network(family: "")
        case .signal(_, let peer, let wanted):
            guard wanted.contains(PermissionWords.signal.permission("send") ?? wanted) else { return nil }
            return SensitiveAccess.process(peer, own: own)
        case .ptrace(let peer, let wanted):
            let active = ["trace", "read"].compactMap(PermissionWords.ptrace.permission)
            return active.contains(where: wanted.contains) ? SensitiveAccess.process(peer, own: own) : nil
        case .userns: return .userNamespace
        case .sqpoll, .overrideCredentials: return .ring
        case .changeProfile, .onExec, .unix, .mount, .umount, .pivotRoot, .mqueue, .dbus, .dbusBind, .dbusEavesdrop,
            .limit:
            return nil
        }
    }

    private static let permissions: [(bit: Permission, permission: EffectiveAccess.Permission)] = [
        (.execute, .execute), (.write, .write), (.append, .append), (.read, .read), (.mapExecutable, .map),
        (.lock, .lock),
        (.link, .link),
    ]
}
