package import ArmorAudit
package import ArmorCompiled
package import ArmorPolicy
package import ArmorProof
package import ArmorSource

/// From evidence to a proposal that is proved: the order of the steps. How a policy is compiled is the caller's.
package struct Learner {
    /// A policy, and what it compiles to.
    package struct Side: Sendable {
        package let policy: Policy
        package let compiled: CompiledPolicy
        package let asked: Asked

        package init(_ policy: Policy, _ compiled: CompiledPolicy, _ asked: Asked) {
            (self.policy, self.compiled, self.asked) = (policy, compiled, asked)
        }

        var replay: Replay { Replay(compiled, policy: policy, kernel: asked.kernel) }
    }

    private let loader: PolicyLoader
    private let context: LintContext
    private let accepted: AcceptedRisks
    private let escapes: EscapeReview

    /// - Parameter context: what the lints ask of the target.
    package init(loader: PolicyLoader, context: LintContext, accepted: AcceptedRisks) {
        (self.loader, self.context, self.accepted) = (loader, context, accepted)
        escapes = EscapeReview(tests: loader.tests("escapes") ?? [])
    }

    /// - Parameters:
    ///   - source: the text that the policy was read from.
    ///   - summary: the logs that the evidence is from.
    ///   - calls: what they tell of system calls.
    ///   - abstractions: where they are; none where none is to be proposed.
    ///   - choose: lets a person choose among all that could be proposed, whatever its risk.
    ///   - heldOut: what another log tells, which the proposal is held against and not made from.
    ///   - compile: what apparmor_parser makes of a policy.
    package func learn(
        _ policy: Policy,
        _ source: SourceFile,
        _ evidence: ProfileEvidence,
        of summary: (completeness: Completeness, runs: Int),
        calls: CallEvidence = CallEvidence(),
        heldOut: ProfileEvidence? = nil,
        abstractions: AbstractionHost? = nil,
        choose: ((Plan, CallPlan) throws -> (Plan, CallPlan))? = nil,
        compile: (Policy) async throws -> Side
    ) async throws -> LearnReport {
        let evidence = evidence.resolved(for: policy)
        let heldOut = heldOut?.resolved(for: policy)
        let before = try await compile(policy)
        let shut = escapes.answers(before)
        let proposable = choose == nil ? accepted : AcceptedRisks(["all"])
        var plan = Plan(evidence, policy, before: before.replay, context: context, accepted: proposable)
        if let abstractions {
            plan = try await AbstractionFolding(
                policy: policy,
                source: source,
                loader: loader,
                needs: evidence.needs,
                before: before,
                shut: shut,
                host: abstractions,
                context: context,
                escapes: escapes
            ).folded(plan)
        }
        var calls = CallPlan(calls, policy, accepted: proposable)
        if let choose {
            (plan, calls) = try choose(plan, calls)
            plan = plan.reviewed(evidence, policy, context: context, accepted: accepted)
        }
        let proof = ProposalProof(
            policy: policy,
            source: source,
            loader: loader,
            calls: calls,
            accepted: accepted,
            escapes: escapes,
            shut: shut,
            tests: TestBaseline(policy.tests, before)
        )
        let settled = try await proof.settled(plan, compile: compile)
        let (proposal, after) = (settled.proposal, settled.after)
        return LearnReport(
            profile: policy.name?.value ?? "",
            proposal: proposal,
            replay: ReplayResult(after.replay, evidence.needs),
            heldOut: heldOut.map { ReplayResult(after.replay, $0.needs) },
            changes: DiffReport(
                ("as it is", before.compiled, before.asked),
                ("as proposed", after.compiled, after.asked)
            ),
            evidence: evidence,
            completeness: summary.completeness,
            runs: summary.runs
        )
    }
}
