import ArmorSource
import ArmorTOML

/// Asks every lint of every profile of a policy.
package enum Linter {
    /// How many findings of one code are shown; more are a flood that hides the others.
    package static let most = 20

    /// The findings, without those that the policy silences.
    ///
    /// - Parameter most: how many of one code are told one by one.
    package static func run(
        _ policy: Policy,
        _ context: LintContext = LintContext(),
        most: Int = most
    ) -> LintReport {
        let inputs = inputs(policy, context)
        let silences = Silences(policy)
        let references = PresetReferences(policy)
        var report = LintReport()
        var kept: [(lint: Lint, findings: [LintFinding])] = []
        for level in Lint.Level.allCases {
            for lint in Lints.all where lint.level == level {
                let found = inputs.flatMap { input in
                    lint.check(input).map { LintFinding(lint, $0, child: input.child?.value) }
                }
                var loud: [LintFinding] = []
                for finding in once(found) {
                    if let silence = silences.silence(finding) {
                        report.silenced.append(SilencedFinding(finding: finding, reason: silence.reason))
                    } else {
                        loud.append(finding)
                    }
                }
                kept.append((lint, loud))
            }
        }
        kept = withoutRepeated(folded(kept, &report))
        report.findings = kept.flatMap { shown($0.findings, $0.lint, references, most) }
        let order = Lint.Level.allCases
        report.findings = order.flatMap { level in report.findings.filter { $0.level == level } }
        report.problems = silences.problems(report.silenced.map(\.finding.code), isComplete: context.isComplete)
        return report
    }

    /// The findings without those of a sensitive access at an element for which a higher level reports what it leads to.
    private static func withoutRepeated(
        _ kept: [(lint: Lint, findings: [LintFinding])]
    ) -> [(lint: Lint, findings: [LintFinding])] {
        let reported = Set(kept.filter { $0.lint.level != .medium }.flatMap { $0.findings.map(FindingSpot.init) })
        return kept.map { lint, findings in
            guard Lints.sensitive.contains(where: { $0.code == lint.code }) else { return (lint, findings) }
            return (lint, findings.filter { !reported.contains(FindingSpot($0)) })
        }
    }

    /// The findings with those that follow from a rule for every file folded into its own.
    private static func folded(
        _ kept: [(lint: Lint, findings: [LintFinding])],
        _ report: inout LintReport
    ) -> [(lint: Lint, findings: [LintFinding])] {
        let accepted = report.silenced.filter { $0.finding.code == WideGrants.code }
        let own = kept.filter { $0.lint.code == WideGrants.code }.flatMap(\.findings)
        var wide = WideGrants(own + accepted.map(\.finding))
        let rest = kept.map { ($0.lint, wide.taking(from: $0.findings)) }
        // Whoever accepts that every file is allowed accepts what follows from it.
        for silenced in accepted {
            report.silenced += wide.consequences(of: silenced.finding).map {
                SilencedFinding(finding: $0, reason: silenced.reason)
            }
        }
        return rest.map { lint, findings in
            (lint, lint.code == WideGrants.code ? findings.map(wide.completed) : findings)
        }
    }

    private static func inputs(_ policy: Policy, _ context: LintContext) -> [LintInput] {
        [LintInput(policy: policy, body: policy.main, child: nil, context: context)]
            + policy.main.children.map {
                LintInput(policy: policy, body: $0.body, child: $0.name, context: context)
            }
    }

    /// One finding for each element of the policy: an element may be several rules.
    private static func once(_ findings: [LintFinding]) -> [LintFinding] {
        var seen: Set<FindingSpot> = []
        return findings.filter { seen.insert(FindingSpot($0)).inserted }
    }

    /// At most so many, and of each preset one.
    private static func shown(
        _ findings: [LintFinding],
        _ lint: Lint,
        _ references: PresetReferences,
        _ most: Int
    ) -> [LintFinding] {
        var result = findings.filter { $0.layer?.isPreset != true }
        if result.count > most {
            let rest = result.count - most
            result = result.prefix(most) + [LintFinding(lint, more: rest)]
        }
        let ofPresets = findings.filter { $0.layer?.isPreset == true }
        guard var first = ofPresets.first, let layer = first.layer else { return result }
        let more = ofPresets.count > 1 ? ", which has \(ofPresets.count - 1) more rules like it" : ""
        let name = layer.source.name
        first.notes.append(Diagnostic.Note("comes with \"\(name)\"\(more)", at: references.place(of: layer)))
        return result + [first]
    }
}

/// The words in `extends` and `entitlements` of a policy, which bring its presets in.
private struct PresetReferences {
    private let named: [(name: String, place: Place)]

    /// Reads the policy's own text once for all findings.
    init(_ policy: Policy) {
        guard let own = policy.layers.first, !own.isPreset, policy.layers.count > 1 else {
            named = []
            return
        }
        let root = TOMLDocument.parse(own.source).root
        named = ["extends", "entitlements"].flatMap { key -> [(String, Place)] in
            guard case .array(let items)? = root[key]?.value.kind else { return [] }
            return items.compactMap { item in
                guard case .string(let text) = item.kind else { return nil }
                return (text, Place(own.source, item.range))
            }
        }
    }

    /// The word that names a layer, else the first of them: a preset may be named by another preset.
    func place(of layer: Layer) -> Place? {
        let exact = named.first { "preset:\($0.name)" == layer.source.name || $0.name == layer.source.name }
        return (exact ?? named.first)?.place
    }
}

extension LintContext {
    /// Whether every lint could be asked, so that a silence that silenced nothing is a leftover.
    var isComplete: Bool { features != nil && parser != nil && knownProfileNames != nil }
}

/// The silences of a policy and of what it extends.
private struct Silences {
    private let all: [Silence]

    init(_ policy: Policy) { all = policy.silences }

    /// The silence of a finding. The policy's own silences reach everything; those of a text that it extends reach that
    /// text alone, so that nothing can be silenced from afar.
    func silence(_ finding: LintFinding) -> Silence? {
        all.first { silence in
            guard silence.code.value == finding.code else { return false }
            return silence.code.layer.depth == 0 || silence.code.layer.source === finding.layer?.source
        }
    }

    /// Codes that do not exist, and silences that silence nothing.
    func problems(_ used: [String], isComplete: Bool) -> [Diagnostic] {
        let codes = Lints.all.map(\.code) + Lints.compiled.map(\.code)
        return all.filter { $0.code.layer.depth == 0 }.compactMap { silence in
            let code = silence.code.value
            // Asked of the compiled policy, later and not always.
            if Lints.compiled.contains(where: { $0.code == code }) { return nil }
            guard let lint = Lints.lint(code) else {
                let elsewhere = Lints.elsewhere.first { $0.code == code }.map { "\($0.title): \($0.where)" }
                let help = elsewhere ?? nearest(to: code, in: codes).map { "did you mean \"\($0)\"?" }
                return Diagnostic(
                    .error,
                    "unknown-lint",
                    "there is no lint \"\(code)\"",
                    at: silence.code.place,
                    help: help ?? "docs/lints.md lists them"
                )
            }
            guard !used.contains(code), isComplete || lint.basis != .target else { return nil }
            return Diagnostic(
                .warning,
                "unused-silence",
                "nothing to silence: \(code) finds nothing here",
                at: silence.code.place,
                help: "delete the entry"
            )
        }
    }
}
