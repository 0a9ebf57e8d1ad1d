import ArmorGlob
import ArmorSource

/// One profile of a policy as the lints see it.
struct LintInput: Sendable {
    let policy: Policy
    let body: ProfileBody
    /// The name of the child or hat; none for the policy's own profile.
    let child: Located<String>?
    let context: LintContext
    /// The rules, those raw ones read that are simple enough.
    let rules: [Rule]
    let access: EffectiveAccess
    /// The indices of the rules that allow writing every file.
    let wideRules: Set<Int>
    /// Names that each allow rule for files matches, by the rule's index; none for other rules.
    let samples: [Int: [[UInt8]]]
    /// The grants that a person has to consent to, by kind.
    let sensitive: [SensitiveAccess.Kind: [LintHit]]

    init(policy: Policy, body: ProfileBody, child: Located<String>?, context: LintContext) {
        self.policy = policy
        self.body = body
        self.child = child
        self.context = context
        rules = body.rules.map(RawReading.interpreted)
        access = EffectiveAccess(rules)
        wideRules = Self.wideRules(rules, access)
        let globs = rules.enumerated().compactMap { index, rule -> (index: Int, path: Glob)? in
            guard rule.action == .allow, let path = (rule.value as? FileRule)?.path else { return nil }
            return (index, path)
        }
        let count = max(1, globs.count { !$0.path.isLiteral })
        let share = Self.mostComparisons / (count * count)
        var samples: [Int: [[UInt8]]] = [:]
        for (index, path) in globs { samples[index] = GlobShape(path).samples(of: path, rounds: share) }
        self.samples = samples
        sensitive = Self.sensitiveGrants(rules, access, samples)
    }

    /// How often samples are compared with globs, about: each may be asked of every rule in its folder, so that without
    /// a bound a policy of thousands of globs would take minutes.
    private static let mostComparisons = 500_000

    /// Paths that nobody would name: a rule that allows writing them allows writing everything.
    static let anywhere = ["/zq-a/zq-b/zq-c.zq", "/zq-d"]

    private static func wideRules(_ rules: [Rule], _ access: EffectiveAccess) -> Set<Int> {
        let bare = rules.indices.filter { index in
            rules[index].action == .allow && (rules[index].value as? FileRule)?.subject == .everything
        }
        let byPath = anywhere.flatMap { path in
            let matches = access.matches(Array(path.utf8))
            return EffectiveAccess.Requester.allCases.flatMap { matches.granting(.write, to: $0) }
        }
        return Set(bare + byPath).filter { !(rules[$0].value is AllRule) }
    }

    var isMain: Bool { child == nil }

    /// The rules of one kind that do one thing.
    func rules<Value: RuleValue>(_ type: Value.Type, _ action: Action = .allow) -> [(rule: Rule, value: Value)] {
        rules.compactMap { rule in
            guard rule.action == action, let value = rule.value as? Value else { return nil }
            return (rule, value)
        }
    }

    /// The allow rules of one kind that no deny takes back; `covers` says whether a deny's value does that.
    func effective<Value: RuleValue>(
        _ type: Value.Type,
        where wanted: (Value) -> Bool,
        deniedBy covers: (_ deny: Value) -> Bool
    ) -> [(rule: Rule, value: Value)] {
        let denies = rules(type, .deny).filter { covers($0.value) }
        return rules(type).filter { allow in
            wanted(allow.value) && !denies.contains { $0.rule.rank >= allow.rule.rank }
        }
    }

    /// Whether a peer can be nobody but a process of this policy.
    func isSelf(_ peer: Glob?) -> Bool {
        guard let peer else { return false }
        let own = ["@{profile_name}"] + (policy.name.map { [$0.value] } ?? [])
        return own.contains { peer.text == $0 || peer.text.hasPrefix($0 + "//") }
    }
}

extension Rule {
    /// Its priority, or what rules without one have.
    package var rank: Int { priority ?? 0 }
}

// MARK: Files

/// Paths that matter to a lint: some by name, and every sample of a rule that a pattern matches.
struct Paths: Sendable {
    let known: [String]
    let patterns: [Glob]

    init(_ known: [String], patterns: [String] = []) {
        self.known = known
        self.patterns = patterns.compactMap { try? Glob.parse($0) }
        assert(self.patterns.count == patterns.count, "a pattern of a lint is no glob")
    }

    func contain(_ path: [UInt8]) -> Bool { patterns.contains { $0.matches(path) } }
}

extension LintInput {
    /// A finding for each rule that permits any of these accesses to any of these paths, with a witness.
    func grants(
        _ paths: Paths,
        _ permissions: [EffectiveAccess.Permission],
        to requesters: [EffectiveAccess.Requester] = EffectiveAccess.Requester.allCases
    ) -> [LintHit] {
        var found: [Int: (first: String, count: Int)] = [:]
        for path in candidates(paths) {
            var seen: Set<Int> = []
            let matches = access.matches(path)
            for permission in permissions where !matches.isEmpty {
                for requester in requesters {
                    for index in matches.granting(permission, to: requester)
                    where seen.insert(index).inserted && !(rules[index].value is AllRule) {
                        let witness = found[index]?.first ?? "\(permission.verb) \(shown(path))"
                        found[index] = (witness, (found[index]?.count ?? 0) + 1)
                    }
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { index, witness in
            let more = witness.count - 1
            let rest = more > 0 ? ", and \(more) more such path\(more > 1 ? "s" : "")" : ""
            return LintHit(rules[index], "allows \(witness.first)\(rest)")
        }
    }

    /// The known paths first: they make the better witnesses.
    private func candidates(_ paths: Paths) -> [[UInt8]] {
        let sampled = samples.sorted { $0.key < $1.key }.flatMap { $0.value.filter(paths.contain) }
        return (paths.known.map { Array($0.utf8) } + sampled).uniqued()
    }
}

/// A path in a message.
func shown(_ path: [UInt8]) -> String { printable(String(decoding: path, as: UTF8.self)) }
