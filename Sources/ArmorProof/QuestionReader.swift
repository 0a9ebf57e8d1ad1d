import ArmorCompiled
import ArmorGlob
package import ArmorPolicy

/// Why a text asks nothing.
package struct BadQuestion: Error, Sendable {
    package let message: String
    package let help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    static func unknown(_ what: String, _ word: String, _ known: [String]) -> BadQuestion {
        let near = nearestWord(to: word, in: known).map { "did you mean \"\($0)\"?" }
        return BadQuestion(
            "unknown \(what) \"\(word)\"",
            help: near ?? (known.count <= 24 ? "known: \(known.joined(separator: ", "))" : nil)
        )
    }
}

/// Makes questions of what a test, or the command line, says.
///
/// A string is a path, a word, or, for the kinds that have keys, those keys as `key=value` with blanks between them. What is
/// left out stands for all: a test holds only if it holds for each of them.
package struct QuestionReader {
    private let query: PolicyTest.Query
    private let lookup: (String) -> [String]?

    /// `lookup` knows the values of variables, `profile_name` among them.
    package init(_ query: PolicyTest.Query, _ lookup: @escaping (String) -> [String]?) {
        self.query = query
        self.lookup = lookup
    }

    package func questions(_ subject: PolicyTest.Subject) throws(BadQuestion) -> [Question] {
        switch subject {
        case .text(let text): return try questions(text.value)
        case .fields(let fields, _): return try questions(fields)
        }
    }

    /// The questions of a string.
    package func questions(_ text: String) throws(BadQuestion) -> [Question] {
        switch query {
        case .read: return [try file(text, .read)]
        case .write: return [try file(text, .write)]
        case .append: return [try file(text, .append)]
        case .execute: return [try file(text, .execute)]
        case .map: return [try file(text, .mapExecutable)]
        case .lock: return [try file(text, .lock)]
        case .link: return [try file(text, .link)]
        case .capability: return try capabilities(text)
        case .rlimit: return [try limit(text)]
        case .userns:
            guard text == "user" || text == "create" else { throw .unknown("namespace", text, ["user"]) }
            return [Question("create a user namespace", .userns)]
        case .umount:
            return [
                Question("umount \"\(text)\"", .umounts(try glob(text, .path))) { .umount($0[0]) }
            ]
        case .network where !text.contains("="): return try sockets(words: text)
        case .changeProfile where !text.contains("="): return try questions(["profile": [text]])
        case .ptrace, .signal, .network, .unix, .mount, .pivotRoot, .mqueue, .ioUring, .dbus, .changeProfile:
            return try questions(pairs(text))
        }
    }

    /// `key=value` words, a value's elements divided by commas.
    private func pairs(_ text: String) throws(BadQuestion) -> [String: [String]] {
        var fields: [String: [String]] = [:]
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw BadQuestion(
                    "\"\(word)\" is no key=value",
                    help: "keys: \(query.fields.joined(separator: ", "))"
                )
            }
            guard query.fields.contains(parts[0]) else { throw .unknown("key", parts[0], query.fields) }
            let isList = ["access", "set", "options"].contains(parts[0])
            fields[parts[0]] = isList ? parts[1].split(separator: ",").map(String.init) : [parts[1]]
        }
        return fields
    }

    private func questions(_ fields: [String: [String]]) throws(BadQuestion) -> [Question] {
        let keys = FieldReader(fields: fields, reader: self)
        switch query {
        case .link: return try links(keys)
        case .network: return try sockets(keys)
        case .unix: return try UnixQuestions(keys).questions()
        case .signal: return try signals(keys)
        case .ptrace: return try ptraces(keys)
        case .mount: return [try mount(keys)]
        case .pivotRoot:
            let set = AccessSet.pivotRoots(new: try keys.glob("newroot", .path), old: try keys.glob("oldroot", .path))
            return [Question("pivot_root \(keys.text)", set) { .pivotRoot(new: $0[0], old: $0[1]) }]
        case .mqueue: return try mqueues(keys)
        case .ioUring: return try ioUrings(keys)
        case .dbus: return try buses(keys)
        case .changeProfile: return [try changeProfile(keys)]
        case .read, .write, .append, .execute, .map, .lock, .capability, .umount, .userns, .rlimit:
            throw BadQuestion("\"\(query.rawValue)\" takes a string")
        }
    }

    func glob(_ text: String, _ kind: GlobKind) throws(BadQuestion) -> Glob {
        do {
            return try Glob.parse(text, kind: kind, variables: lookup)
        } catch { throw BadQuestion("\(error.message) in \"\(text)\"", help: error.help) }
    }

    // MARK: Files

    private func file(_ text: String, _ wanted: Permission) throws(BadQuestion) -> Question {
        let paths = try glob(text, .path)
        return Question("\(query.rawValue) \"\(text)\"", .files(paths, wanted)) { .file($0[0], wanted) }
    }

    private func links(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let links = try keys.glob("path", .path)
        let targets = try keys.glob("target", .path)
        let own = Question("link \(keys.text)", .files(links, .link)) { .file($0[0], .link) }
        // One pair is answered whole, the subset test with it.
        if let link = links.literalBytes, let target = targets.literalBytes {
            return [Question("link \(keys.text)", .link(link, target: target))]
        }
        return [own, Question("link \(keys.text)", .links(links, targets: targets)) { .link($0[0], target: $0[1]) }]
    }

    private func changeProfile(_ keys: FieldReader) throws(BadQuestion) -> Question {
        let targets = try keys.glob("profile", .label)
        guard keys.has("exec") else {
            return Question("change_profile \(keys.text)", .changeProfile(targets)) { .changeProfile($0[0]) }
        }
        let set = AccessSet.onExec(try keys.glob("exec", .path), targets: targets)
        return Question("change_profile \(keys.text)", set) { .onExec(program: $0[0], target: $0[1]) }
    }

    // MARK: By number

    private func capabilities(_ word: String) throws(BadQuestion) -> [Question] {
        if word == "all" {
            return CapabilityRule.all.indices.map { number in
                Question("capability \(CapabilityRule.all[number])", .capability(number))
            }
        }
        guard let number = CapabilityRule.all.firstIndex(of: word) else {
            throw .unknown("capability", word, CapabilityRule.all)
        }
        return [Question("capability \(word)", .capability(number))]
    }

    /// `nofile 1024` or `nofile <= 1024`.
    private func limit(_ text: String) throws(BadQuestion) -> Question {
        let words = text.split { " =<".contains($0) }.map(String.init)
        guard words.count == 2 else { throw BadQuestion("\"\(text)\" is no limit", help: "write \"nofile 1024\"") }
        let name = words[0] == "ofile" ? "nofile" : words[0]
        guard let number = Numbers.limits.firstIndex(of: name) else { throw .unknown("resource", name, Numbers.limits) }
        guard let value = LimitValue.read(words[1], of: name) else {
            throw BadQuestion("\"\(words[1])\" is no value of \(name)")
        }
        return Question("rlimit \(text)", .limit(number, value))
    }

    // MARK: Sockets

    /// The words of `[network]`: `tcp`, `inet stream`, `packet`, `all`.
    private func sockets(words text: String) throws(BadQuestion) -> [Question] {
        var fields: [String: [String]] = [:]
        for word in text.split(separator: " ").map(String.init) where word != "all" {
            if let type = NetworkRule.shorthands[word] {
                fields["family", default: ["inet", "inet6"]] = fields["family"] ?? ["inet", "inet6"]
                fields["type"] = [type.rawValue]
            } else if NetworkRule.families.contains(word), fields["family"] == nil {
                fields["family"] = [word]
            } else if NetworkRule.SocketType(rawValue: word) != nil, fields["type"] == nil {
                fields["type"] = [word]
            } else if NetworkRule.TransportProtocol(rawValue: word) != nil {
                fields["protocol"] = [word]
            } else {
                let known = NetworkRule.shorthands.keys.sorted() + NetworkRule.SocketType.allCases.map(\.rawValue)
                throw .unknown("network word", word, known + NetworkRule.families)
            }
        }
        return try sockets(FieldReader(fields: fields, reader: self))
    }

    private func sockets(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        if keys.has("ip") || keys.has("port") {
            throw BadQuestion("addresses cannot be asked about yet", help: "ask about family, type and access")
        }
        let families = try keys.words("family", NetworkRule.families)
        let types = try keys.words("type", NetworkRule.SocketType.allCases.map(\.rawValue))
        let transport = try keys.words("protocol", NetworkRule.TransportProtocol.allCases.map(\.rawValue))?.first
        let number = transport.flatMap(NetworkRule.TransportProtocol.init(rawValue:)).map(Numbers.transport) ?? 0
        let access = try keys.permission(.socket) ?? .create
        var questions: [Question] = []
        for family in families ?? NetworkRule.families {
            for type in types ?? NetworkRule.SocketType.allCases.map(\.rawValue) {
                guard let familyNumber = Numbers.family(family), let socket = NetworkRule.SocketType(rawValue: type)
                else { continue }
                let typeNumber = Numbers.socketType(socket)
                let wanted = Access.network(family: familyNumber, type: typeNumber, protocol: number, access)
                questions.append(Question("network \(family) \(type)", wanted))
            }
        }
        return questions
    }

    // MARK: Processes

    private func signals(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let peers = try keys.glob("peer", .label)
        let accesses = try keys.permissions(.signal)
        var numbers: [UInt8] = []
        for word in keys.values("set") {
            guard let number = Numbers.signal(word) else { throw .unknown("signal", word, SignalRule.names) }
            numbers.append(number)
        }
        if numbers.isEmpty { numbers = Numbers.signals.map(\.number) }
        return numbers.flatMap { number in
            accesses.map { access in
                let text = "\(PermissionWords.signal.text(access)) signal \(Numbers.signal(number))\(keys.tail("peer"))"
                return Question(text, .signals(number, peers: peers, access)) { .signal(number, peer: $0[0], access) }
            }
        }
    }

    private func ptraces(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let peers = try keys.glob("peer", .label)
        return try keys.permissions(.ptrace).map { access in
            let text = "ptrace \(PermissionWords.ptrace.text(access))\(keys.tail("peer"))"
            return Question(text, .ptrace(peers: peers, access)) { .ptrace(peer: $0[0], access) }
        }
    }

    // MARK: The rest

    private func mount(_ keys: FieldReader) throws(BadQuestion) -> Question {
        var flags: UInt32?
        for word in keys.values("options") {
            guard let option = MountOption(rawValue: word) else {
                throw .unknown("mount option", word, MountOption.allCases.map(\.rawValue))
            }
            flags = (flags ?? 0) | Numbers.flags(option)
        }
        let targets = try keys.glob("target", .path)
        let operation = MountOperation(flags ?? 0)
        let sources = try operation.hasSource ? keys.glob("source", .name) : none("source", keys, operation)
        let types = try operation.hasType ? keys.glob("fstype", .name) : none("fstype", keys, operation)
        let set: AccessSet
        do {
            set = try AccessSet.mounts(at: targets, sources: sources, types: types, flags: flags)
        } catch { throw BadQuestion(error.message, help: error.help) }
        return Question("mount \(keys.text)", set) { [flags] texts in
            let bits = (texts.count > 3 ? texts[3] : []).reduce(UInt32(0)) { $0 | 1 << UInt32(($1 &- 1) & 31) }
            return .mount(at: texts[0], source: texts[1], type: texts[2], flags: flags ?? bits, data: [])
        }
    }

    /// What the kernel leaves empty for this operation, and so nobody can ask about.
    private func none(
        _ key: String,
        _ keys: FieldReader,
        _ operation: MountOperation
    ) throws(BadQuestion) -> Glob {
        if keys.has(key) { throw BadQuestion("\(operation.name) has no \(key)", help: "leave out \"\(key)\"") }
        do { return try Glob(kind: .name, pieces: []) } catch { throw BadQuestion(error.message, help: error.help) }
    }

    private func mqueues(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let names = try keys.glob("name", .path)
        let labels = try keys.glob("label", .label)
        return try keys.permissions(.mqueue).map { access in
            let text = "mqueue \(PermissionWords.mqueue.text(access)) \(keys.text)"
            return Question(text, .mqueues(names, labels: labels, access)) {
                .mqueue($0[0], label: $0[1], access)
            }
        }
    }

    private func ioUrings(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let labels = try keys.glob("label", .label)
        return try keys.permissions(.ioUring).map { access in
            if access == .sqpoll { return Question("io_uring sqpoll", .sqpoll) }
            return Question("io_uring override_creds\(keys.tail("label"))", .overrideCredentials(labels: labels)) {
                .overrideCredentials(label: $0[0])
            }
        }
    }

    private func buses(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let bus = try keys.glob("bus", .name)
        let name = try keys.glob("name", .name)
        let peer = try keys.has("peer_name") ? keys.glob("peer_name", .name) : name
        let label = try keys.has("peer_label") ? keys.glob("peer_label", .label) : keys.glob("label", .label)
        let path = try keys.glob("path", .name)
        let interface = try keys.glob("interface", .name)
        let member = try keys.glob("member", .name)
        return try keys.permissions(.dbus).map { access in
            let text = "dbus \(PermissionWords.dbus.text(access)) \(keys.text)"
            switch access {
            case .dbusBind:
                return Question(text, .dbus([bus, name], access)) { .dbusBind(bus: $0[0], name: $0[1]) }
            case .eavesdrop: return Question(text, .dbus([bus], access)) { .dbusEavesdrop(bus: $0[0]) }
            default:
                return Question(text, .dbus([bus, peer, label, path, interface, member], access)) { texts in
                    var message = DbusMessage(bus: texts[0])
                    (message.name, message.label, message.path) = (texts[1], texts[2], texts[3])
                    (message.interface, message.member) = (texts[4], texts[5])
                    return .dbus(message, access)
                }
            }
        }
    }
}
