package import ArmorCompiled
import ArmorGlob
package import ArmorPolicy
import ArmorSource

/// The elements of a policy's own profile that its other rules seem to allow as a whole.
///
/// Found by comparing the globs of rules, in time about proportional to their number. Only the compiled policy without the
/// elements shows whether they change nothing. No element is here because of another one, so that all can be left out at
/// the same time and one compilation decides about all of them.
package struct CoveredElements {
    /// One element: a string or a table of the policy, which may be several rules.
    package struct Element: Sendable {
        /// Its first rule.
        package let rule: Rule
        fileprivate let indices: [Int]
    }

    /// In the order of the policy; elements of presets are not among them.
    package private(set) var elements: [Element] = []
    /// How often two rules were compared.
    package private(set) var comparisons = 0

    private let policy: Policy
    private let access: EffectiveAccess
    private var kinds: [RuleKind: [Int]] = [:]
    private var excluded: Set<Int> = []

    /// The most comparisons of rules that are not about files: they have no index.
    private static let mostComparisons = 100_000
    private static let limits = AutomatonLimits(states: 2_000)

    /// - Parameter includesFiles: whether file rules are looked at. Where one rule allows every file, it covers all others,
    ///   which says nothing about them.
    package init(_ policy: Policy, includesFiles: Bool = true) {
        self.policy = policy
        access = EffectiveAccess(policy.main.rules)
        for (index, rule) in policy.main.rules.enumerated() where rule.action == .allow {
            kinds[type(of: rule.value).kind, default: []].append(index)
        }
        for element in Self.written(policy.main.rules) where includesFiles || !(element.rule.value is FileRule) {
            excluded.formUnion(element.indices)
            if element.indices.allSatisfy({ isCovered($0) }) {
                elements.append(element)
            } else {
                excluded.subtract(element.indices)
            }
        }
    }

    /// The allowing elements that the policy's authors wrote.
    private static func written(_ rules: [Rule]) -> [Element] {
        struct Spot: Hashable {
            let source: ObjectIdentifier
            let start: Int
        }
        var order: [Spot] = []
        var indices: [Spot: [Int]] = [:]
        for (index, rule) in rules.enumerated() where rule.action == .allow {
            guard let origin = rule.origin, !origin.layer.isPreset else { continue }
            let spot = Spot(source: ObjectIdentifier(origin.place.source), start: origin.place.range.lowerBound)
            if indices[spot] == nil { order.append(spot) }
            indices[spot, default: []].append(index)
        }
        return order.compactMap { spot in
            indices[spot].flatMap { own in own.first.map { Element(rule: rules[$0], indices: own) } }
        }
    }

    // MARK: Leaving out

    /// The policy without these elements.
    package func policy(without left: [Element]) -> Policy {
        let gone = Set(left.flatMap(\.indices))
        var rest = policy
        rest.main.rules = policy.main.rules.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
        return rest
    }

    /// The elements that a difference shows nothing of, where leaving all of them out made a difference.
    package func unaffected(by diff: ProfileDiff) -> [Element] {
        var names: [[UInt8]] = []
        var isFilesAlone = diff.capabilities.isEmpty && diff.network.isEmpty && diff.limits.isEmpty
        for entry in diff.kinds {
            guard entry.kind == .file, case .differs(let groups) = entry.difference else {
                if entry.difference != .same { isFilesAlone = false }
                continue
            }
            names += groups.compactMap(\.witness.first)
        }
        return elements.filter { element in
            guard let path = (element.rule.value as? FileRule)?.path else { return isFilesAlone }
            return !names.contains(where: path.matches)
        }
    }

    // MARK: Covering

    private mutating func isCovered(_ index: Int) -> Bool {
        let rule = policy.main.rules[index]
        if let file = rule.value as? FileRule { return isCovered(rule, file) }
        guard comparisons < Self.mostComparisons else { return false }
        let others = kinds[type(of: rule.value).kind] ?? []
        comparisons += others.count
        return others.contains { serves($0, instead: rule) && policy.main.rules[$0].value.covers(rule.value) }
    }

    /// Whether other rules that match a name of this one cover all its names, for each permission.
    private mutating func isCovered(_ rule: Rule, _ file: FileRule) -> Bool {
        guard case .path(let path) = file.subject, let sample = path.sample else { return false }
        let matches = access.matches(sample)
        for permission in EffectiveAccess.Permission.allCases where file.names(permission) {
            let others = matches.granting(permission, to: file.owner ? .owner : .other).filter { other in
                serves(other, instead: rule)
                    && (permission != .execute || executes(policy.main.rules[other], as: file.execute))
            }
            comparisons += others.count
            guard !others.isEmpty else { return false }
            let globs = others.map { (policy.main.rules[$0].value as? FileRule)?.path }
            if path.isLiteral || globs.contains(where: { $0 == nil }) { continue }
            guard case .covered = covered(path, by: globs.compactMap(\.self), limits: Self.limits) else { return false }
        }
        return true
    }

    /// Whether a rule may take the part of another: it stays, is as strong and logs what the other logs.
    private func serves(_ other: Int, instead rule: Rule) -> Bool {
        let candidate = policy.main.rules[other]
        return !excluded.contains(other) && candidate.rank >= rule.rank && (!rule.logged || candidate.logged)
    }

    private func executes(_ rule: Rule, as mode: FileRule.Execution?) -> Bool {
        guard let file = rule.value as? FileRule else { return false }
        // `file,` executes under the same profile.
        if case .everything = file.subject { return mode == .mode(ExecuteMode(.inherit)) }
        return file.execute == mode
    }
}
