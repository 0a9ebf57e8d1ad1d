/// The comparisons that a kind consists of, those of unix sockets one a type.
func comparisons(_ kind: ComparedKind, _ old: Reading, _ new: Reading) -> [(type: UInt16?, comparison: Comparison)] {
    func make(
        _ parts: [Shape.Part],
        separated: Bool = true,
        _ mask: Permission,
        _ mediation: MediationClass,
        under kind: MediationClass? = nil,
        _ prefix: [UInt8] = []
    ) -> [(type: UInt16?, comparison: Comparison)] {
        let sides = [old, new].map { AnswerSource($0, kind ?? mediation, mediation, prefix) }
        return [(nil, Comparison(parts: parts, isSeparated: separated, old: sides[0], new: sides[1], mask: mask))]
    }
    switch kind {
    case .file: return make([.path], .ofFiles, .file)
    case .link:
        return make([.path, .path], [.link, .lock], .file).map { type, comparison in
            var links = comparison
            links.form = .links
            return (type, links)
        }
    case .changeProfile: return make([.word], .changeProfile, .file)
    case .onExec: return make([.path, .word], .onExec, .file)
    case .signal:
        let numbers = Array(UInt8(1)...32) + [35] + Array(UInt8(128)...160)
        return make([.one(of: numbers), .word], separated: false, [.send, .receive], .signal)
    case .ptrace:
        let mask: Permission = [.trace, .ptraceRead, .tracedBy, .readBy]
        return make([.word], mask, .ptrace, under: .label, [MediationClass.ptrace.rawValue])
    case .mount:
        return make([.path, .text, .text, .flags], [.mount, .mountWithData], .mount).map { type, comparison in
            var mounts = comparison
            mounts.form = .mounts
            return (type, mounts)
        }
    case .mountData:
        return make([.path, .text, .text, .flags, .text], .mount, .mount).map { type, comparison in
            var mounts = comparison
            mounts.form = .mountData
            return (type, mounts)
        }
    case .umount: return make([.path], .umount, .mount)
    case .pivotRoot: return make([.path, .path], .pivotRoot, .mount)
    case .mqueue: return make([.path, .word], .ofQueues, .mqueue)
    case .userns: return make([], .createUserns, .userns)
    case .ioUring: return make([.text], [.sqpoll, .overrideCredentials], .ioUring)
    case .dbus: return make([.text, .text, .text, .text, .text, .text], [.send, .receive], .dbus)
    case .dbusBind: return make([.text, .text], .dbusBind, .dbus)
    case .dbusEavesdrop: return make([.text], .eavesdrop, .dbus)
    case .unixCreate: return unixComparisons([], .create, old, new)
    case .unixLocal:
        let mask: Permission = [.bind, .accept, .getAttributes, .setAttributes, .delete]
        return unixComparisons(local, mask, old, new)
    case .unixPeer:
        let parts = local + [.one(of: [1]), .address, .one(of: [0]), .word]
        return unixComparisons(parts, [.connect, .send, .receive, .accept], old, new)
    case .unixListen: return unixComparisons(local + [.one(of: [2])] + zeros(2), .listen, old, new)
    case .unixOption:
        return unixComparisons(local + [.one(of: [4])] + zeros(4), [.getOption, .setOption], old, new)
    }
}

/// Numbers that no rule tells apart.
private func zeros(_ count: Int) -> [Shape.Part] { Array(repeating: .one(of: [0]), count: count) }

/// The socket's own address and its label, which no rule names.
private let local: [Shape.Part] = [.address, .one(of: [0]), .one(of: [0])]

/// One a type of unix socket, where either side looks at addresses; the other side then has one answer for all of them.
private func unixComparisons(
    _ parts: [Shape.Part],
    _ mask: Permission,
    _ old: Reading,
    _ new: Reading
) -> [(type: UInt16?, comparison: Comparison)] {
    let classes = [old, new].map { $0.profile.fineUnixMediation($0.kernel) }
    guard classes.contains(where: { $0 != nil }) else { return [] }
    return [UInt16(1), 2, 5].map { type in
        let sides = zip([old, new], classes).map { reading, mediation in
            if let mediation { return AnswerSource(reading, mediation, mediation, [0, 1, 0, UInt8(type), 0, 0]) }
            let meaning = reading.profile.meaning(.network(family: 1, type: type), .other, reading.kernel)
            let isOpen = reading.profile.effectiveMode == .unconfined
            return AnswerSource(reading, constant: isOpen ? .anything : meaning ?? .anything)
        }
        return (type, Comparison(parts: parts, isSeparated: false, old: sides[0], new: sides[1], mask: mask))
    }
}

extension StateMeaning {
    fileprivate static let anything = StateMeaning(words: .unmediated)
}
