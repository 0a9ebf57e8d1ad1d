import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource

/// What to take from a policy because no use of it was seen.
package struct TightenPlan: Sendable {
    /// One for each grant of the policy's own text, in its order.
    package internal(set) var verdicts: [GrantVerdict] = []

    /// - Parameters:
    ///   - held: grants that stay whatever the uses are, by their numbers, and why.
    ///   - literal: grants in whose place names come and no globs; none means all.
    init(
        _ record: UseRecord,
        _ policy: Policy,
        _ source: SourceFile,
        held: [Int: GrantVerdict.Stay],
        literal: Set<Int>? = []
    ) {
        verdicts = TightenWork(record, policy, source, literal).verdicts(held: held)
    }
}

/// Holds the uses against the grants.
private struct TightenWork {
    private let record: UseRecord
    private let policy: Policy
    private let grants: [Grant]
    private let supports: [Support]
    /// What the policy extends, which is not edited.
    private let base: Support
    /// In a fixed order.
    private let uses: [(need: Need, use: Use)]
    private let literal: Set<Int>?

    init(_ record: UseRecord, _ policy: Policy, _ source: SourceFile, _ literal: Set<Int>?) {
        (self.record, self.policy, self.literal) = (record, policy, literal)
        grants = GrantFinder.grants(policy, source)
        supports = grants.map { Support($0, policy) }
        base = Support(policy.extendedGrants, policy)
        uses = record.uses.map { (text: $0.key.access.text, need: $0.key, use: $0.value) }
            .sorted { ($0.need.child ?? "", $0.text) < ($1.need.child ?? "", $1.text) }
            .map { ($0.need, $0.use) }
    }

    func verdicts(held: [Int: GrantVerdict.Stay]) -> [GrantVerdict] {
        var existing = Set(grants.flatMap { $0.rules.map(\.text) })
        return grants.indices.map { index in
            let supporting = uses.filter { supported($0.need, $0.use.evidence, by: index) }
            let all = supporting.map(\.use)
            var evidence = all.map(\.evidence).reduce(Evidence()) { $0.joined($1) }
            evidence.runs = Set(all.flatMap(\.runs)).count
            let decision =
                held[index].map(GrantVerdict.Decision.stay) ?? decide(index, supporting.map(\.need), &existing)
            return GrantVerdict(
                grant: grants[index],
                decision: decision,
                evidence: evidence,
                phase: record.phase(of: all)
            )
        }
    }

    /// Whether a grant allows a use; mapping, which is not logged, goes with what shows that the file was opened.
    private func supported(_ need: Need, _ evidence: Evidence, by index: Int) -> Bool {
        guard need.child == grants[index].child else { return false }
        if supports[index].allowsSome(need, evidence) { return true }
        return need.asMapping.map { supports[index].allowsSome($0, evidence) } ?? false
    }

    // MARK: Decisions

    private func decide(_ index: Int, _ needs: [Need], _ existing: inout Set<String>) -> GrantVerdict.Decision {
        let grant = grants[index]
        if let stay = stay(grant) { return .stay(stay) }
        if needs.isEmpty {
            existing.subtract(grant.rules.map(\.text))
            return .remove(.unused)
        }
        guard grant.kind == .file else {
            return WordNarrowing.narrow(grant, needs).map(GrantVerdict.Decision.narrow) ?? .stay(.used)
        }
        let isLiteral = literal?.contains(index) ?? true
        let narrowing = FileNarrowing(variables: policy.variables, existing: existing, isLiteral: isLiteral)
        switch narrowing.narrow(grant, wants(index, needs)) {
        case .same: return .stay(.used)
        case .tooMany(let count): return .stay(.tooMany(count))
        case .covered:
            existing.subtract(grant.rules.map(\.text))
            return .remove(.covered)
        case .less(let less, let rules):
            existing.subtract(grant.rules.map(\.text))
            existing.formUnion(rules)
            return .narrow(less)
        }
    }

    /// Why a grant stays whatever was seen; none where its uses decide.
    private func stay(_ grant: Grant) -> GrantVerdict.Stay? {
        if grant.rules.contains(where: \.isKept) { return .kept }
        for rule in grant.rules {
            switch rule.value {
            case is RawRule, is AllRule: return .byHand
            // Masked out of what is audited, as mapping is, or written by others than the kernel.
            case is ChangeProfileRule, is DbusRule, is MessageQueueRule: return .unlogged
            case let file as FileRule:
                if case .everything = file.subject { return .byHand }
                if file.permissions.contains(.link) { return .unlogged }
            case let signal as SignalRule where signal.endsContainers: return .stops
            case is CapabilityRule where !record.hasLoad: return .noLoad
            default: break
            }
        }
        return nil
    }

    // MARK: Files

    /// What was done to each path by this grant; of a glob only the paths that need it: not those at which all that was done
    /// is allowed by what the policy extends, or by other grants that say less.
    private func wants(_ index: Int, _ needs: [Need]) -> [[UInt8]: FileNarrowing.Doing] {
        let grant = grants[index]
        let narrower = grants.indices.filter { isNarrower($0, than: index) }
        var wants: [[UInt8]: FileNarrowing.Doing] = [:]
        var own: Set<[UInt8]> = []
        func add(_ need: Need, _ path: [UInt8], _ change: (inout FileNarrowing.Doing) -> Void) {
            guard let evidence = evidence(need), supports[index].allowsSome(need, evidence) else { return }
            let isElsewhere =
                base.allowsAll(need, evidence) || narrower.contains { supports[$0].allowsAll(need, evidence) }
            if !isElsewhere { own.insert(path) }
            change(&wants[path, default: FileNarrowing.Doing()])
        }
        let declared = grant.files.reduce(FilePermissions()) { $0.union($1.permissions) }
        for need in needs {
            guard case .file(let path, let permission) = need.access else { continue }
            switch permission {
            case .read: add(need, path) { $0.permissions.insert(.read) }
            case .write, .append:
                add(need, path) { $0.permissions.insert(declared.contains(.write) ? .write : .append) }
            case .lock: add(need, path) { $0.permissions.insert(.lock) }
            case .execute: add(need, path) { $0.executes = true }
            default: break
            }
            guard declared.contains(.map), let mapping = need.asMapping else { continue }
            add(mapping, path) { $0.permissions.insert(.map) }
        }
        let isWide = grant.globs.contains { !$0.isLiteral }
        return isWide ? wants.filter { own.contains($0.key) } : wants
    }

    /// What is known of a use; of mapping, what is known of the opening before it.
    private func evidence(_ need: Need) -> Evidence? {
        if let use = record.uses[need] { return use.evidence }
        guard case .file(let path, .mapExecutable) = need.access else { return nil }
        let before = [Permission.read, .execute].compactMap {
            record.uses[Need(child: need.child, .file(path, $0))]?.evidence
        }
        return before.isEmpty ? nil : before.reduce(Evidence()) { $0.joined($1) }
    }

    private func isNarrower(_ one: Int, than other: Int) -> Bool {
        let (one, other) = (grants[one], grants[other])
        guard one.child == other.child, !one.globs.isEmpty, one.globs.count == one.files.count else { return false }
        return one.isWithin(other) && !other.isWithin(one)
    }
}

extension SignalRule {
    /// Whether unconfined processes, engines or runtimes may end the container by it.
    fileprivate var endsContainers: Bool {
        guard access.isEmpty || access.contains(.receive) else { return false }
        guard let peer else { return true }
        let names = ["unconfined", "runc", "crun", "podman", "dockerd", "containerd"]
        return (names + names.map { "/usr/bin/\($0)" } + names.map { "/usr/sbin/\($0)" }).contains {
            peer.matches(Array($0.utf8))
        }
    }
}

extension Policy {
    /// The grants of all that it extends, each with the child that it is in.
    var extendedGrants: [(child: String?, rule: Rule)] {
        let bodies = [(nil, main)] + main.children.map { ($0.name.value as String?, $0.body) }
        return bodies.flatMap { child, body in
            body.rules.filter { $0.action == .allow && $0.origin?.layer.depth != 0 }.map { (child, $0) }
        }
    }
}
