import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds grants that open a known way out of a container which was shut: asked of what the proposal compiles to.
struct EscapeReview {
    let tests: [PolicyTest]

    /// The code by which such a grant is accepted: the lint's that looks for open ways.
    static let code = "D04"

    /// What each grant opens, by its number.
    func opened(_ candidates: [Candidate], _ before: [TestAnswer], _ after: Learner.Side) -> [Int: Risk] {
        let finder = finder(candidates, after)
        var risks: [Int: Risk] = [:]
        for (access, risk) in opened(before, after) {
            let rules = finder.find(access, .owner).allows + finder.find(access, .other).allows
            for index in Set(rules.compactMap { $0.origin?.place.range.lowerBound }) where risks[index] == nil {
                risks[index] = risk
            }
        }
        return risks
    }

    /// Which ways one has shut, to be asked once: there are many.
    func answers(_ side: Learner.Side) -> [TestAnswer] {
        TestRunner(side.asked, policy: side.policy, compiled: nil).run(tests).flatMap(\.answers)
    }

    /// The ways that were shut and are not any more, whatever opened them.
    func opened(_ before: [TestAnswer], _ after: Learner.Side) -> [(access: Access, risk: Risk)] {
        zip(before, answers(after)).compactMap { old, new in
            guard old.holds, case .fails(let access) = new.verdict else { return nil }
            let message = "opens a known way out, \(new.test.name ?? new.question): \(access.text)"
            return (access, Risk(code: Self.code, message: message, isGrave: true))
        }
    }

    /// A finder of grants: each rule's place is the grant's number.
    private func finder(_ candidates: [Candidate], _ side: Learner.Side) -> RuleFinder {
        let source = SourceFile(name: "<proposal>", bytes: [UInt8](repeating: 0x20, count: candidates.count))
        let layer = Layer(source: source, depth: 0, isPreset: false)
        var body = ProfileBody()
        for (index, candidate) in candidates.enumerated() where candidate.child == nil {
            let origin = Origin(place: Place(source, index..<index + 1), layer: layer)
            body.rules += candidate.values.map { Rule($0, .allow, logged: false, origins: [origin]) }
        }
        return RuleFinder(body, variables: side.policy.variables, name: side.asked.profile.name)
    }
}
