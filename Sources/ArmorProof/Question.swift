package import ArmorCompiled
import ArmorPolicy
import ArmorSource

/// Something to ask of a compiled profile: one access, or all of a set.
package struct Question: Sendable {
    enum Body: Sendable {
        case one(Access)
        /// The accesses whose texts are names of globs, and how such texts make one of them.
        case all(AccessSet, one: @Sendable ([[UInt8]]) -> Access)
    }

    /// As a person asks it: `write "/etc/**"`.
    package let text: String
    let body: Body

    init(_ text: String, _ access: Access) {
        self.text = text
        body = .one(access)
    }

    /// Whether the label after an execution is asked too, besides whether it is allowed.
    package var demandsLabel: Bool {
        if case .all(let set, _) = body { set.ending != nil } else { false }
    }

    init(_ text: String, _ set: AccessSet, _ one: @escaping @Sendable ([[UInt8]]) -> Access) {
        self.text = text
        body = .all(set, one: one)
    }
}

/// What was found when looking for an access that is allowed, or for one that is denied.
package enum Finding: Sendable {
    case none
    /// The first that is so, with the answer to it.
    case found(Access, Decision)
    /// The question is about nothing: no such name can be asked about.
    case empty
    /// Too large to be decided.
    case undecided
}

/// A compiled profile and the kernel that reads it.
package struct Asked: Sendable {
    package let profile: CompiledProfile
    package let kernel: KernelDialect
    package var limits = ProductLimits()

    package init(_ profile: CompiledProfile, _ kernel: KernelDialect) {
        self.profile = profile
        self.kernel = kernel
    }

    /// Looks for an access that a question is about and that is allowed, or denied.
    package func find(allowed: Bool, _ question: Question, _ subject: Subject) -> Finding {
        switch question.body {
        case .one(let access):
            let decision = profile.decide(access, subject, kernel)
            return decision.isAllowed == allowed ? .found(access, decision) : .none
        case .all(let set, let one):
            switch profile.find(allowed: allowed, in: set, subject, kernel, limits) {
            case .none: return .none
            case .empty: return .empty
            case .undecided: return .undecided
            case .found(let texts):
                let access = one(texts)
                return .found(access, profile.decide(access, subject, kernel))
            }
        }
    }
}

extension Access {
    /// The access as a person reads it.
    package var text: String {
        func name(_ bytes: [UInt8]) -> String { printable(String(decoding: bytes, as: UTF8.self)) }
        switch self {
        case .file(let path, let wanted): return "\(PermissionWords.file.text(wanted)) \(name(path))"
        case .link(let link, let target): return "link \(name(link)) to \(name(target))"
        case .changeProfile(let target): return "change to profile \(name(target))"
        case .onExec(let program, let target): return "change to profile \(name(target)) on executing \(name(program))"
        case .capability(let number): return "capability \(Names.capability(number))"
        case .network(let family, let type, _, let wanted):
            return "\(PermissionWords.socket.text(wanted)) a socket \(Names.socket(family, type))"
        case .unix(let type, _, let address, let command, let wanted):
            var text = "\(PermissionWords.socket.text(wanted)) a unix \(Numbers.socketType(type) ?? "\(type)") socket"
            if address != .anonymous { text += " at \(Names.address(address))" }
            if case .peer(let peer, let label) = command { text += " with \(Names.address(peer)) of \(name(label))" }
            return text
        case .signal(let number, let peer, let wanted):
            return "\(PermissionWords.signal.text(wanted)) signal \(Numbers.signal(number)), peer \(name(peer))"
        case .ptrace(let peer, let wanted): return "ptrace \(PermissionWords.ptrace.text(wanted)), peer \(name(peer))"
        case .mount(let target, let source, let type, let flags, _):
            let options = Numbers.options(flags).joined(separator: ",")
            return "mount \(name(source)) at \(name(target)), fstype \(name(type)), options \(options)"
        case .umount(let target): return "umount \(name(target))"
        case .pivotRoot(let new, let old): return "pivot_root to \(name(new)), old root at \(name(old))"
        case .mqueue(let queue, let label, let wanted):
            return "\(PermissionWords.mqueue.text(wanted)) message queue \(name(queue)) of \(name(label))"
        case .userns: return "create a user namespace"
        case .sqpoll: return "io_uring sqpoll"
        case .overrideCredentials(let label): return "io_uring override_creds of \(name(label))"
        case .dbus(let message, let wanted):
            let parts = [message.bus, message.name, message.label, message.path, message.interface, message.member]
            return "dbus \(PermissionWords.dbus.text(wanted)) \(parts.map(name).joined(separator: " "))"
        case .dbusBind(let bus, let own): return "dbus bind \(name(own)) on bus \(name(bus))"
        case .dbusEavesdrop(let bus): return "dbus eavesdrop on bus \(name(bus))"
        case .limit(let number, let value):
            let resource = Numbers.limits.indices.contains(number) ? Numbers.limits[number] : "\(number)"
            return "set rlimit \(resource) to \(value == .max ? "infinity" : "\(value)")"
        }
    }
}

/// Names for numbers, a number where there is none.
enum Names {
    static func capability(_ number: Int) -> String {
        CapabilityRule.all.indices.contains(number) ? CapabilityRule.all[number] : "\(number)"
    }

    static func socket(_ family: UInt16, _ type: UInt16) -> String {
        "\(Numbers.family(family) ?? "family \(family)") \(Numbers.socketType(type) ?? "type \(type)")"
    }

    static func address(_ address: UnixAddress) -> String {
        switch address {
        case .anonymous: "no address"
        case .abstract(let name): "@" + printable(String(decoding: name, as: UTF8.self))
        case .path(let path): printable(String(decoding: path, as: UTF8.self))
        }
    }
}
