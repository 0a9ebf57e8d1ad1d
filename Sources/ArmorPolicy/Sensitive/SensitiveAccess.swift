/// An access that no log and no image is reason enough to grant, because it may control or reveal the host or other programs.
///
/// A list of dangerous names is never complete. In the trees of the kernel, for sockets, and for changes in folders of programs
/// and settings, every name is sensitive unless ``HarmlessFiles`` lists it. `check`, `learn`, `explain`, `report` and
/// `init` share this decision.
package struct SensitiveAccess: Sendable, Hashable {
    /// What makes an access sensitive.
    package enum Kind: Sendable, Hashable, CaseIterable {
        case device
        case kernelInterface
        case socket
        case systemChange
        case hostFile
        case privilegedProgram
        case secret
        case networkFamily
        case capability
        case otherProcess
        case namespace
    }

    package let kind: Kind
    /// A phrase that follows the name of the access, such as "is a device that is not known to be harmless".
    package let reason: String

    init(_ kind: Kind, _ reason: String) { (self.kind, self.reason) = (kind, reason) }

    /// The code by which a person accepts such a grant, and by which `check` reports one.
    package var code: String {
        switch kind {
        case .device: "C17"
        case .kernelInterface: "C18"
        case .socket: "C19"
        case .systemChange: "C20"
        case .hostFile: "C21"
        case .privilegedProgram: "C22"
        case .secret: SecretFile.code
        case .networkFamily: "C07"
        case .capability: "C23"
        case .otherProcess: "C08"
        case .namespace: "C24"
        }
    }

    /// All codes, in the order of the kinds.
    package static let codes = Kind.allCases.map { SensitiveAccess($0, "").code }
}

extension SensitiveAccess {
    /// What is known about the file of an access, beside its path.
    package struct FileFacts: Sendable, Hashable {
        /// The access is for the owner of the file alone.
        package var isOwner: Bool
        /// The kernel logged a connection, so that the file is a socket whatever its name.
        package var isSocket: Bool

        package init(isOwner: Bool = false, isSocket: Bool = false) {
            (self.isOwner, self.isSocket) = (isOwner, isSocket)
        }
    }

    /// The decision about a file.
    ///
    /// - Parameters:
    ///   - path: absolute, of any bytes; that of a folder ends in `/`.
    ///   - permission: what is done to the file.
    ///   - facts: what is known beside the path.
    /// - Returns: the reason for asking a person; `nil` where none is known.
    package static func file(
        _ path: [UInt8],
        _ permission: EffectiveAccess.Permission,
        _ facts: FileFacts = FileFacts()
    ) -> SensitiveAccess? {
        SensitiveFile(path)?.sensitivity(permission, facts)
    }

    /// The decision about a family of sockets, by AppArmor's name.
    package static func network(family: String) -> SensitiveAccess? {
        harmlessFamilies.contains(family)
            ? nil : SensitiveAccess(.networkFamily, "is a network family that few programs need")
    }

    /// The decision about a capability, by AppArmor's name.
    package static func capability(_ name: String) -> SensitiveAccess? {
        harmlessCapabilities.contains(name)
            ? nil : SensitiveAccess(.capability, "is a capability that acts beyond the program's own files")
    }

    /// The decision about acting on processes of another profile.
    ///
    /// - Parameters:
    ///   - peer: their label.
    ///   - own: the name of the policy's profile.
    package static func process(_ peer: [UInt8], own: String) -> SensitiveAccess? {
        let name = Array(own.utf8)
        let isOwn = peer == name || peer.starts(with: name + Array("//".utf8))
        return isOwn ? nil : SensitiveAccess(.otherProcess, "acts on processes of another profile")
    }

    /// Creating user namespaces: inside, a program has every capability (user_namespaces(7)).
    package static let userNamespace = SensitiveAccess(
        .namespace,
        "gives every capability inside of a new user namespace"
    )

    /// Rings whose kernel thread, or whose borrowed credentials, act for others (io_uring_setup(2)).
    package static let ring = SensitiveAccess(
        .namespace,
        "lets a kernel thread or other credentials act for the program"
    )

    /// Families of ordinary services; with `netlink` the C library asks for the addresses of the host (rtnetlink(7)).
    static let harmlessFamilies: Set = ["inet", "inet6", "unix", "netlink"]

    /// Capabilities that act on the program's own files, processes and ports (capabilities(7)).
    static let harmlessCapabilities: Set = [
        "chown", "dac_override", "fowner", "fsetid", "ipc_lock", "ipc_owner", "kill", "lease", "net_bind_service",
        "net_broadcast", "setgid", "setuid", "sys_chroot", "sys_nice",
    ]
}
