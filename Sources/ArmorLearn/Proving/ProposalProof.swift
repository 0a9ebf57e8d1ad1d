import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Makes a proposal of a plan, and leaves out of it what a test of the policy's own or a known container escape forbids, and
/// what carries a file past a deny, so that what remains passes all of them.
struct ProposalProof {
    let policy: Policy
    let source: SourceFile
    let loader: PolicyLoader
    let calls: CallPlan
    let accepted: AcceptedRisks
    let escapes: EscapeReview
    /// The answers of the policy as it is: to the escapes, and to its own tests.
    let shut: TestBaseline
    let tests: TestBaseline
    let links: LinkReview
    let renames: RenameReview

    /// Each round leaves something out; what still fails after so many is not proposed at all.
    private static let mostRounds = 10

    struct Result {
        let proposal: Proposal
        let after: Learner.Side
    }

    /// - Parameter compile: what apparmor_parser makes of a policy.
    func settled(_ first: Plan, compile: (Policy) async throws -> Learner.Side) async throws -> Result {
        var plan = first
        var result = try await made(plan, compile)
        for round in 1...Self.mostRounds {
            let isLast = round == Self.mostRounds
            let opened = risks(plan.candidates, result.after)
            var isFewer = plan.judge(opened, accepted: accepted)
            // A link that was accepted goes without the comparison that it would fail.
            if links.loosen(&plan.candidates, result.after) { isFewer = true }
            if !isFewer, let failing = tests.failing(result.after).first {
                let culprits = try await culprits(failing, plan, result.after, compile)
                plan.leaveOut(isLast ? Array(plan.candidates.indices) : culprits, test: failing.told)
                isFewer = true
            }
            if isFewer, isLast { plan.candidates = [] }
            if isFewer {
                result = try await made(plan, compile)
            } else if !opened.isEmpty {
                // The risks that were accepted become comments.
                let proposal = try Proposal(plan, calls: calls, policy, old: source, loader: loader)
                result = Result(proposal: proposal, after: result.after)
            }
            if !isFewer, opened.isEmpty { break }
        }
        return result
    }

    /// What the compiled proposal shows of each grant by its number, one risk at a time; without what is noted already.
    private func risks(_ candidates: [Candidate], _ after: Learner.Side) -> [Int: Risk] {
        let all = [
            escapes.opened(candidates, shut, after), links.risks(candidates, after), renames.risks(candidates, after),
        ]
        let new = all.map { risks in
            risks.filter { index, risk in !candidates[index].risks.contains { $0.code == risk.code } }
        }
        return new.reduce(into: [:]) { all, more in all.merge(more) { first, _ in first } }
    }

    private func made(_ plan: Plan, _ compile: (Policy) async throws -> Learner.Side) async throws -> Result {
        let proposal = try Proposal(plan, calls: calls, policy, old: source, loader: loader)
        return Result(proposal: proposal, after: try await compile(proposal.policy))
    }

    /// The numbers of the grants with which a test fails: those that allow what it denies, or, where no rule shows it, the last
    /// of the fewest first grants with which it fails.
    private func culprits(
        _ failing: TestAnswer,
        _ plan: Plan,
        _ after: Learner.Side,
        _ compile: (Policy) async throws -> Learner.Side
    ) async throws -> [Int] {
        if case .fails(let access) = failing.verdict {
            let child = failing.test.profile?.value
            let found = CandidateFinder(plan.candidates, child: child, after).grants(allowing: access)
            if !found.isEmpty { return found }
        }
        var passing = 0
        var breaking = plan.candidates.count
        while breaking - passing > 1 {
            let middle = passing + (breaking - passing) / 2
            var part = plan
            part.candidates = Array(plan.candidates[..<middle])
            let side = try await made(part, compile).after
            if tests.failing(side).isEmpty { passing = middle } else { breaking = middle }
        }
        return breaking > 0 ? [breaking - 1] : []
    }
}

extension TestAnswer {
    /// The test's name, or else what it asks.
    fileprivate var told: String { test.name.map { "\"\($0)\"" } ?? question }
}
