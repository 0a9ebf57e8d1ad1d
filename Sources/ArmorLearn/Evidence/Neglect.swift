import ArmorAudit
import ArmorPolicy

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
    /// The process has no_new_privs, so that the kernel refuses any change of profile.
    case noNewPrivileges = "no-new-privs"
    /// The profile that was asked for was not loaded.
    case unloadedProfile = "unloaded-profile"
    /// The kernel refused a change of profile for another reason than a rule.
    case refusedTransition = "refused-transition"
    /// A program without a profile was kept from making a user namespace.
    case unconfinedNamespace = "unconfined-namespace"
    /// The record lacks a field that says what was denied.
    case incomplete
    /// A socket whose address family no rule can name.
    case unnamedFamily = "unnamed-family"
    /// A transition into another profile: which one is a decision.
    case transition
    /// More distinct accesses than are kept: see ``EvidenceLimits``.
    case flooded

    /// What the event is, to follow "1 event: ", and what to do where something can be done.
    package var explanation: String {
        switch self {
        case .noAccess: "about the policy or the log, not about an access"
        case .optional: "a check of the kernel's own, which went on without the access"
        case .disconnected:
            "a path outside of the container's root: if the container needs it, add \"attach_disconnected\" to flags of "
                + "[profile] and learn again; the kernel then asks for the name with \"/\" in front"
        case .unresolved: "only a piece of a path"
        case .forged: "written by a program, not by the kernel"
        case .irregular: "not in a form that a kernel writes"
        case .unknown: "a kind of access, or a word, that is not known here"
        case .otherProfile: "of another profile"
        case .noNewPrivileges:
            "a change of profile by a process that has no_new_privs, which the kernel refuses whatever a rule says: "
                + "start the container without no-new-privileges, or under that profile from the beginning"
        case .unloadedProfile:
            "a change to a profile that was not loaded: load it before the container starts; a rule does not help"
        case .refusedTransition:
            "a change of profile that no rule decides about: a tracer prevents it, the process has no profile, "
                + "or several profiles fit the program"
        case .unconfinedNamespace:
            "a program without a profile may not make a user namespace "
                + "(sysctl kernel.apparmor_restrict_unprivileged_userns): no rule of this policy changes that"
        case .incomplete:
            "the record is cut or shortened, and does not say what was denied: take it from the original log"
        case .unnamedFamily:
            "a socket of the family \"unspec\", which no rule can name: the program passes an address without a family"
        case .transition: "enters another profile: add the program to \"execute\", with a transition"
        case .flooded: "more names than are kept of one folder or profile: decide by hand"
        }
    }

    /// Whether it may be something that the program needs and that no answer was found for.
    package var isOpen: Bool {
        switch self {
        case .disconnected, .unresolved, .unknown, .transition, .flooded, .incomplete: true
        case .noAccess, .optional, .forged, .irregular, .otherProfile, .noNewPrivileges, .unloadedProfile,
            .refusedTransition, .unconfinedNamespace, .unnamedFamily:
            false
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
        if isNamespaceOfUnconfined { return .unconfinedNamespace }
        if lacksAccess { return .incomplete }
        if case .network(let access) = detail, access.family == "unspec" { return .unnamedFamily }
        guard let info else { return nil }
        switch refusal {
        case .noNewPrivileges: return .noNewPrivileges
        case .profileNotLoaded, .transitionTargetNotLoaded: return .unloadedProfile
        case .traced, .unconfinedHat, .conflictingAttachments: return .refusedTransition
        case nil: break
        }
        // ENAMETOOLONG and EACCES: the kernel had no whole name.
        return error == -36 || info.starts(with: "Failed name lookup".utf8) ? .unresolved : nil
    }

    /// The name that a person has to know of an event that is no evidence.
    func neglectedName(_ reason: Neglect) -> [UInt8]? {
        switch reason {
        case .noNewPrivileges, .unloadedProfile, .refusedTransition:
            switch detail {
            case .exec(let exec): exec.target?.bytes
            case .changeProfile(let change): change.goal?.bytes
            default: nil
            }
        case .disconnected: attached?.detail.fileName
        default: nil
        }
    }

    /// The same event as a profile with the flag `attach_disconnected` is asked about it: the name begins at the root
    /// (`aa_path_name` of security/apparmor/path.c). `nil` for what is not a file.
    var attached: AuditEvent? {
        guard let name = detail.fileName, !name.isEmpty else { return nil }
        var event = self
        (event.info, event.error) = (nil, nil)
        let path = name.first == UInt8(ascii: "/") ? name : [UInt8(ascii: "/")] + name
        event.detail = detail.attached(path)
        return event
    }

    /// Whether a field is missing that every such record of the kernel has, and without which nothing can be asked.
    private var lacksAccess: Bool {
        switch detail {
        case .file, .link, .rename, .signal, .ptrace: requested.isEmpty && denied.isEmpty
        case .mount(let mount): mount.name.isEmpty
        default: false
        }
    }

    /// Whether a program without a profile asked for a user namespace.
    private var isNamespaceOfUnconfined: Bool {
        guard case .userns = detail else { return false }
        return label?.name.elementsEqual("unconfined".utf8) == true
    }
}

extension EventDetail {
    /// The name of the file that an event is about.
    fileprivate var fileName: [UInt8]? {
        switch self {
        case .file(let file): file.name
        case .exec(let exec): exec.name
        case .rename(let rename): rename.name
        default: nil
        }
    }

    fileprivate func attached(_ name: [UInt8]) -> EventDetail {
        switch self {
        case .file(var file):
            file.name = name
            return .file(file)
        case .exec(var exec):
            exec.name = name
            return .exec(exec)
        case .rename(var rename):
            rename.name = name
            return .rename(rename)
        default: return self
        }
    }
}

extension ProfileBody {
    /// What the kernel puts in front of paths outside of the root when it asks about them; `nil` where it asks about none
    /// (apparmor.d(5), `attach_disconnected`).
    var disconnectedPrefix: [UInt8]? {
        let flag = "attach_disconnected"
        for text in settings.flags.map(\.value.text) {
            if text == flag { return [] }
            if text.hasPrefix("\(flag).path=") {
                let path = text.dropFirst(flag.utf8.count + 6).utf8
                return Array(path.last == UInt8(ascii: "/") ? path.dropLast() : path[...])
            }
        }
        return nil
    }
}
