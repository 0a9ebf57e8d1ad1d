package import ArmorCompiled
package import ArmorPolicy
package import ArmorSource

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

    package let test: PolicyTest
    /// As a person asks it.
    package let question: String
    /// None for kinds that do not tell owners apart, and where the owner and others are answered alike.
    package fileprivate(set) var subject: Subject?
    package let verdict: Verdict
    /// An access that the question is about: the counter-example, or the first that is as the test says.
    package var example: Access?
    package var decision: Decision?
    /// The rules that decide about the example.
    package var rules = RuleFinder.Found()

    package var holds: Bool { if case .holds = verdict { true } else { false } }
}

/// A `[[test]]` with the answers to all that it asks.
package struct TestOutcome: Sendable {
    package let name: String?
    package let table: Place
    package fileprivate(set) var answers: [TestAnswer]

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

    /// One outcome a table, in the tests' order.
    package func run(_ tests: [PolicyTest]) -> [TestOutcome] {
        var outcomes: [TestOutcome] = []
        for test in tests {
            let answers = answers(test)
            if let last = outcomes.last, last.table.source === test.table.source, last.table.range == test.table.range {
                outcomes[outcomes.count - 1].answers += answers
            } else {
                outcomes.append(TestOutcome(name: test.name, table: test.table, answers: answers))
            }
        }
        return outcomes
    }

    private func answers(_ test: PolicyTest) -> [TestAnswer] {
        let reader = QuestionReader(test.query, lookup)
        var answers: [TestAnswer] = []
        for subject in test.subjects {
            do throws(BadQuestion) {
                for question in try reader.questions(subject) {
                    let all = question.subjects(test.owner).map { answer(test, question, $0) }
                    answers += all.count == 2 && all[0].isLike(all[1]) ? [all[0].forEverybody] : all
                }
            } catch {
                let verdict = TestAnswer.Verdict.senseless(error.message, help: error.help)
                answers.append(TestAnswer(test: test, question: test.query.rawValue, subject: nil, verdict: verdict))
            }
        }
        return answers
    }

    private func answer(_ test: PolicyTest, _ question: Question, _ subject: Subject) -> TestAnswer {
        let who = question.tellsOwnersApart ? subject : nil
        func make(_ verdict: TestAnswer.Verdict) -> TestAnswer {
            TestAnswer(test: test, question: question.text, subject: who, verdict: verdict)
        }
        switch asked.find(allowed: test.expected == .deny, question, subject) {
        case .found(let access, let decision): return told(make(.fails(access)), access, decision, subject)
        case .undecided: return make(.undecided)
        case .empty: return make(.senseless("no name that a kernel asks about is meant by it", help: nil))
        case .none:
            let example = asked.find(allowed: test.expected == .allow, question, subject)
            guard case .found(let access, let decision) = example else { return make(.holds) }
            return told(make(.holds), access, decision, subject)
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

extension TestAnswer {
    /// Whether another subject got the same answer by the same rules.
    fileprivate func isLike(_ other: TestAnswer) -> Bool {
        func texts(_ rules: [Rule]) -> [String] { rules.map(\.told) }
        return holds == other.holds && example == other.example && decision == other.decision
            && texts(rules.allows) == texts(other.rules.allows) && texts(rules.denies) == texts(other.rules.denies)
    }

    fileprivate var forEverybody: TestAnswer {
        var answer = self
        answer.subject = nil
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
