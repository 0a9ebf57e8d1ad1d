package import ArmorCompiled
import ArmorGlob
package import ArmorPolicy

/// The rules of a policy that speak of an access: those that allow it and those that deny it.
///
/// Found by the rules' own globs and words, not by the compiled policy: rules of included files are not among them, nor what
/// a raw rule says in a form that is not read.
package struct RuleFinder {
    private let rules: [Rule]
    private let variables: VariableTable
    private let name: String

    /// `name` is the profile's, for which `@{profile_name}` stands.
    package init(_ body: ProfileBody, variables: VariableTable, name: String) {
        rules = body.rules.map(RawReading.interpreted)
        self.variables = variables
        self.name = name
    }

    /// The rules that decide.
    package struct Found: Sendable {
        /// Those that allow it, denies left aside.
        package var allows: [Rule] = []
        /// Those that deny it, whatever allows it.
        package var denies: [Rule] = []
    }

    /// The rules that speak of an access as its owner or as another.
    package func find(_ access: Access, _ subject: Subject) -> Found {
        var found = Found()
        for rule in rules where speaks(rule.value, access, subject, isDeny: rule.action == .deny) {
            if rule.action == .deny { found.denies.append(rule) } else { found.allows.append(rule) }
        }
        // A rule of higher priority overrules those below it (apparmor.d(5)).
        let highest = found.denies.map { $0.priority ?? 0 }.max() ?? .min
        let stronger = found.allows.filter { ($0.priority ?? 0) > highest }
        if !stronger.isEmpty { found = Found(allows: stronger) }
        return found
    }

    private func speaks(_ value: any RuleValue, _ access: Access, _ subject: Subject, isDeny: Bool) -> Bool {
        if value is AllRule { return true }
        switch access {
        case .file(let path, let wanted):
            return (value as? FileRule).map { speaks($0, path, wanted, subject) } ?? false
        case .link(let link, let target):
            guard let file = value as? FileRule, !file.owner || subject == .owner else { return false }
            if case .link(let links, let targets, _) = file.subject {
                return matches(links, link) && matches(targets, target)
            }
            return speaks(file, link, .link, subject)
        case .changeProfile(let target):
            guard let rule = value as? ChangeProfileRule, rule.exec == nil else { return false }
            return matches(rule.target, target)
        case .onExec(let program, let target):
            guard let rule = value as? ChangeProfileRule else { return false }
            return matches(rule.exec, program) && matches(rule.target, target)
        case .capability(let number):
            guard let rule = value as? CapabilityRule else { return false }
            return rule.name == nil || rule.name == Names.capability(number)
        case .network(let family, let type, let number, let wanted):
            if family == 1, let unix = value as? UnixRule { return speaks(unix, type, wanted, isDeny: isDeny) }
            return (value as? NetworkRule).map { speaks($0, family, type, number, wanted) } ?? false
        case .unix(let type, _, let address, let command, let wanted):
            if let network = value as? NetworkRule { return speaks(network, 1, type, 0, wanted) }
            return (value as? UnixRule).map { speaks($0, type, address, command, wanted) } ?? false
        case .limit(let number, _):
            guard let rule = value as? ResourceLimitRule else { return false }
            let resource = rule.resource == "ofile" ? "nofile" : rule.resource
            return Numbers.limits.firstIndex(of: resource) == number
        case .userns: return value is UsernsRule
        case .signal, .ptrace, .mount, .umount, .pivotRoot, .mqueue, .sqpoll, .overrideCredentials, .dbus, .dbusBind,
            .dbusEavesdrop:
            return speaksOfOthers(value, access)
        }
    }

    private func speaks(_ rule: FileRule, _ path: [UInt8], _ wanted: Permission, _ subject: Subject) -> Bool {
        if rule.owner, subject == .other { return false }
        if case .link(let links, _, _) = rule.subject { return wanted == .link && matches(links, path) }
        guard rule.path.map({ matches($0, path) }) ?? true else { return false }
        if wanted.contains(.mapExecutable), rule.mapsWhatItExecutes { return true }
        return Self.permissions.contains { one, permission in
            wanted.contains(one) && rule.names(permission)
        }
    }

    private static let permissions: [(Permission, EffectiveAccess.Permission)] = [
        (.read, .read), (.write, .write), (.append, .append), (.execute, .execute), (.mapExecutable, .map),
        (.lock, .lock), (.link, .link),
    ]

    private func speaks(
        _ rule: NetworkRule,
        _ family: UInt16,
        _ type: UInt16,
        _ number: UInt16,
        _ wanted: Permission
    ) -> Bool {
        guard rule.family.map({ Numbers.family($0) == family }) ?? true else { return false }
        guard rule.type.map({ Numbers.socketType($0) == type }) ?? true else { return false }
        if let transport = rule.transport {
            let fits: Bool =
                switch transport {
                case .tcp: type == 1
                case .udp: type == 2
                case .icmp: type == 3
                }
            // A protocol is compiled as the type that it implies.
            guard fits, number == 0 || number == Numbers.transport(transport) else { return false }
            // Without a family, a protocol means the families that have it.
            let families: [UInt16?] = (transport == .icmp ? ["inet"] : ["inet", "inet6"]).map(Numbers.family)
            guard families.contains(family) else { return false }
        }
        return names(rule.access, wanted, .socket)
    }

    /// Where sockets are known by type alone, a rule about addresses became one about the type.
    private func speaks(_ rule: UnixRule, _ type: UInt16, _ wanted: Permission, isDeny: Bool) -> Bool {
        if isDeny, rule.isNarrowerThanType { return false }
        return rule.type.map { NetworkRule.SocketType(rawValue: $0.rawValue).map(Numbers.socketType) == type } ?? true
    }

    private func speaks(
        _ rule: UnixRule,
        _ type: UInt16,
        _ address: UnixAddress,
        _ command: Query.UnixCommand,
        _ wanted: Permission
    ) -> Bool {
        guard speaks(rule, type, wanted, isDeny: false), names(rule.access, wanted, .socket) else { return false }
        guard matches(rule.address, address) else { return false }
        if case .peer(let peer, let label) = command {
            return matches(rule.peerAddress, peer) && matches(rule.peerLabel, label)
        }
        return rule.peerAddress == nil && rule.peerLabel == nil
    }

    private func speaksOfOthers(_ value: any RuleValue, _ access: Access) -> Bool {
        switch access {
        case .signal(let number, let peer, let wanted):
            guard let rule = value as? SignalRule, names(rule.access, wanted, .signal) else { return false }
            return (rule.signals.isEmpty || rule.signals.contains(Numbers.signal(number))) && matches(rule.peer, peer)
        case .ptrace(let peer, let wanted):
            guard let rule = value as? PtraceRule, names(rule.access, wanted, .ptrace) else { return false }
            return matches(rule.peer, peer)
        case .mount(let target, let source, let type, let flags, _):
            return (value as? MountRule).map { speaks($0, target, source, type, flags) } ?? false
        case .umount(let target):
            return (value as? MountRule).map { $0.operation == .umount && matches($0.target, target) } ?? false
        case .pivotRoot(let new, let old):
            guard let rule = value as? MountRule, rule.operation == .pivotRoot else { return false }
            return matches(rule.target, new) && matches(rule.oldRoot, old)
        case .mqueue(let queue, let label, let wanted):
            guard let rule = value as? MessageQueueRule, names(rule.access, wanted, .mqueue) else { return false }
            return rule.type != .sysv && matches(rule.name, queue) && matches(rule.label, label)
        case .sqpoll: return (value as? IoUringRule).map { names($0.access, .sqpoll, .ioUring) } ?? false
        case .overrideCredentials(let label):
            guard let rule = value as? IoUringRule else { return false }
            return names(rule.access, .overrideCredentials, .ioUring) && matches(rule.label, label)
        case .dbus(let message, let wanted):
            guard let rule = value as? DbusRule, names(rule.access, wanted, .dbus) else { return false }
            return matches(rule.bus, message.bus) && matches(rule.peerName, message.name)
                && matches(rule.peerLabel, message.label) && matches(rule.path, message.path)
                && matches(rule.interface, message.interface) && matches(rule.member, message.member)
        case .dbusBind(let bus, let own):
            guard let rule = value as? DbusRule, names(rule.access, .dbusBind, .dbus) else { return false }
            return matches(rule.bus, bus) && matches(rule.name, own)
        case .dbusEavesdrop(let bus):
            return (value as? DbusRule).map { names($0.access, .eavesdrop, .dbus) && matches($0.bus, bus) } ?? false
        default: return false
        }
    }

    private func speaks(
        _ rule: MountRule,
        _ target: [UInt8],
        _ source: [UInt8],
        _ type: [UInt8],
        _ flags: UInt32
    ) -> Bool {
        guard rule.operation == .mount || rule.operation == .remount else { return false }
        if rule.operation == .remount, flags & Numbers.flags(.remount) == 0 { return false }
        guard matches(rule.target, target), matches(rule.source, source) else { return false }
        guard rule.fstype.isEmpty || rule.fstype.contains(where: { matches($0, type) }) else { return false }
        let remount = rule.operation == .remount ? Numbers.flags(.remount) : 0
        if !rule.options.isEmpty, rule.options.reduce(remount, { $0 | Numbers.flags($1) }) != flags { return false }
        if !rule.optionsIn.isEmpty {
            return flags & ~rule.optionsIn.reduce(remount) { $0 | Numbers.flags($1) } == 0
        }
        return true
    }

    /// Whether a list of accesses names one that is wanted; an empty list names all.
    private func names<Word: RawRepresentable>(
        _ list: [Word],
        _ wanted: Permission,
        _ table: PermissionWords
    ) -> Bool where Word.RawValue == String {
        list.isEmpty || list.contains { table.permission($0.rawValue).map { !wanted.isDisjoint(with: $0) } ?? false }
    }

    private func matches(_ glob: Glob?, _ name: [UInt8]) -> Bool {
        guard let glob else { return true }
        guard glob.variableNames.contains(VariableTable.profileName) else { return glob.matches(name) }
        let own = try? Glob.parse(glob.text, kind: glob.kind) {
            $0 == VariableTable.profileName ? [self.name] : variables.lookup($0)
        }
        return own?.matches(name) ?? false
    }

    private func matches(_ glob: Glob?, _ address: UnixAddress) -> Bool {
        guard let glob else { return true }
        switch address {
        case .anonymous: return glob.matches(Array("none".utf8))
        case .abstract(let name): return glob.matches(Array("@".utf8) + name)
        case .path(let path): return glob.matches(path)
        }
    }
}

extension FileRule {
    /// Whether apparmor_parser adds `m` to the rule: what runs under the same profile is mapped by it.
    fileprivate var mapsWhatItExecutes: Bool {
        guard case .mode(let mode) = execute else { return false }
        return mode.transition == .inherit || mode.fallback == .inherit
    }
}
