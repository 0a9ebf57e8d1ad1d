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

    package static func mounts(at targets: Glob, sources: Glob, types: Glob, flags: UInt32) -> AccessSet {
        let bits = (UInt8(0)..<32).filter { flags >> UInt32($0) & 1 == 1 }.map { $0 + 1 }
        return AccessSet(.mount, [(targets, .path), (sources, .text), (types, .text)], suffix: [0] + bits, .mount)
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
        let rules = set.kind == .file ? files ?? self.rules : self.rules
        let asked = set.kind == .label ? MediationClass.ptrace : set.kind
        let isMediated = effectiveMode != .unconfined && mediates(asked)
        guard isMediated, let rules else { return findUnmediated(allowed: allowed, set, globs, limits) }
        let isFile = set.kind == .file && files != nil
        let begin = isFile ? set.prefix : [set.kind.rawValue] + set.prefix
        let start = rules.machine.walk(begin, from: isFile ? rules.fileStart : rules.start)
        let side = Side(machine: rules.machine, letters: rules.machine.letters(), start: start)
        var product = Product([side], Shape(set.shape), globs: globs)
        var isEmpty = true
        let end = product.walk(limits) { node, _ in
            isEmpty = false
            let state = rules.machine.walk(set.suffix, from: node.x)
            let meaning = isFile ? rules.fileMeaning(state, subject, kernel) : rules.policyMeaning(state, kernel)
            return decision(meaning, set.wanted).isAllowed == allowed
        }
        switch end {
        case .stopped(let node): return .found(Self.texts(product.name(node)))
        case .complete: return isEmpty ? .empty : .none
        case .exhausted: return .undecided
        }
    }

    /// All is allowed, so that the first name that there is decides.
    private func findUnmediated(
        allowed: Bool,
        _ set: AccessSet,
        _ globs: GlobSequence,
        _ limits: ProductLimits
    ) -> SetFinding {
        guard let anything = files ?? rules else { return .undecided }
        let oneLetter = [UInt8](repeating: 0, count: 256)
        let side = Side(machine: anything.machine, letters: oneLetter, start: StateMachine.dead)
        var product = Product([side], Shape(set.shape), globs: globs)
        switch product.walk(limits, visit: { _, _ in true }) {
        case .stopped(let node): return allowed ? .found(Self.texts(product.name(node))) : .none
        case .complete: return .empty
        case .exhausted: return .undecided
        }
    }

    private static func texts(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    }
}
