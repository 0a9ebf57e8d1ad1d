package import ArmorCompiled
package import ArmorPolicy

/// What became of one question of a test.
package struct TestAnswer: Sendable {
    package enum Verdict: Sendable {
        /// As the test says.
        case holds
        /// This access is not as the test says.
        case fails(Access)
        /// The question is too large to be answered.
        case undecided
        /// It asks nothing: no such name can be asked about, or its words are wrong.
        case senseless(String, help: String?)
    }

    /// As a person asks it.
    package let question: String
    /// None for kinds that do not tell owners apart.
    package let subject: Subject?
    package let verdict: Verdict
    /// An access that the question is about: the counter-example, or the first that is as the test says.
    package var example: Access?
    package var decision: Decision?
    /// The rules that decide about the example.
    package var rules = RuleFinder.Found()

    package var holds: Bool { if case .holds = verdict { true } else { false } }
}

/// A test with the answers to its questions.
package struct TestOutcome: Sendable {
    package let test: PolicyTest
    package let answers: [TestAnswer]

    package var passes: Bool { !answers.isEmpty && answers.allSatisfy(\.holds) }
}

/// Runs the tests of a policy on what it was compiled to.
package struct TestRunner {
    private let asked: Asked
    private let finder: RuleFinder?
    private let lookup: (String) -> [String]?

    /// - Parameter policy: the policy that was compiled; none where there is only the compiled one, so that no rules are named.
    package init(_ asked: Asked, policy: Policy?) {
        self.asked = asked
        let name = asked.profile.name
        finder = policy.map { RuleFinder($0.main, variables: $0.variables, name: name) }
        let variables = policy?.variables ?? VariableTable()
        lookup = { $0 == VariableTable.profileName ? [name] : variables.lookup($0) }
    }

    package func run(_ tests: [PolicyTest]) -> [TestOutcome] { tests.map(run) }

    private func run(_ test: PolicyTest) -> TestOutcome {
        let reader = QuestionReader(test.query, lookup)
        var answers: [TestAnswer] = []
        for subject in test.subjects {
            do throws(BadQuestion) {
                for question in try reader.questions(subject) {
                    for who in question.subjects(test.owner) { answers.append(answer(question, test.expected, who)) }
                }
            } catch {
                let verdict = TestAnswer.Verdict.senseless(error.message, help: error.help)
                answers.append(TestAnswer(question: test.query.rawValue, subject: nil, verdict: verdict))
            }
        }
        return TestOutcome(test: test, answers: answers)
    }

    private func answer(_ question: Question, _ expected: Action, _ subject: Subject) -> TestAnswer {
        let who = question.tellsOwnersApart ? subject : nil
        switch asked.find(allowed: expected == .deny, question, subject) {
        case .found(let access, let decision):
            return told(TestAnswer(question: question.text, subject: who, verdict: .fails(access)), access, decision, subject)
        case .undecided: return TestAnswer(question: question.text, subject: who, verdict: .undecided)
        case .empty:
            let verdict = TestAnswer.Verdict.senseless("no name that a kernel asks about is meant by it", help: nil)
            return TestAnswer(question: question.text, subject: who, verdict: verdict)
        case .none:
            let held = TestAnswer(question: question.text, subject: who, verdict: .holds)
            guard case .found(let access, let decision) = asked.find(allowed: expected == .allow, question, subject) else {
                return held
            }
            return told(held, access, decision, subject)
        }
    }

    private func told(_ answer: TestAnswer, _ access: Access, _ decision: Decision, _ subject: Subject) -> TestAnswer {
        var answer = answer
        answer.example = access
        answer.decision = decision
        if let finder { answer.rules = finder.find(access, subject) }
        return answer
    }
}

extension Question {
    /// Whether the owner of a file may be answered otherwise than others.
    package var tellsOwnersApart: Bool {
        switch body {
        case .one(.file), .one(.link): true
        case .all(let set, _): set.tellsOwnersApart
        case .one: false
        }
    }

    /// Whom to ask as: both, unless one is said, or nobody is told apart.
    package func subjects(_ owner: Bool?) -> [Subject] {
        guard tellsOwnersApart else { return [.other] }
        return owner.map { $0 ? [.owner] : [.other] } ?? Subject.allCases
    }
}
