package import ArmorAudit
import ArmorCompiled
package import ArmorPolicy
import ArmorProof
package import ArmorSource

/// From uses to a proposal of what to take away, proved to deny nothing that was seen.
package struct Tightener {
    private let loader: PolicyLoader

    package init(loader: PolicyLoader) { self.loader = loader }

    /// Why nothing is proposed.
    package enum Refusal: Error, Sendable {
        /// No event tells of a use: the profile was not loaded so that each is logged.
        case notAudited
        /// What is missing from the log may be a use of anything.
        case incomplete([String])

        /// What to say, and what to do.
        package func lines(profile: String, file: String) -> [String] {
            switch self {
            case .notAudited:
                [
                    "the log has no event of a use of \"\(profile)\": load it with \"armor load --mode audit \(file)\", "
                        + "let the container do its work, and learn from the log of that"
                ]
            case .incomplete(let reasons):
                ["nothing is proposed: what is missing from this log may be a use of anything"]
                    + reasons.map { "  \($0)" }
            }
        }
    }

    /// Each round lets something stay; so many are never needed but by a defect, and then nothing is proposed.
    private static let mostRounds = 20

    /// - Parameters:
    ///   - source: the text that the policy was read from.
    ///   - evidence: what else the log tells of the profile.
    ///   - choose: lets a person choose among what is proposed.
    ///   - compile: what apparmor_parser makes of a policy.
    package func tighten(
        _ policy: Policy,
        _ source: SourceFile,
        _ record: UseRecord,
        _ evidence: ProfileEvidence,
        _ completeness: Completeness,
        choose: ((TightenDialogue) throws -> [Dialogue.Choice])? = nil,
        compile: (Policy) async throws -> Learner.Side
    ) async throws -> TightenReport {
        try refuse(record, completeness)
        let before = try await compile(policy)
        var held: [Int: GrantVerdict.Stay] = [:]
        var literal: Set<Int> = []
        var choose = choose
        for round in 0...Self.mostRounds {
            var plan = TightenPlan(record, policy, source, held: held, literal: literal)
            if round == Self.mostRounds { plan.leaveAll() }
            let edit: TightenEdit
            do {
                edit = try TightenEdit(plan, policy, old: source, loader: loader)
            } catch {
                let obstacles = plan.obstacles(source)
                if obstacles.isEmpty { throw error }
                held.merge(obstacles) { first, _ in first }
                continue
            }
            let after = try await compile(edit.policy)
            let proof = TightenProof(record, before: before, after: after)
            let holds = proof.holds(plan, policy)
            if holds.isEmpty || round == Self.mostRounds {
                let denials = Denials(after)
                for index in plan.verdicts.indices {
                    plan.verdicts[index].denials = denials.denials(plan.verdicts[index])
                }
                if let ask = choose {
                    // What is chosen is proved as well.
                    choose = nil
                    let names = TightenPlan(record, policy, source, held: held, literal: nil)
                    let dialogue = TightenDialogue(plan, names: names, runs: record.runs)
                    let chosen = dialogue.chosen(try ask(dialogue))
                    literal = chosen.literal
                    held.merge(chosen.held) { first, _ in first }
                    continue
                }
                return TightenReport(
                    profile: policy.name?.value ?? "",
                    plan: plan,
                    edit: edit,
                    proof: proof,
                    record: record,
                    unusedOfBase: Self.unused(of: policy, record),
                    neglected: evidence.neglected
                )
            }
            held.merge(holds) { first, _ in first }
        }
        throw Refusal.incomplete(["what it needs was not found in time"])
    }

    private func refuse(_ record: UseRecord, _ completeness: Completeness) throws(Refusal) {
        if record.events == 0 { throw .notAudited }
        var reasons = completeness.losses.map { "\($0.count) \($0.words)" }
        reasons += completeness.malformed.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.value) lines of AppArmor's cannot be read (\($0.key.rawValue))"
        }
        if record.unknown > 0 {
            reasons.append("\(record.unknown) events tell of uses that no question can be made of")
        }
        if record.dropped > 0 { reasons.append("\(record.dropped) events of more different uses than are kept") }
        if !reasons.isEmpty { throw .incomplete(reasons) }
    }

    /// The rules of what the policy extends that no event supports, as texts: told, not edited.
    private static func unused(of policy: Policy, _ record: UseRecord) -> [Rule] {
        policy.extendedGrants.filter { child, rule in
            let support = Support([(child, rule)], policy)
            return !record.uses.contains { need, use in
                need.child == child
                    && (support.allowsSome(need, use.evidence)
                        || need.asMapping.map { support.allowsSome($0, use.evidence) } ?? false)
            }
        }.map(\.rule)
    }
}

extension TightenPlan {
    /// Grants that cannot be changed where they stand, by their numbers.
    fileprivate func obstacles(_ source: SourceFile) -> [Int: GrantVerdict.Stay] {
        var obstacles: [Int: GrantVerdict.Stay] = [:]
        for (index, verdict) in verdicts.enumerated() where verdict.isChange {
            obstacles[index] = TightenEdit.obstacle(verdict, source).map(GrantVerdict.Stay.layout)
        }
        return obstacles
    }

    /// Lets everything stay.
    fileprivate mutating func leaveAll() {
        for index in verdicts.indices where verdicts[index].isChange {
            verdicts[index].decision = .stay(.layout("what it is needed for was not found in time"))
        }
    }
}
