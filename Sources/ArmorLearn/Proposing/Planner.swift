import ArmorCompiled
package import ArmorPolicy
import ArmorProof
import ArmorSource

/// What to add to a policy for the needs that it does not meet, and what not, and why.
package struct Plan: Sendable {
    package var candidates: [Candidate]
    package var leftOut: [LeftOut]
    /// Needs that the policy meets as it is.
    package var met = 0

    /// - Parameters:
    ///   - before: the policy as it is, compiled.
    ///   - context: what the lints ask of the target.
    package init(
        _ evidence: ProfileEvidence,
        _ policy: Policy,
        before: Replay,
        context: LintContext,
        accepted: AcceptedRisks
    ) {
        var open: [(need: Need, evidence: Evidence)] = []
        var left: [LeftOut] = []
        let sorted = evidence.needs.map { (text: $0.key.access.text, need: $0.key, evidence: $0.value) }
            .sorted { ($0.need.child ?? "", $0.text) < ($1.need.child ?? "", $1.text) }
        for (_, need, seen) in sorted {
            guard policy.body(need.child) != nil else {
                left.append(LeftOut(needs: [need], evidence: seen, reason: .missingChild(need.child ?? "")))
                continue
            }
            switch before.answer(need, seen) {
            case .allowed: met += 1
            case .denied(let rules) where !rules.isEmpty:
                left.append(LeftOut(needs: [need], evidence: seen, reason: .denied(rules.map(\.shown))))
            case .denied: open.append((need, seen))
            // Replaying says why: a rule that the target's kernel knows nothing of would be none.
            case .undecidable: break
            }
        }
        let made = CandidateMaker(variables: policy.variables).candidates(open)
        let judged = RiskReview(policy: policy, context: context, accepted: accepted)
            .review(made.made, evidence.needs)
        candidates = judged.kept
        leftOut =
            left + made.left
            + judged.refused.map { refused in
                LeftOut(
                    needs: refused.needs,
                    evidence: refused.evidence,
                    reason: .risk(refused.risks.filter { $0.isGrave && !accepted.accepts($0.code) })
                )
            }
    }
}

extension Rule {
    /// The rule and where it stands.
    var shown: String { origin.map { "\(text) at \($0.place.label)" } ?? text }
}
