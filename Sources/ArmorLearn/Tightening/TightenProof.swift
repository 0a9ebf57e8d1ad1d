import ArmorCompiled
import ArmorPolicy
package import ArmorProof

/// What a proposal changes, asked of what both policies compile to.
package struct TightenProof: Sendable {
    /// Every distinct use, asked of the policy as it would be.
    package let replay: ReplayResult
    /// What the two compile to differs in this.
    package let changes: DiffReport
    /// Uses that were allowed and would not be.
    package let lost: [Need]
    /// Tests of the policy that hold and would fail, each with the access that shows it.
    let failing: [(name: String, child: String?, access: Access)]

    init(_ record: UseRecord, before: Learner.Side, after: Learner.Side) {
        let needs = record.uses.mapValues(\.evidence)
        let old = before.replay
        replay = ReplayResult(after.replay, needs)
        lost = replay.lines.filter { line in
            guard case .allowed = old.answer(line.need, line.evidence) else { return false }
            if case .allowed = line.answer { return false }
            return true
        }.map(\.need)
        changes = DiffReport(("as it is", before.compiled, before.asked), ("as proposed", after.compiled, after.asked))
        let answers = [before, after].map { side in
            TestRunner(side.asked, policy: side.policy, compiled: side.compiled).run(before.policy.tests)
                .flatMap(\.answers)
        }
        failing = zip(answers[0], answers[1]).compactMap { old, new in
            guard old.holds, case .fails(let access) = new.verdict else { return nil }
            return (new.test.name ?? new.question, new.test.profile?.value, access)
        }
    }

    /// Grants that have to stay for what is lost, by their numbers; all that change where none of them tells why.
    func holds(_ plan: TightenPlan, _ policy: Policy) -> [Int: GrantVerdict.Stay] {
        var holds: [Int: GrantVerdict.Stay] = [:]
        let changed = plan.verdicts.indices.filter { plan.verdicts[$0].isChange }
        func hold(_ need: Need, _ stay: GrantVerdict.Stay) {
            let found = changed.filter { index in
                let grant = plan.verdicts[index].grant
                var evidence = Evidence()
                (evidence.count, evidence.asOwner) = (2, 1)
                return grant.child == need.child && Support(grant, policy).allowsSome(need, evidence)
            }
            for index in found.isEmpty ? changed : found { holds[index] = holds[index] ?? stay }
        }
        for need in lost { hold(need, .event(need.access.text)) }
        for (name, child, access) in failing { hold(Need(child: child, access), .test(name)) }
        return holds
    }
}
