/// One query to the kernel, and the permissions that it must allow.
package struct KernelQuestion: Sendable, Hashable {
    package let query: Query
    package let permissions: Permission

    package init(_ query: Query, _ permissions: Permission) {
        self.query = query
        self.permissions = permissions
    }
}

extension CompiledProfile {
    /// What the kernel is asked to decide an access as `decide` does: the access is allowed if all is. None where its
    /// interface answers no such question: capabilities and limits are in no state machine, and whether a link gives
    /// more rights than its target is decided when it is made.
    package func kernelQuestions(_ access: Access, _ kernel: KernelDialect) -> [KernelQuestion]? {
        switch access {
        case .capability, .limit: return nil
        case .file(let path, let wanted): return [KernelQuestion(.file(path), wanted)]
        case .link(let link, let target):
            return [KernelQuestion(.file(link), .link), KernelQuestion(.link(link, target: target), .link)]
        case .changeProfile(let target): return [KernelQuestion(.changeProfile(target), .changeProfile)]
        case .onExec(let program, let target): return [KernelQuestion(.onExec(program, target: target), .onExec)]
        case .network(let family, let type, let number, let wanted):
            return socketQuestion(family, type, number, wanted, kernel).map { [$0] }
        case .unix(let type, let number, let address, let command, let wanted):
            guard let mediation = fineUnixMediation(kernel) else {
                return socketQuestion(1, type, number, wanted, kernel).map { [$0] }
            }
            let query = Query.unix(mediation, type: type, protocol: number, at: address, command)
            return [KernelQuestion(query, wanted)]
        case .signal(let number, let peer, let wanted): return [KernelQuestion(.signal(number, peer: peer), wanted)]
        case .ptrace(let peer, let wanted):
            // Rules about labels are there for other reasons too: without any of ptrace all is allowed.
            return mediates(.ptrace) ? [KernelQuestion(.ptrace(peer: peer), wanted)] : []
        case .mount(let target, let source, let type, let flags, let data):
            return [mountQuestion(target, source, type, flags, data, kernel)]
        case .umount(let target): return [KernelQuestion(.umount(target), .umount)]
        case .pivotRoot(let new, let old): return [KernelQuestion(.pivotRoot(new: new, old: old), .pivotRoot)]
        case .mqueue(let name, let label, let wanted): return [KernelQuestion(.mqueue(name, label: label), wanted)]
        case .userns: return [KernelQuestion(.userns, .createUserns)]
        case .sqpoll: return [KernelQuestion(.sqpoll, .sqpoll)]
        case .overrideCredentials(let label):
            return [KernelQuestion(.overrideCredentials(label: label), .overrideCredentials)]
        case .dbus(let message, let wanted): return [KernelQuestion(.dbus(message), wanted)]
        case .dbusBind(let bus, let name): return [KernelQuestion(.dbusBind(bus: bus, name: name), .dbusBind)]
        case .dbusEavesdrop(let bus): return [KernelQuestion(.dbusEavesdrop(bus: bus), .eavesdrop)]
        }
    }

    /// None where the policy is of the form before network_v8, which the interface does not look at.
    private func socketQuestion(
        _ family: UInt16,
        _ type: UInt16,
        _ number: UInt16,
        _ wanted: Permission,
        _ kernel: KernelDialect
    ) -> KernelQuestion? {
        let short = Query.network(family: family, type: type)
        guard kernel == .linux72, mediates(.networkV9) else {
            return families.isEmpty || mediates(.network) ? KernelQuestion(short, wanted) : nil
        }
        let byType = Query(.networkV9, short.bytes)
        let words = socketMeaning(family, type, kernel)?.words
        let isAllowed = words.map { wanted.rawValue & ~($0.allow & ~$0.deny) == 0 } ?? true
        guard !isAllowed, let words, words.allow & Self.continues != 0 else { return KernelQuestion(byType, wanted) }
        return KernelQuestion(.network(family: family, type: type, protocol: number), wanted)
    }

    /// With the data where the first part of a rule asks for them.
    private func mountQuestion(
        _ target: [UInt8],
        _ source: [UInt8],
        _ type: [UInt8],
        _ flags: UInt32,
        _ data: [UInt8],
        _ kernel: KernelDialect
    ) -> KernelQuestion {
        let query = Query.mount(at: target, source: source, type: type, flags: flags)
        let words = meaning(query, .other, kernel)?.words
        let isAllowed = words.map { Permission.mount.rawValue & ~($0.allow & ~$0.deny) == 0 } ?? true
        guard !isAllowed, let words, words.allow & Permission.mountWithData.rawValue != 0 else {
            return KernelQuestion(query, .mount)
        }
        let whole = Query.mount(at: target, source: source, type: type, flags: flags, data: data)
        return KernelQuestion(whole, .mount)
    }
}
