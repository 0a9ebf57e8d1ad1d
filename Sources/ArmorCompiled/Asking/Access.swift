/// What a confined program wants to do, in the terms of one kind of rules.
package enum Access: Sendable, Hashable {
    /// A file by its path and what is done with it; a directory's path ends in `/`. With `.execute` the answer says the
    /// label that follows.
    case file([UInt8], Permission)
    case link([UInt8], target: [UInt8])
    case changeProfile([UInt8])
    case onExec(program: [UInt8], target: [UInt8])
    /// By its number, 0–63.
    case capability(Int)
    case network(family: UInt16, type: UInt16, protocol: UInt16, Permission)
    case unix(type: UInt16, protocol: UInt16, address: UnixAddress, Query.UnixCommand, Permission)
    case signal(UInt8, peer: [UInt8], Permission)
    case ptrace(peer: [UInt8], Permission)
    /// Flags as in mount(2); the data are looked at only where a rule speaks of them.
    case mount(at: [UInt8], source: [UInt8], type: [UInt8], flags: UInt32, data: [UInt8])
    case umount([UInt8])
    case pivotRoot(new: [UInt8], old: [UInt8])
    case mqueue([UInt8], label: [UInt8], Permission)
    case userns
    case sqpoll
    case overrideCredentials(label: [UInt8])
    case dbus(DbusMessage, Permission)
    case dbusBind(bus: [UInt8], name: [UInt8])
    case dbusEavesdrop(bus: [UInt8])
    /// A resource by its number, and the hard limit that is asked for.
    case limit(Int, UInt64)
}

/// The answer of a compiled profile.
package struct Decision: Sendable, Hashable {
    package var isAllowed: Bool
    /// Whether there are rules of this kind at all; where there are none, all is allowed.
    package var isMediated = true
    /// Whether a record is written to the log.
    package var isLogged: Bool
    /// How a program that may be executed changes its label.
    package var transition: ExecTransition?

    static let unmediated = Decision(isAllowed: true, isMediated: false, isLogged: false)
}

extension CompiledProfile {
    /// What this profile's rules say. The mode is left out of it, but for `unconfined`, which has no rules: in complain mode
    /// a denial is logged and happens all the same.
    package func decide(_ access: Access, _ subject: Subject, _ kernel: KernelDialect) -> Decision {
        guard effectiveMode != .unconfined else { return .unmediated }
        switch access {
        case .file(let path, let wanted): return decideFile(path, wanted, subject, kernel)
        case .link(let link, let target): return decideLink(link, target, subject, kernel)
        case .capability(let number): return decideCapability(number)
        case .network(let family, let type, let number, let wanted):
            return decideNetwork(family, type, number, wanted, subject, kernel)
        case .unix(let type, let number, let address, let command, let wanted):
            guard let mediation = fineUnixMediation(kernel) else {
                return decideNetwork(1, type, number, wanted, subject, kernel)
            }
            return answer(.unix(mediation, type: type, protocol: number, at: address, command), wanted, subject, kernel)
        case .mount(let target, let source, let type, let flags, let data):
            return decideMount(target, source, type, flags, data, subject, kernel)
        case .limit(let number, let value):
            guard let limit = limits[number] else { return .unmediated }
            return Decision(isAllowed: value <= limit, isLogged: value > limit)
        case .ptrace(let peer, let wanted):
            guard mediates(.ptrace) else { return .unmediated }
            // Mediated, but without a rule: there is nothing under the class that the rules are in.
            guard let meaning = meaning(.ptrace(peer: peer), subject, kernel) else { return decision(.nothing, wanted) }
            return decision(meaning, wanted)
        case .changeProfile(let target): return answer(.changeProfile(target), .changeProfile, subject, kernel)
        case .onExec(let program, let target): return answer(.onExec(program, target: target), .onExec, subject, kernel)
        case .signal(let number, let peer, let wanted):
            return answer(.signal(number, peer: peer), wanted, subject, kernel)
        case .umount(let target): return answer(.umount(target), .umount, subject, kernel)
        case .pivotRoot(let new, let old): return answer(.pivotRoot(new: new, old: old), .pivotRoot, subject, kernel)
        case .mqueue(let name, let label, let wanted):
            return answer(.mqueue(name, label: label), wanted, subject, kernel)
        case .userns: return answer(.userns, .createUserns, subject, kernel)
        case .sqpoll: return answer(.sqpoll, .sqpoll, subject, kernel)
        case .overrideCredentials(let label):
            return answer(.overrideCredentials(label: label), .overrideCredentials, subject, kernel)
        case .dbus(let message, let wanted): return answer(.dbus(message), wanted, subject, kernel)
        case .dbusBind(let bus, let name): return answer(.dbusBind(bus: bus, name: name), .dbusBind, subject, kernel)
        case .dbusEavesdrop(let bus): return answer(.dbusEavesdrop(bus: bus), .eavesdrop, subject, kernel)
        }
    }

    private func answer(
        _ query: Query,
        _ wanted: Permission,
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> Decision {
        guard let meaning = meaning(query, subject, kernel) else { return .unmediated }
        return decision(meaning, wanted)
    }

    func decision(_ meaning: StateMeaning, _ wanted: Permission) -> Decision {
        let words = meaning.words
        let denied = wanted.rawValue & ~(words.allow & ~words.deny)
        guard denied == 0 else {
            return Decision(isAllowed: false, isLogged: auditsAll || denied & ~words.quiet != 0)
        }
        return Decision(isAllowed: true, isLogged: auditsAll || wanted.rawValue & words.audit != 0)
    }

    private func decideFile(
        _ path: [UInt8],
        _ wanted: Permission,
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> Decision {
        guard let meaning = meaning(.file(path), subject, kernel) else { return .unmediated }
        var decision = decision(meaning, wanted)
        if decision.isAllowed, wanted.contains(.execute) { decision.transition = transition(meaning.xindex) }
        return decision
    }

    /// The right to link at the link's path, the right to lead to that target, and, where the rule asks for it, no more
    /// rights by the new name than by the old one.
    private func decideLink(
        _ link: [UInt8],
        _ target: [UInt8],
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> Decision {
        guard let new = meaning(.file(link), subject, kernel) else { return .unmediated }
        let first = decision(new, .link)
        guard first.isAllowed, let pair = meaning(.link(link, target: target), subject, kernel) else { return first }
        let second = decision(pair, .link)
        guard second.isAllowed, pair.words.allow & Permission.lock.rawValue != 0 else { return second }
        guard let old = meaning(.file(target), subject, kernel) else { return second }
        // The older form gives the right to ask for attributes to every name, also where no rule matches: there the kernel's
        // interface for queries answers nothing, but the comparison has it.
        let given = files?.permissions == nil ? Permission.getAttributes.rawValue : 0
        let isSubset = new.words.allow & ~Permission.link.rawValue & ~(old.words.allow | given) == 0
        let runsAlike =
            new.words.allow & 1 == 0
            || (new.xindex | ExecBits.unsafe == old.xindex | ExecBits.unsafe
                && (new.xindex & ExecBits.unsafe == 0 || old.xindex & ExecBits.unsafe != 0))
        return isSubset && runsAlike ? second : Decision(isAllowed: false, isLogged: true)
    }

    private func decideCapability(_ number: Int) -> Decision {
        guard 0..<64 ~= number else { return Decision(isAllowed: false, isLogged: true) }
        let bit = UInt64(1) << UInt64(number)
        let isAllowed = capabilities.allow & bit != 0
        let isLogged = auditsAll || (isAllowed ? capabilities.audit & bit != 0 : capabilities.quiet & bit == 0)
        return Decision(isAllowed: isAllowed, isLogged: isLogged)
    }

    /// By family and type; with rules of the newer class by protocol too, where the state says that it goes on.
    private func decideNetwork(
        _ family: UInt16,
        _ type: UInt16,
        _ number: UInt16,
        _ wanted: Permission,
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> Decision {
        guard let meaning = socketMeaning(family, type, kernel) else { return .unmediated }
        let decision = decision(meaning, wanted)
        let goesOn = kernel == .linux72 && mediates(.networkV9) && meaning.words.allow & Self.continues != 0
        guard !decision.isAllowed, goesOn else { return decision }
        return answer(.network(family: family, type: type, protocol: number), wanted, subject, kernel)
    }

    /// What a family and a type of sockets lead to, whatever the protocol; none where sockets are not mediated.
    func socketMeaning(_ family: UInt16, _ type: UInt16, _ kernel: KernelDialect) -> StateMeaning? {
        if kernel == .linux72, mediates(.networkV9) { return ruledSocket(family, type, .networkV9, kernel) }
        if !mediates(.network), Int(family) < families.count, type < 16 {
            let types = families[Int(family)]
            func word(_ bits: UInt16) -> UInt32 { bits >> type & 1 == 1 ? Permission.ofSockets.rawValue : 0 }
            let (allow, audit, quiet) = (word(types.allow), word(types.audit), word(types.quiet))
            return StateMeaning(words: AccessWords(allow: allow, deny: 0, audit: audit, quiet: quiet))
        }
        return ruledSocket(family, type, .network, kernel)
    }

    /// Byte by byte, because comparisons ask this of hundreds of sockets.
    private func ruledSocket(
        _ family: UInt16,
        _ type: UInt16,
        _ kind: MediationClass,
        _ kernel: KernelDialect
    ) -> StateMeaning? {
        guard let rules else { return nil }
        let machine = rules.machine
        func after(_ state: UInt32, _ byte: UInt8) -> UInt32 { machine.next(state, letter: machine.classes[Int(byte)]) }
        func after(_ state: UInt32, _ number: UInt16) -> UInt32 {
            after(after(state, UInt8(number >> 8)), UInt8(number & 0xff))
        }
        let state = after(rules.start, kind.rawValue)
        guard state != StateMachine.dead else { return nil }
        return rules.policyMeaning(after(after(state, family), type), kernel)
    }

    /// The bit of a state whose rules look further on.
    static let continues: UInt32 = 0x800_0000

    /// The class that knows of the addresses of unix sockets, if any does: parsers write such rules only for kernels that
    /// look at them.
    package func fineUnixMediation(_ kernel: KernelDialect) -> MediationClass? {
        guard let rules else { return nil }
        let mediation = kernel == .linux72 && mediates(.networkV9) ? MediationClass.networkV9 : .network
        let hasDetails = (UInt8(1)...5).contains { type in
            rules.machine.walk([mediation.rawValue, 0, 1, 0, type, 0, 0], from: rules.start) != StateMachine.dead
        }
        return hasDetails ? mediation : nil
    }

    /// The first part of a rule may ask for the data.
    private func decideMount(
        _ target: [UInt8],
        _ source: [UInt8],
        _ type: [UInt8],
        _ flags: UInt32,
        _ data: [UInt8],
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> Decision {
        let query = Query.mount(at: target, source: source, type: type, flags: flags)
        guard let meaning = meaning(query, subject, kernel) else { return .unmediated }
        let first = decision(meaning, .mount)
        guard !first.isAllowed, meaning.words.allow & Permission.mountWithData.rawValue != 0 else { return first }
        return answer(
            .mount(at: target, source: source, type: type, flags: flags, data: data),
            .mount,
            subject,
            kernel
        )
    }

    /// The transition that an index of the file rules stands for.
    func transition(_ xindex: UInt32) -> ExecTransition {
        let fallback: ExecTransition.Fallback =
            xindex & ExecBits.inherit != 0 ? .inherit : xindex & ExecBits.unconfined != 0 ? .unconfined : .none
        let target: ExecTransition.Target
        if xindex & ExecBits.table != 0 {
            let index = Int(xindex & ExecBits.index)
            let names = files?.transitions ?? []
            target = .named(index < names.count ? names[index] : [])
        } else if xindex & ExecBits.name != 0 {
            target = xindex & ExecBits.child != 0 ? .child : .profile
        } else {
            target = fallback == .none ? .none : fallback == .inherit ? .inherit : .unconfined
        }
        let isOwn = target == .inherit || target == .unconfined
        return ExecTransition(
            target: target,
            fallback: isOwn ? .none : fallback,
            keepsEnvironment: xindex & ExecBits.unsafe != 0
        )
    }
}
