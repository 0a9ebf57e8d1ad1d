import ArmorCompiled
import ArmorPolicy
import ArmorProof

/// Finds grants that open a known way out of a container which was shut: asked of what the proposal compiles to.
struct EscapeReview {
    let tests: [PolicyTest]

    /// The code by which such a grant is accepted: the lint's that looks for open ways.
    static let code = "D04"

    /// What each grant opens, by its number.
    func opened(_ candidates: [Candidate], _ before: TestBaseline, _ after: Learner.Side) -> [Int: Risk] {
        let finder = CandidateFinder(candidates, child: nil, after)
        var risks: [Int: Risk] = [:]
        for (access, risk) in opened(before, after) {
            for index in finder.grants(allowing: access) where risks[index] == nil { risks[index] = risk }
        }
        return risks
    }

    /// Which ways one has shut, to be asked once: there are many.
    func answers(_ side: Learner.Side) -> TestBaseline { TestBaseline(tests, side) }

    /// The ways that were shut and are not any more, whatever opened them.
    func opened(_ before: TestBaseline, _ after: Learner.Side) -> [(access: Access, risk: Risk)] {
        before.failing(after).compactMap { answer in
            guard case .fails(let access) = answer.verdict else { return nil }
            let message = "opens a known way out, \(answer.test.name ?? answer.question): \(access.text)"
            return (access, Risk(code: Self.code, message: message, isGrave: true))
        }
    }
}
