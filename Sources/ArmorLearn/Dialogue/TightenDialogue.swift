import ArmorPolicy
import ArmorSource

/// The dialogue over what is to be taken from a policy.
package struct TightenDialogue {
    /// What the person is asked.
    package let dialogue: Dialogue
    /// The grants that are asked about, by their numbers.
    private let numbers: [Int]
    /// Those of which the names may be said one by one instead.
    private let literal: Set<Int>

    /// - Parameters:
    ///   - plan: what is proposed.
    ///   - names: the same with names in the place of globs.
    init(_ plan: TightenPlan, names: TightenPlan, runs: Int) {
        let numbers = plan.verdicts.indices.filter { plan.verdicts[$0].isChange }
        let literal = Set(numbers.filter { names.verdicts[$0].shown != plan.verdicts[$0].shown })
        (self.numbers, self.literal) = (numbers, literal)
        dialogue = Dialogue(
            numbers.map { number in
                let verdict = plan.verdicts[number]
                let hasNames = literal.contains(number)
                return Dialogue.Item(
                    kind: verdict.grant.list ?? verdict.grant.kind.table,
                    lines: verdict.reasons(runs: runs),
                    variants: (hasNames ? [names.verdicts[number].shown] : []) + [verdict.shown],
                    proposed: hasNames ? 1 : 0,
                    canDeny: false
                )
            }
        )
    }

    /// The grants that are to stay, and those that become the names that were used.
    func chosen(_ decisions: [Dialogue.Choice]) -> (held: [Int: GrantVerdict.Stay], literal: Set<Int>) {
        var held: [Int: GrantVerdict.Stay] = [:]
        var names: Set<Int> = []
        for (number, choice) in zip(numbers, decisions) {
            switch choice {
            case .accept(0) where literal.contains(number): names.insert(number)
            case .accept: break
            case .skip, .deny: held[number] = .skipped
            }
        }
        return (held, names)
    }
}

extension GrantVerdict {
    /// The grant and what stands there instead, on one line.
    fileprivate var shown: String {
        switch decision {
        case .narrow(let narrowing): "\(grant.text) -> \(narrowing.texts.joined(separator: ", "))"
        case .remove, .stay: "remove \(grant.text)"
        }
    }
}
