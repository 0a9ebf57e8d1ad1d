import ArmorGlob
import ArmorSource

extension RuleReader {
    /// `signal (send) set=(term) peer=web,`
    func signal(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [SignalRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.send, .receive],
        ]
        guard let access = clause.access(SignalRule.Access.self, short: short), var conditions = clause.conditions()
        else { return nil }
        let set = conditions.tokens("set")?.map(context.text)
        let peer = conditions.glob("peer", .label)
        guard conditions.isDone, set?.allSatisfy(SignalRule.isKnown) != false else { return nil }
        return [SignalRule(access: access, signals: Set(set ?? []).sorted(), peer: peer)]
    }

    /// `ptrace (read) peer=web,`
    func ptrace(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [PtraceRule.Access]] = ["r": [.read], "w": [.trace], "rw": [.read, .trace]]
        guard let access = clause.access(PtraceRule.Access.self, short: short), var conditions = clause.conditions()
        else { return nil }
        let peer = conditions.glob("peer", .label)
        return conditions.isDone ? [PtraceRule(access: access, peer: peer)] : nil
    }

    /// `dbus (send) bus=session path=… interface=… member=… peer=(name=… label=…),`
    func dbus(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [DbusRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.send, .receive],
        ]
        guard let access = clause.access(DbusRule.Access.self, short: short), var conditions = clause.conditions()
        else { return nil }
        var peer: RuleConditions?
        if conditions.has("peer") {
            guard let inner = conditions.inner("peer") else { return nil }
            peer = inner
        }
        let rule = DbusRule(
            access: access,
            bus: conditions.glob("bus", .name),
            path: conditions.glob("path", .name),
            interface: conditions.glob("interface", .name),
            member: conditions.glob("member", .name),
            name: conditions.glob("name", .name),
            label: conditions.glob("label", .label),
            peerName: peer?.glob("name", .name),
            peerLabel: peer?.glob("label", .label)
        )
        return conditions.isDone && peer?.isDone != false && rule.isConsistent ? [rule] : nil
    }

    /// `mqueue (create) type=posix label=… /name,`
    func messageQueue(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [MessageQueueRule.Access]] = ["r": [.read], "w": [.write], "rw": [.read, .write]]
        guard let access = clause.access(MessageQueueRule.Access.self, short: short),
            var conditions = clause.conditions()
        else { return nil }
        let type = conditions.text("type")
        let known = type.flatMap(MessageQueueRule.QueueType.init)
        let label = conditions.glob("label", .label)
        guard conditions.isDone, (type == nil) == (known == nil) else { return nil }
        guard let token = clause.value() else {
            return [MessageQueueRule(access: access, type: known, label: label, name: nil)]
        }
        let isPath = context.source.bytes[token.inside].first == ProfileByte.slash
        if known == .posix, !isPath { return nil }
        if !isPath, Int(context.text(token)) == nil { return nil }
        guard let name = context.glob(token, isPath ? .path : .name) else { return nil }
        return [MessageQueueRule(access: access, type: known, label: label, name: name)]
    }

    /// `io_uring (sqpoll) label=…,`
    func ioUring(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access = clause.access(IoUringRule.Access.self), var conditions = clause.conditions() else {
            return nil
        }
        let label = conditions.glob("label", .label)
        return conditions.isDone ? [IoUringRule(access: access, label: label)] : nil
    }
}

extension DbusRule {
    /// Whether a policy may say it (apparmor.d(5)): `bind` takes bus and name, `eavesdrop` the bus alone.
    fileprivate var isConsistent: Bool {
        let isMessage = path != nil || interface != nil || member != nil || peerName != nil || peerLabel != nil
        let talks = access.contains(.send) || access.contains(.receive)
        if access.contains(.bind), isMessage || talks { return false }
        if !access.contains(.bind), name != nil, talks || isMessage { return false }
        return !access.contains(.eavesdrop) || !(isMessage || name != nil || talks)
    }
}
