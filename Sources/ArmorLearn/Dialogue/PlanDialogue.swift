import ArmorCompiled
package import ArmorPolicy
import ArmorSource

/// The dialogue over a plan: all that could be proposed, and what was chosen of it.
package struct PlanDialogue {
    /// What the person is asked.
    package let dialogue: Dialogue
    private let plan: Plan
    private let calls: CallPlan
    private let variants: [CandidateVariants]

    /// - Parameters:
    ///   - plan: with all grants, whatever their risk.
    ///   - calls: with all system calls, likewise; they are asked about last.
    ///   - accepted: the risks that need no typing.
    package init(_ plan: Plan, _ calls: CallPlan, _ policy: Policy, accepted: AcceptedRisks) {
        (self.plan, self.calls) = (plan, calls)
        let variants = plan.candidates.map { CandidateVariants($0, policy) }
        self.variants = variants
        dialogue = Dialogue(
            zip(plan.candidates, variants).map { candidate, variants in
                Dialogue.Item(
                    kind: Self.kind(candidate),
                    lines: EvidenceText.evidence(candidate),
                    variants: variants.all.map(Self.text),
                    proposed: variants.proposed,
                    codes: candidate.refusals(accepted).map(\.code).uniqued(),
                    // What an include allows, nothing denies.
                    canDeny: candidate.abstraction == nil
                )
            }
                + calls.proposed.map { call in
                    Dialogue.Item(
                        kind: "system calls",
                        lines: ["learned: \(EvidenceText.summary(call.evidence))", "\(CallPlan.code): \(call.risk)"],
                        variants: [call.name],
                        proposed: 0,
                        codes: accepted.accepts(CallPlan.code) ? [] : [CallPlan.code]
                    )
                }
        )
    }

    /// The plans with what was chosen; the codes that were typed are accepted for what they were typed for alone.
    package func chosen(_ decisions: [Dialogue.Choice]) -> (Plan, CallPlan) {
        (chosenPlan(decisions.prefix(plan.candidates.count)), calls.chosen(decisions.dropFirst(plan.candidates.count)))
    }

    private func chosenPlan(_ decisions: ArraySlice<Dialogue.Choice>) -> Plan {
        var result = plan
        result.candidates = []
        for (index, choice) in decisions.enumerated() where plan.candidates.indices.contains(index) {
            switch choice {
            case .accept(0) where !variants[index].parts.isEmpty: result.candidates += variants[index].parts
            case .accept(let number):
                var accepted = variant(index, number)
                accepted.accepted = Set(dialogue.items[index].codes)
                result.candidates.append(accepted)
            case .deny(let number):
                var denied = variant(index, number)
                denied.action = .deny
                denied.values = denied.values.map(\.denied)
                denied.risks = []
                result.denials.append(denied)
            case .skip:
                let candidate = plan.candidates[index]
                let left = LeftOut(needs: candidate.needs, evidence: candidate.evidence, reason: .skipped)
                result.leftOut.append(left)
            }
        }
        return result
    }

    private func variant(_ index: Int, _ number: Int) -> Candidate {
        let all = variants[index].all
        var candidate = all.indices.contains(number) ? all[number] : plan.candidates[index]
        // It is judged anew as it is chosen.
        candidate.risks = []
        return candidate
    }

    /// The permission, or the kind of rule.
    private static func kind(_ candidate: Candidate) -> String {
        if candidate.abstraction != nil { return "includes" }
        guard let value = candidate.values.first else { return "" }
        guard let file = value as? FileRule else { return type(of: value).kind.table }
        return (file.permissions.words + (file.execute == nil ? [] : ["execute"])).joined(separator: ", ")
    }

    private static func text(_ candidate: Candidate) -> String {
        let inside = candidate.child.map { "in \($0): " } ?? ""
        return inside + candidate.ruleTexts.joined(separator: "; ")
    }
}

extension RuleValue {
    /// What denies the same to everybody.
    fileprivate var denied: any RuleValue {
        guard let file = self as? FileRule else { return self }
        return FileRule(file.subject, file.permissions, execute: file.execute.map { _ in .denied })
    }
}
