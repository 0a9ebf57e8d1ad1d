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
        var report = LintReport()
        for level in Lint.Level.allCases {
            for lint in Lints.all where lint.level == level {
                let found = inputs.flatMap { input in
                    lint.check(input).map { LintFinding(lint, $0, child: input.child?.value) }
                }
                var kept: [LintFinding] = []
                for finding in once(found) {
                    if let silence = silences.silence(finding) {
                        report.silenced.append(SilencedFinding(finding: finding, reason: silence.reason))
                    } else {
                        kept.append(finding)
                    }
                }
                report.findings += shown(kept, lint, policy, most)
            }
        }
        report.problems = silences.problems(report.silenced.map(\.finding.code), isComplete: context.isComplete)
        return report
    }

    private static func inputs(_ policy: Policy, _ context: LintContext) -> [LintInput] {
        [LintInput(policy: policy, body: policy.main, child: nil, context: context)]
            + policy.main.children.map {
                LintInput(policy: policy, body: $0.body, child: $0.name, context: context)
            }
    }

    /// One finding for each element of the policy: an element may be several rules.
    private static func once(_ findings: [LintFinding]) -> [LintFinding] {
        struct Spot: Hashable {
            let layer: String?
            let start: Int?
            let child: String?
        }
        var seen: Set<Spot> = []
        return findings.filter {
            seen.insert(Spot(layer: $0.place?.source.name, start: $0.place?.range.lowerBound, child: $0.child)).inserted
        }
    }

    /// At most so many, and of each preset one.
    private static func shown(
        _ findings: [LintFinding],
        _ lint: Lint,
        _ policy: Policy,
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
        first.notes.append(Diagnostic.Note("comes with \"\(name)\"\(more)", at: reference(to: layer, policy)))
        return result + [first]
    }

    /// The word in `extends` or `entitlements` that brings a preset in, where the policy itself says it.
    private static func reference(to layer: Layer, _ policy: Policy) -> Place? {
        guard let own = policy.layers.first, !own.isPreset else { return nil }
        let root = TOMLDocument.parse(own.source).root
        let named = ["extends", "entitlements"].flatMap { key -> [(String, ByteRange)] in
            guard case .array(let items)? = root[key]?.value.kind else { return [] }
            return items.compactMap { item in
                guard case .string(let text) = item.kind else { return nil }
                return (text, item.range)
            }
        }
        let range = named.first { "preset:\($0.0)" == layer.source.name || $0.0 == layer.source.name }?.1
        return (range ?? named.first?.1).map { Place(own.source, $0) }
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
