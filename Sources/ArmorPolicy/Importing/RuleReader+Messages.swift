import ArmorGlob
import ArmorSource

extension RuleReader {
    /// `signal (send) set=(term) peer=web,`
    func signal(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [SignalRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.send, .receive],
            "wr": [.send, .receive],
        ]
        guard let access = clause.access(SignalRule.Access.self, short: short), var conditions = clause.conditions()
        else { return rejected("an access or a condition of this rule is unknown or repeated") }
        let set = conditions.tokens("set")?.map(context.text)
        let peer = conditions.glob("peer", .label, isList: false)
        guard conditions.isDone else { return rejected("a signal rule has \"set\" and \"peer\" only") }
        if let unknown = set?.first(where: { !SignalRule.isKnown($0) }) {
            let near = nearest(to: unknown.lowercased(), in: SignalRule.names).map { "did you mean \"\($0)\"?" }
            return rejected("unknown signal \"\(unknown.prefix(80))\"", help: near)
        }
        guard !conditions.isInexpressible else { return nil }
        return [SignalRule(access: access, signals: Set(set ?? []).sorted(), peer: peer)]
    }

    /// `ptrace (read) peer=web,`
    func ptrace(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [PtraceRule.Access]] = [
            "r": [.read], "w": [.trace], "write": [.trace], "rw": [.read, .trace], "wr": [.read, .trace],
        ]
        guard let access = clause.access(PtraceRule.Access.self, short: short), var conditions = clause.conditions()
        else { return rejected("an access or a condition of this rule is unknown or repeated") }
        let peer = conditions.glob("peer", .label, isList: false)
        guard conditions.isDone else { return rejected("a ptrace rule has \"peer\" only") }
        return conditions.isInexpressible ? nil : [PtraceRule(access: access, peer: peer)]
    }

    /// `dbus (send) bus=session path=… interface=… member=… peer=(name=… label=…),`
    func dbus(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [DbusRule.Access]] = [
            "r": [.receive], "read": [.receive], "w": [.send], "write": [.send], "rw": [.send, .receive],
            "wr": [.send, .receive],
        ]
        guard let access = clause.access(DbusRule.Access.self, short: short), var conditions = clause.conditions()
        else { return rejected("an access or a condition of this rule is unknown or repeated") }
        var peer: RuleConditions?
        if conditions.has("peer") {
            guard let inner = conditions.inner("peer") else { return rejected("the peer of this rule is not complete") }
            peer = inner
        }
        let rule = DbusRule(
            access: access,
            bus: conditions.glob("bus", .name, isList: false),
            path: conditions.glob("path", .name, isList: false),
            interface: conditions.glob("interface", .name, isList: false),
            member: conditions.glob("member", .name, isList: false),
            name: conditions.glob("name", .name, isList: false),
            label: nil,
            peerName: peer?.glob("name", .name),
            peerLabel: peer?.glob("label", .label)
        )
        guard conditions.isDone, peer?.isDone != false else {
            return rejected("a condition of this rule is unknown, or is not one pattern")
        }
        if let problem = rule.problem { return rejected(problem) }
        let isInexpressible = conditions.isInexpressible || peer?.isInexpressible == true
        return isInexpressible || !rule.isConsistent ? nil : [rule]
    }

    /// `mqueue (create) type=posix label=… /name,`
    func messageQueue(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let short: [String: [MessageQueueRule.Access]] = [
            "r": [.read], "w": [.write], "rw": [.read, .write], "wr": [.read, .write],
        ]
        guard let access = clause.access(MessageQueueRule.Access.self, short: short),
            var conditions = clause.conditions()
        else { return rejected("an access or a condition of this rule is unknown or repeated") }
        let type = conditions.text("type")
        let known = type.flatMap(MessageQueueRule.QueueType.init)
        let label = conditions.glob("label", .label)
        guard conditions.isDone, (type == nil) == (known == nil) else {
            return rejected("a message queue has \"type=posix\" or \"type=sysv\", and \"label\"")
        }
        guard let token = clause.value() else {
            return conditions.isInexpressible
                ? nil : [MessageQueueRule(access: access, type: known, label: label, name: nil)]
        }
        let isPath = isPath(token)
        if known == .posix, !isPath { return rejected("the name of a POSIX queue begins with \"/\"") }
        if known == .sysv, isPath { return rejected("the key of a System V queue is a number") }
        if !isPath, !context.text(token).utf8.allSatisfy(ProfileByte.isDigit) {
            return rejected("a message queue is named by \"/NAME\" or by the number of its key")
        }
        guard let name = context.glob(token, isPath ? .path : .name), !conditions.isInexpressible else { return nil }
        return [MessageQueueRule(access: access, type: known, label: label, name: name)]
    }

    /// `io_uring (sqpoll) label=…,`
    func ioUring(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let access = clause.access(IoUringRule.Access.self), var conditions = clause.conditions() else {
            return rejected("an access or a condition of this rule is unknown or repeated")
        }
        let label = conditions.glob("label", .label)
        guard conditions.isDone else { return rejected("an io_uring rule has \"label\" only") }
        return conditions.isInexpressible ? nil : [IoUringRule(access: access, label: label)]
    }
}

extension DbusRule {
    private var isMessage: Bool {
        path != nil || interface != nil || member != nil || peerName != nil || peerLabel != nil
    }

    private var isExchange: Bool { access.contains(.send) || access.contains(.receive) }

    /// What apparmor_parser rejects about the rule; `nil` for what it takes.
    fileprivate var problem: String? {
        if name != nil, isMessage || isExchange { return "\"name\" goes with \"bind\"; a message has a peer" }
        if access.contains(.bind), isMessage { return "\"bind\" takes a bus and a name only" }
        if access.contains(.eavesdrop), isMessage || name != nil { return "\"eavesdrop\" takes a bus only" }
        return nil
    }

    /// Whether a policy may say it: `bind` takes bus and name, `eavesdrop` the bus alone.
    fileprivate var isConsistent: Bool {
        if access.contains(.bind), isMessage || isExchange { return false }
        if !access.contains(.bind), name != nil { return false }
        return !access.contains(.eavesdrop) || !(isMessage || name != nil || isExchange)
    }
}
