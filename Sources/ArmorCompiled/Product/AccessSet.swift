package import ArmorGlob

/// Many accesses of one kind at once: those whose texts are names of globs.
package struct AccessSet: Sendable {
    /// What is fixed before the texts: the class, and what its rules begin with.
    let kind: MediationClass
    let prefix: [UInt8]
    /// The texts in the order of the query's bytes, NUL between them.
    let texts: [Glob]
    /// What is fixed behind them.
    let suffix: [UInt8]
    let shape: [Shape.Part]
    package let wanted: Permission
    /// What the label after an execution must be, besides that it is allowed; none for any.
    package var ending: (@Sendable (ExecTransition) -> Bool)?

    /// Whether the owner of a file may be answered otherwise than others.
    package var tellsOwnersApart: Bool { kind == .file }

    private init(
        _ kind: MediationClass,
        prefix: [UInt8] = [],
        _ texts: [(Glob, Shape.Part)],
        suffix: [UInt8] = [],
        _ wanted: Permission
    ) {
        self.kind = kind
        self.prefix = prefix
        self.texts = texts.map(\.0)
        self.suffix = suffix
        shape = texts.map(\.1)
        self.wanted = wanted
    }

    /// All files of a glob.
    package static func files(_ paths: Glob, _ wanted: Permission) -> AccessSet {
        AccessSet(.file, [(paths, .path)], wanted)
    }

    /// All pairs of links and targets. The right to link, which is asked of each link's own path too, is a question of its
    /// own (`files`).
    package static func links(_ links: Glob, targets: Glob) -> AccessSet {
        AccessSet(.file, [(links, .path), (targets, .path)], .link)
    }

    package static func changeProfile(_ targets: Glob) -> AccessSet {
        AccessSet(.file, [(targets, .word)], .changeProfile)
    }

    package static func onExec(_ programs: Glob, targets: Glob) -> AccessSet {
        AccessSet(.file, [(programs, .path), (targets, .word)], .onExec)
    }

    package static func signals(_ number: UInt8, peers: Glob, _ wanted: Permission) -> AccessSet {
        AccessSet(.signal, prefix: [number], [(peers, .word)], wanted)
    }

    package static func ptrace(peers: Glob, _ wanted: Permission) -> AccessSet {
        AccessSet(.label, prefix: [MediationClass.ptrace.rawValue], [(peers, .word)], wanted)
    }

    /// Mounts with flags as in mount(2), or with any; the error is that of a glob that is too long.
    package static func mounts(
        at targets: Glob,
        sources: Glob,
        types: Glob,
        flags: UInt32?
    ) throws(GlobError) -> AccessSet {
        let texts: [(Glob, Shape.Part)] = [(targets, .path), (sources, .text), (types, .text)]
        guard let flags else {
            return AccessSet(.mount, texts + [(try Glob(kind: .name, pieces: [.star(deep: true)]), .flags)], .mount)
        }
        let bits = (UInt8(0)..<32).filter { flags >> UInt32($0) & 1 == 1 }.map { $0 + 1 }
        return AccessSet(.mount, texts, suffix: [0] + bits, .mount)
    }

    /// Addresses of unix sockets.
    package enum UnixAddresses: Sendable {
        case anonymous
        /// Without the NUL or the `@` before them.
        case abstract(Glob)
        case paths(Glob)

        /// The address whose texts these begin with; they are taken away.
        package func address(_ texts: inout ArraySlice<[UInt8]>) -> UnixAddress {
            let first = texts.popFirst() ?? []
            switch self {
            case .anonymous: return .anonymous
            case .paths: return .path(first)
            case .abstract: return .abstract(texts.popFirst() ?? [])
            }
        }
    }

    package static func umounts(_ targets: Glob) -> AccessSet { AccessSet(.mount, [(targets, .path)], .umount) }

    package static func pivotRoots(new: Glob, old: Glob) -> AccessSet {
        AccessSet(.mount, [(new, .path), (old, .path)], .pivotRoot)
    }

    package static func mqueues(_ names: Glob, labels: Glob, _ wanted: Permission) -> AccessSet {
        AccessSet(.mqueue, [(names, .path), (labels, .word)], wanted)
    }

    package static func overrideCredentials(labels: Glob) -> AccessSet {
        AccessSet(.ioUring, [(labels, .word)], .overrideCredentials)
    }

    /// Messages by bus, name, label, path, interface and member, in this order.
    package static func dbus(_ texts: [Glob], _ wanted: Permission) -> AccessSet {
        AccessSet(.dbus, texts.map { ($0, .text) }, wanted)
    }
}

extension AccessSet {
    /// What is done with unix sockets, by themselves or with peers that have a label; the error is that of a glob that is too
    /// long. Where a kernel knows no addresses of unix sockets, family and type decide.
    package static func unix(
        type: UInt16,
        at addresses: UnixAddresses,
        peer: (addresses: UnixAddresses, labels: Glob)?,
        _ wanted: Permission
    ) throws(GlobError) -> AccessSet {
        var texts = try texts(addresses, behind: [])
        // The label of the socket itself, which no rule names.
        texts.append((try literal([]), .text))
        var suffix: [UInt8] = []
        if let peer {
            texts += try self.texts(peer.addresses, behind: [1])
            texts.append((peer.labels, .word))
        } else {
            // Two or four bytes that rules do not tell apart follow these commands.
            switch wanted {
            case .listen: suffix = [0, 2, 0, 0]
            case .getOption, .setOption: suffix = [0, 4, 0, 0, 0, 0]
            default: suffix = [0]
            }
        }
        let prefix = Query.bigEndian(1) + Query.bigEndian(type) + [0, 0]
        return AccessSet(.networkV9, prefix: prefix, texts, suffix: suffix, wanted)
    }

    /// The texts of an address, NUL between them, behind the byte of a command.
    private static func texts(
        _ addresses: UnixAddresses,
        behind command: [UInt8]
    ) throws(GlobError) -> [(Glob, Shape.Part)] {
        switch addresses {
        case .anonymous: return [(try literal(command + [1]), .text)]
        case .abstract(let names): return [(try literal(command), .text), (names, .text)]
        case .paths(let paths): return command.isEmpty ? [(paths, .path)] : [(try paths.behind(command), .text)]
        }
    }

    private static func literal(_ bytes: [UInt8]) throws(GlobError) -> Glob {
        try Glob(kind: .name, pieces: bytes.map { .one(ByteSet($0)) })
    }
}

/// What was found in a set of accesses.
package enum SetFinding: Sendable, Hashable {
    /// None of them is so.
    case none
    /// The shortest and most readable that is so, text by text.
    case found([[UInt8]])
    /// There is no such access at all: nothing has such a name.
    case empty
    /// The question is too large.
    case undecided
}

extension CompiledProfile {
    /// The first access of a set that is allowed, or that is denied. Exact within the limits.
    package func find(
        allowed: Bool,
        in set: AccessSet,
        _ subject: Subject,
        _ kernel: KernelDialect,
        _ limits: ProductLimits = ProductLimits()
    ) -> SetFinding {
        guard let globs = GlobSequence(set.texts) else { return .undecided }
        var kind = set.kind
        if kind == .networkV9 {
            guard let mediation = fineUnixMediation(kernel) else {
                let type = UInt16(set.prefix[2]) << 8 | UInt16(set.prefix[3])
                let same = decide(.network(family: 1, type: type, protocol: 0, set.wanted), subject, kernel)
                return findAny(same.isAllowed == allowed, set, globs, limits)
            }
            kind = mediation
        }
        let rules = kind == .file ? files ?? self.rules : self.rules
        let isMediated = effectiveMode != .unconfined && mediates(kind == .label ? .ptrace : kind)
        guard isMediated, let rules else {
            // What is not confined, or not asked, leaves the label as it is.
            let stays = ExecTransition(target: .inherit, fallback: .none, keepsEnvironment: true)
            return findAny((set.ending?(stays) ?? true) == allowed, set, globs, limits)
        }
        let isFile = kind == .file && files != nil
        let begin = isFile ? set.prefix : [kind.rawValue] + set.prefix
        let start = rules.machine.walk(begin, from: isFile ? rules.fileStart : rules.start)
        let side = Side(machine: rules.machine, start: start)
        var product = Product([side], Shape(set.shape), globs: globs)
        var isEmpty = true
        let end = product.walk(limits) { node, _ in
            isEmpty = false
            let state = rules.machine.walk(set.suffix, from: node.x)
            let meaning = isFile ? rules.fileMeaning(state, subject, kernel) : rules.policyMeaning(state, kernel)
            let isAllowed = decision(meaning, set.wanted).isAllowed
            return (isAllowed && (set.ending?(transition(meaning.xindex)) ?? true)) == allowed
        }
        switch end {
        case .stopped(let node): return .found(Self.texts(product.name(node)))
        case .complete: return isEmpty ? .empty : .none
        case .exhausted: return .undecided
        }
    }

    /// The first file about which all that is allowed together is as wanted. Exact within the limits.
    package func findFile(
        _ subject: Subject,
        _ kernel: KernelDialect,
        _ limits: ProductLimits = ProductLimits(),
        where isWanted: (Permission) -> Bool
    ) -> SetFinding {
        guard effectiveMode != .unconfined, let files else { return .undecided }
        let side = Side(machine: files.machine, start: files.fileStart)
        var product = Product([side], Shape([.path]))
        let end = product.walk(limits) { node, _ in
            let words = files.fileMeaning(node.x, subject, kernel).words
            return isWanted(Permission(rawValue: words.allow & ~words.deny))
        }
        switch end {
        case .stopped(let node): return .found(Self.texts(product.name(node)))
        case .complete: return .none
        case .exhausted: return .undecided
        }
    }

    /// One answer holds for all, so that the first name that there is shows it, if it is what was looked for.
    private func findAny(
        _ isWanted: Bool,
        _ set: AccessSet,
        _ globs: GlobSequence,
        _ limits: ProductLimits
    ) -> SetFinding {
        guard let anything = files ?? rules else { return .undecided }
        let side = Side(machine: anything.machine, start: StateMachine.dead)
        var product = Product([side], Shape(set.shape), globs: globs)
        switch product.walk(limits, visit: { _, _ in true }) {
        case .stopped(let node): return isWanted ? .found(Self.texts(product.name(node))) : .none
        case .complete: return .empty
        case .exhausted: return .undecided
        }
    }

    private static func texts(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    }
}
