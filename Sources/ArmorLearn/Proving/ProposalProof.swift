import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Makes a proposal of a plan, and leaves out of it what a test of the policy's own or a known container escape forbids, so that
/// what remains passes both.
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
            let opened = escapes.opened(plan.candidates, shut, result.after).filter { index, risk in
                !plan.candidates[index].risks.contains { $0.code == risk.code }
            }
            var isFewer = plan.judge(opened, accepted: accepted)
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
