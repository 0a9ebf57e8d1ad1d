import ArmorGlob
import ArmorTestSupport

@testable import ArmorPolicy

/// Random rules of every kind, as a policy may have them.
struct RandomRules {
    var random: SplitMix

    mutating func rule() -> Rule {
        let kinds = RuleKind.allCases
        let value = value(kinds[random.below(kinds.count)])
        let kind = type(of: value).kind
        let isBare = [.all, .resourceLimit, .raw].contains(kind) || value.text == "file"
        guard !isBare else { return Rule(value, .allow, logged: false, origins: []) }
        let denies = allowsDeny(value) && chance(3)
        return Rule(
            value,
            denies ? .deny : .allow,
            logged: chance(3),
            priority: chance(4) ? random.below(2001) - 1000 : nil,
            origins: []
        )
    }

    /// Rules that execute, bare `x` aside, and link pairs have no form that denies.
    private func allowsDeny(_ value: any RuleValue) -> Bool {
        guard let file = value as? FileRule else { return true }
        if case .link = file.subject { return false }
        return file.execute == nil
    }

    private mutating func value(_ kind: RuleKind) -> any RuleValue {
        switch kind {
        case .all: AllRule()
        case .capability: CapabilityRule(name: maybe { $0.pick(CapabilityRule.all) })
        case .network: network()
        case .unix: unix()
        case .signal: signal()
        case .ptrace: PtraceRule(access: some(PtraceRule.Access.self), peer: maybe { $0.glob(.label) })
        case .dbus: dbus()
        case .mount: mount()
        case .messageQueue: queue()
        case .ioUring: IoUringRule(access: some(IoUringRule.Access.self), label: maybe { $0.glob(.label) })
        case .userns: UsernsRule()
        case .resourceLimit: limit()
        case .changeProfile: changeProfile()
        case .file: file()
        case .raw: RawRule(line: pick(["unsafe /x ix,", "owner file,", "mount options=(shared) /a -> /b,", "/x Cx,"]))
        }
    }

    // MARK: Kinds

    private mutating func network() -> NetworkRule {
        if chance(2) {
            return NetworkRule(
                access: some(NetworkRule.Access.self),
                family: maybe { $0.pick(NetworkRule.families) },
                type: maybe { $0.pick(NetworkRule.SocketType.allCases) }
            )
        }
        return NetworkRule(
            access: some(NetworkRule.Access.self),
            family: maybe { $0.pick(["inet", "inet6"]) },
            type: maybe { _ in .stream },
            transport: maybe { _ in .tcp },
            local: maybe { $0.address() },
            peer: maybe { $0.address() }
        )
    }

    private mutating func address() -> SocketAddress {
        let ip = maybe { $0.pick(["127.0.0.1", "::1", "2001:db8::17", "none"]) }
        return SocketAddress(ip: ip, port: ip == nil || chance(2) ? pick(["0", "80", "8000-8010"]) : nil)
    }

    private mutating func unix() -> UnixRule {
        let hasPeer = chance(2)
        let access: [UnixRule.Access] = hasPeer ? [.accept, .connect, .send] : some(UnixRule.Access.self)
        return UnixRule(
            access: access,
            type: maybe { $0.pick(UnixRule.SocketType.allCases) },
            address: maybe { $0.unixAddress() },
            peerAddress: hasPeer ? maybe { $0.unixAddress() } : nil,
            peerLabel: hasPeer ? maybe { $0.glob(.label) } : nil
        )
    }

    private mutating func unixAddress() -> Glob? {
        let texts = ["none", "auto", "@a", "@a\\011b", "@*", "@a b", "@{pid}x", "@[ab]{c,d}"]
        return try? Glob.parse(pick(texts), kind: .name, variables: { _ in ["1"] })
    }

    private mutating func signal() -> SignalRule {
        var names: Set<String> = []
        for _ in 0..<random.below(4) { names.insert(chance(4) ? "rtmin+\(random.below(33))" : pick(SignalRule.names)) }
        return SignalRule(
            access: some(SignalRule.Access.self),
            signals: names.sorted(),
            peer: maybe { $0.glob(.label) }
        )
    }

    private mutating func dbus() -> DbusRule {
        let bus = maybe { $0.glob(.name) }
        switch random.below(3) {
        case 0:
            return DbusRule(
                access: [.bind],
                bus: bus,
                path: nil,
                interface: nil,
                member: nil,
                name: maybe { $0.glob(.name) },
                label: nil,
                peerName: nil,
                peerLabel: nil
            )
        case 1:
            return DbusRule(
                access: pick([[], [.send], [.receive], [.send, .receive]]),
                bus: bus,
                path: maybe { $0.glob(.name) },
                interface: maybe { $0.glob(.name) },
                member: maybe { $0.glob(.name) },
                name: nil,
                label: nil,
                peerName: maybe { $0.glob(.name) },
                peerLabel: maybe { $0.glob(.label) }
            )
        default:
            return DbusRule(
                access: [.eavesdrop],
                bus: bus,
                path: nil,
                interface: nil,
                member: nil,
                name: nil,
                label: nil,
                peerName: nil,
                peerLabel: nil
            )
        }
    }

    private mutating func mount() -> MountRule {
        let operation = pick(MountRule.Operation.allCases)
        let options = some(MountOption.self).filter { !$0.propagates }
        let hasOptions = operation == .mount || operation == .remount
        return MountRule(
            operation: operation,
            options: hasOptions ? options : [],
            optionsIn: hasOptions && chance(3) ? some(MountOption.self) : [],
            fstype: operation == .mount ? (0..<random.below(3)).map { _ in glob(.name) } : [],
            source: operation == .mount ? maybe { $0.glob(.name) } : nil,
            target: maybe { $0.glob(.path) },
            oldRoot: operation == .pivotRoot ? maybe { $0.glob(.path) } : nil,
            profile: operation == .pivotRoot ? maybe { $0.glob(.label) } : nil
        )
    }

    private mutating func queue() -> MessageQueueRule {
        let type = maybe { $0.pick(MessageQueueRule.QueueType.allCases) }
        let name: Glob? = maybe { random in
            type == .sysv
                ? try? Glob.parse("\(random.random.below(10_000))", kind: .name)
                : try? Glob.literal(random.literal())
        }
        return MessageQueueRule(
            access: some(MessageQueueRule.Access.self),
            type: type,
            label: maybe { $0.glob(.label) },
            name: name
        )
    }

    private mutating func limit() -> ResourceLimitRule {
        let (resource, limit) = pick([
            ("nofile", "1024"), ("nofile", "infinity"), ("cpu", "30min"), ("as", "64M"), ("nice", "-20"),
            ("rttime", "500us"), ("core", "0"), ("memlock", "16KB"),
        ])
        return ResourceLimitRule(resource: resource, limit: limit)
    }

    private mutating func changeProfile() -> ChangeProfileRule {
        let exec = maybe { $0.glob(.path) }
        return ChangeProfileRule(
            mode: exec == nil ? nil : maybe { $0.pick(ChangeProfileRule.Mode.allCases) },
            exec: exec,
            target: maybe { $0.glob(.label) }
        )
    }

    private mutating func file() -> FileRule {
        if chance(20) { return FileRule(.everything, []) }
        if chance(5) {
            return FileRule(.link(glob(.path), to: glob(.path), subset: chance(2)), .link, owner: chance(2))
        }
        var permissions = FilePermissions(rawValue: UInt8(random.below(64)))
        if permissions.contains(.write) { permissions.remove(.append) }
        var execute: FileRule.Execution?
        if permissions.isEmpty || chance(3) {
            let transition = pick(ExecuteMode.Transition.allCases)
            let enters = transition == .profile || transition == .child
            let needsTarget = transition == .child
            let target = needsTarget || (enters && chance(2)) ? pick(["helper", "a//b", "/usr/bin/x", "a-b.c_d"]) : nil
            execute = .mode(
                ExecuteMode(
                    transition,
                    target: target,
                    fallback: enters ? maybe { $0.pick(ExecuteMode.Fallback.allCases) } : nil,
                    scrubs: transition == .inherit || chance(2)
                )
            )
        }
        return FileRule(.path(glob(.path)), permissions, execute: execute, owner: chance(3))
    }

    // MARK: Globs

    /// Any name that can be: every byte but NUL, no `//`, `/./` or `/../`.
    mutating func literal() -> [UInt8] {
        var path: [UInt8] = []
        for _ in 0...random.below(3) {
            path.append(0x2F)
            path.append(UInt8(0x61 + random.below(26)))
            for _ in 0..<random.below(8) {
                let byte = UInt8(1 + random.below(255))
                path.append(byte == 0x2F ? 0x5C : byte)
            }
        }
        return path
    }

    private mutating func glob(_ kind: GlobKind) -> Glob {
        if kind == .path, chance(2), let literal = try? Glob.literal(literal()) { return literal }
        let parts = [
            "a", "usr", "B.c", "_-9", "*", "?", "[abc]", "[^x-z]", "{a,b}", "{,c*}", "{x,{y,z}}", "\\,", "\\{", "\\#",
            "\\\"", "\\\\", " ", "=", "(", ")", "\u{e9}", "#", "->", "\\@", "@", "[\\-a]", "!", "^", "'", "@{pid}",
        ]
        for _ in 0..<20 {
            var text = kind == .path ? pick(["/", "/**/", "@{PROC}", "@{OWN}", "/\\\""]) : ""
            for _ in 0...random.below(5) { text += pick(parts) + (kind == .path && chance(4) ? "/" : "") }
            let own = ["OWN": ["/own/{a,b}", "/other"]]
            let parsed = try? Glob.parse(text, kind: kind) { own[$0] ?? VariableTable.builtIn[$0] }
            if let parsed { return parsed }
        }
        return fallback
    }

    /// What stands where no random text was a glob.
    private var fallback: Glob {
        do { return try Glob.literal(Array("/fallback".utf8)) } catch { preconditionFailure("/fallback is a path") }
    }

    // MARK: Chance

    private mutating func chance(_ count: Int) -> Bool { random.below(count) == 0 }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[random.below(values.count)] }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value?) -> Value? { chance(2) ? make(&self) : nil }

    /// Some of a set's words, in its order.
    private mutating func some<Word: CaseIterable>(_: Word.Type) -> [Word] {
        if chance(2) { return [] }
        var words: [Word] = []
        for word in Word.allCases where chance(4) { words.append(word) }
        return words
    }
}
