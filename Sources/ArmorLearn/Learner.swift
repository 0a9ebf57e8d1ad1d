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
    private let begin: (LearnPhase) -> Void

    /// - Parameters:
    ///   - context: the target that the lints are asked for.
    ///   - begin: is called at the beginning of each phase, for showing progress.
    package init(
        loader: PolicyLoader,
        context: LintContext,
        accepted: AcceptedRisks,
        begin: @escaping (LearnPhase) -> Void = { _ in }
    ) {
        (self.loader, self.context, self.accepted, self.begin) = (loader, context, accepted, begin)
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
        begin(.compilingPolicy)
        let before = try await compile(policy)
        begin(.checkingEscapes)
        let shut = escapes.answers(before)
        let proposable = choose == nil ? accepted : AcceptedRisks(["all"])
        begin(.proposing(evidence.needs.count))
        var plan = Plan(evidence, policy, before: before.replay, context: context, accepted: proposable)
        if let abstractions {
            begin(.judgingAbstractions)
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
        begin(.compilingProposal)
        let proof = ProposalProof(
            policy: policy,
            source: source,
            loader: loader,
            calls: calls,
            accepted: accepted,
            escapes: escapes,
            shut: shut,
            tests: TestBaseline(policy.tests, before),
            links: LinkReview(before),
            renames: RenameReview(before)
        )
        let settled = try await proof.settled(plan, compile: compile)
        let (proposal, after) = (settled.proposal, settled.after)
        begin(.replaying(evidence.needs.count + (heldOut?.needs.count ?? 0)))
        let replay = ReplayResult(after.replay, evidence.needs)
        let validation = heldOut.map { ReplayResult(after.replay, $0.needs) }
        begin(.comparing)
        let changes = DiffReport(
            ("as it is", before.compiled, before.asked),
            ("as proposed", after.compiled, after.asked)
        )
        return LearnReport(
            profile: policy.name?.value ?? "",
            proposal: proposal,
            replay: replay,
            heldOut: validation,
            changes: changes,
            evidence: evidence,
            completeness: summary.completeness,
            runs: summary.runs
        )
    }
}
