import ArmorCompiled
package import ArmorPolicy
import ArmorProof
import ArmorSource

/// What to add to a policy for the needs that it does not meet, and what not, and why.
package struct Plan: Sendable {
    package var candidates: [Candidate]
    package var leftOut: [LeftOut]
    /// What a person wants denied instead; written beside the grants.
    package var denials: [Candidate] = []
    /// Needs that the policy meets as it is.
    package var met = 0
    /// Abstractions whose groups are used as a whole and that are not proposed.
    package var abstractions: [AbstractionVerdict] = []

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
        let made = CandidateMaker(policy: policy).candidates(open)
        let (bounded, flooded) = NameBudget().split(made.made)
        let judged = RiskReview(policy: policy, context: context, accepted: accepted)
            .review(bounded, evidence.needs)
        candidates = judged.kept
        leftOut =
            left + made.left + flooded
            + judged.refused.map { LeftOut($0, accepted) }
    }

    /// The same with the grants judged anew, because a person chose among them or made them wider.
    func reviewed(
        _ evidence: ProfileEvidence,
        _ policy: Policy,
        context: LintContext,
        accepted: AcceptedRisks
    ) -> Plan {
        let review = RiskReview(policy: policy, context: context, accepted: accepted)
        var plan = self
        var judged = review.review(candidates, evidence.needs)
        // One round more for each abstraction that goes.
        while judged.refused.contains(where: { $0.abstraction != nil }) {
            plan.candidates = judged.kept + judged.refused
            plan.takeApart(judged.refused, accepted)
            judged = review.review(plan.candidates, evidence.needs)
        }
        plan.candidates = judged.kept
        plan.leftOut += judged.refused.map { LeftOut($0, accepted) }
        return plan
    }

    /// Notes risks that only the compiled proposal shows, by the numbers of the grants, and leaves out those that nobody
    /// accepted; whether it left out any.
    package mutating func judge(_ risks: [Int: Risk], accepted: AcceptedRisks) -> Bool {
        for (index, risk) in risks where candidates.indices.contains(index) {
            // Whoever accepted a grave risk of this very grant knows of the escape; not of a deny that it leads around.
            let isKnown = risk.code == EscapeReview.code && candidates[index].risks.contains(where: \.isGrave)
            let noted = Risk(code: risk.code, message: risk.message, isGrave: risk.isGrave && !isKnown)
            candidates[index].risks.append(noted)
        }
        let refused = candidates.filter { !$0.refusals(accepted).isEmpty }
        takeApart(refused, accepted)
        candidates.removeAll { !$0.refusals(accepted).isEmpty }
        leftOut += refused.filter { $0.abstraction == nil }.map { LeftOut($0, accepted) }
        return !refused.isEmpty
    }

    /// Leaves out the grants of these numbers, with which a test of the policy's own fails; of an abstraction its names remain,
    /// to be tried by themselves.
    mutating func leaveOut(_ indices: [Int], test: String) {
        let gone = indices.filter(candidates.indices.contains).map { candidates[$0] }
        for index in indices.sorted(by: >) where candidates.indices.contains(index) { candidates.remove(at: index) }
        for candidate in gone {
            if let abstraction = candidate.abstraction {
                candidates += abstraction.parts
                let why = AbstractionVerdict.Why.refused("it fails the policy's test \(test)")
                let lines = abstraction.parts.count
                abstractions.append(
                    AbstractionVerdict(include: abstraction.include, child: candidate.child, lines: lines, why: why)
                )
            } else {
                leftOut.append(LeftOut(needs: candidate.needs, evidence: candidate.evidence, reason: .test(test)))
            }
        }
    }

    /// Puts names back in the place of abstractions that are refused: it is not the names that are.
    private mutating func takeApart(_ refused: [Candidate], _ accepted: AcceptedRisks) {
        for candidate in refused {
            guard let abstraction = candidate.abstraction,
                let index = candidates.firstIndex(where: {
                    $0.abstraction?.include == abstraction.include && $0.child == candidate.child
                })
            else { continue }
            let risk = candidate.refusals(accepted).first
            candidates.replaceSubrange(index...index, with: abstraction.parts)
            abstractions.append(
                AbstractionVerdict(
                    include: abstraction.include,
                    child: candidate.child,
                    lines: abstraction.parts.count,
                    why: risk.map { .risk($0) } ?? .refused("its risks were not decided")
                )
            )
        }
    }
}

extension LeftOut {
    fileprivate init(_ refused: Candidate, _ accepted: AcceptedRisks) {
        self.init(needs: refused.needs, evidence: refused.evidence, reason: .risk(refused.refusals(accepted)))
    }
}

extension Rule {
    /// The rule and where it stands.
    var shown: String { origin.map { "\(text) at \($0.place.label)" } ?? text }
}
