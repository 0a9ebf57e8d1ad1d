import ArgumentParser
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorProfile
import ArmorProof
import ArmorReport
import ArmorSource
import ArmorTarget

/// The steps of `armor report` for one policy: compile, ask, hold against logs and against what there was.
struct ReportWork {
    let console: Console
    let sides: ProofSides
    let logs: ReportLogs?
    let former: FormerSource

    /// What a report is compared with.
    enum FormerSource {
        case none
        case report(FormerReport, named: String)
        case policy(String)
    }

    private var loader: PolicyLoader { PolicyLoader(sources: CommandSources(), acceptsReservedNames: true) }
    private var context: LintContext {
        LintContext(features: sides.target.features, parser: sides.target.parserVersion)
    }
    private var escapes: [PolicyTest] { loader.tests("escapes") ?? [] }

    /// - Parameter isOnly: whether it is the only one, so that a former policy of another name is its former self.
    func report(_ known: LearnWork.Known, isOnly: Bool) async throws -> PolicyReport {
        let side = try await sides.side(known.source.name, .policy(known.policy))
        let judged = Learner.Side(known.policy, side.compiled, side.asked)
        let risk = RiskAssessment(judged, context, escapes: escapes)
        return PolicyReport(
            name: known.name,
            file: known.source.name,
            summary: known.policy.summary?.value,
            digest: known.policy.digest,
            profile: try profile(known.policy),
            allowed: Allowed(known.policy),
            runtime: RuntimeLayers(known.policy),
            risk: risk,
            observed: try await observed(known, judged),
            changes: try await changes(known, side, risk, isOnly: isOnly)
        )
    }

    /// The profile as `armor gen` renders it for the target.
    private func profile(_ policy: Policy) throws -> String {
        let renderer = ProfileRenderer(
            target: sides.target,
            template: try sides.bench.template(nil),
            generator: "armor \(Armor.version)"
        )
        let (profile, diagnostics) = renderer.render(policy)
        guard let profile else {
            console.show(diagnostics)
            throw ExitCode.refused
        }
        return profile.text
    }

    // MARK: Logs

    private func observed(_ known: LearnWork.Known, _ side: Learner.Side) async throws -> PolicyReport.Observed? {
        guard let logs else { return nil }
        let denied = logs.denied(of: known.name)
        let replay = Replay(side.compiled, policy: side.policy, kernel: side.asked.kernel)
        let plan = Plan(denied, known.policy, before: replay, context: context, accepted: AcceptedRisks([]))
        return PolicyReport.Observed(
            coverage: CoverageFacts(
                logs.evidence(of: known.name),
                runs: logs.runs,
                uses: try await uses(known, logs)
            ),
            denials: DenialFacts(denied, logs.clock.timeline(of: known.name), replay, DenialRisks.codes(plan))
        )
    }

    /// Which grants were used; where it cannot be told, why.
    private func uses(_ known: LearnWork.Known, _ logs: ReportLogs) async throws -> GrantUses {
        do {
            let report = try await Tightener(loader: loader).tighten(
                known.policy,
                known.source,
                logs.uses(of: known.name),
                logs.evidence(of: known.name),
                logs.completeness
            ) {
                let side = try await sides.side(known.source.name, .policy($0))
                return Learner.Side($0, side.compiled, side.asked)
            }
            return .told(report)
        } catch let refusal as Tightener.Refusal {
            return .untold(refusal.lines(profile: known.name, file: known.source.name))
        } catch is Proposal.Failure {
            return .untold(["the policy's text cannot be edited, so that its grants cannot be told apart"])
        }
    }

    // MARK: What there was

    private func changes(
        _ known: LearnWork.Known,
        _ side: ProofSide,
        _ risk: RiskAssessment,
        isOnly: Bool
    ) async throws -> Changes {
        switch former {
        case .none: return .first
        case .policy(let path): return try await changes(since: path, known, side, risk, isOnly: isOnly)
        case .report(let report, let name):
            let own = report.policies.first { $0.name == known.name }
            let only = isOnly && report.policies.count == 1 ? report.policies.first : nil
            guard let policy = own ?? only else {
                return .notCompared("the former report has no policy of this name")
            }
            return try await changes(since: policy, of: report, name, known, side, risk)
        }
    }

    private func changes(
        since policy: FormerReport.Policy,
        of report: FormerReport,
        _ name: String,
        _ known: LearnWork.Known,
        _ side: ProofSide,
        _ risk: RiskAssessment
    ) async throws -> Changes {
        let text: String
        do throws(FormerProfile.Refusal) { text = try FormerProfile.checked(policy.profile) } catch {
            return .notCompared(error.message)
        }
        let source = SourceFile(name: name, text: text)
        let old = try await sides.side(name, .profileText(source), as: nil)
        let diff = DiffReport((name, old.compiled, old.asked), (known.source.name, side.compiled, side.asked))
        return Changes(policy, of: report, named: name, diff, digest: known.policy.digest, risk)
    }

    private func changes(
        since path: String,
        _ known: LearnWork.Known,
        _ side: ProofSide,
        _ risk: RiskAssessment,
        isOnly: Bool
    ) async throws -> Changes {
        guard case .policy(var policy) = try sides.source(path) else {
            console.say("\(path) is neither a report nor a policy")
            throw ExitCode.refused
        }
        guard isOnly || policy.name?.value == known.name else {
            return .notCompared("the former policy has another name")
        }
        let digest = policy.digest
        // One name for both, because rules speak of the profile itself by its name.
        policy.rename(known.name)
        let old = try await sides.side(path, .policy(policy))
        let formerRisk = RiskAssessment(Learner.Side(policy, old.compiled, old.asked), context, escapes: escapes)
        let kept = FormerReport.Policy(name: known.name, digest: digest, formerRisk)
        let report = FormerReport(target: sides.target.described, moment: nil, policies: [kept])
        let diff = DiffReport((path, old.compiled, old.asked), (known.source.name, side.compiled, side.asked))
        return Changes(kept, of: report, named: path, diff, digest: known.policy.digest, risk)
    }
}
