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
    /// Whether the label after an execution was asked too, besides whether it is allowed.
    package fileprivate(set) var demandsLabel = false
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
    private let policy: Policy?
    private let finder: RuleFinder?
    private let compiled: CompiledPolicy?

    /// - Parameters:
    ///   - policy: the policy that was compiled; none where there is only the compiled one, so that no rules are named.
    ///   - compiled: where tests of children and hats find those; without it such tests cannot be asked.
    package init(_ asked: Asked, policy: Policy?, compiled: CompiledPolicy?) {
        (self.asked, self.policy, self.compiled) = (asked, policy, compiled)
        finder = policy.map { RuleFinder($0.main, variables: $0.variables, name: asked.profile.name) }
    }

    /// What asks a child or a hat; none where the compiled policy has none of the name.
    private func runner(of child: String) -> TestRunner? {
        guard let profile = compiled?.profile(named: "\(asked.profile.name)//\(child)") else { return nil }
        var inner = policy
        if let body = policy?.main.children.first(where: { $0.name.value == child })?.body { inner?.main = body }
        var question = Asked(profile, asked.kernel)
        question.limits = asked.limits
        return TestRunner(question, policy: inner, compiled: nil)
    }

    private func lookup(_ variable: String) -> [String]? {
        variable == VariableTable.profileName
            ? [asked.profile.name] : (policy?.variables ?? VariableTable()).lookup(variable)
    }

    /// One outcome a table, in the tests' order.
    package func run(_ tests: [PolicyTest]) -> [TestOutcome] {
        var outcomes: [TestOutcome] = []
        for test in tests {
            let answers = answersOfItsProfile(test)
            if let last = outcomes.last, last.table.source === test.table.source, last.table.range == test.table.range {
                outcomes[outcomes.count - 1].answers += answers
            } else {
                outcomes.append(TestOutcome(name: test.name, table: test.table, answers: answers))
            }
        }
        return outcomes
    }

    private func answersOfItsProfile(_ test: PolicyTest) -> [TestAnswer] {
        guard let child = test.profile else { return answers(test) }
        if let runner = runner(of: child.value) { return runner.answers(test) }
        let message = "there is no \(asked.profile.name)//\(printable(child.value)) in what is asked"
        let verdict = TestAnswer.Verdict.senseless(message, help: nil)
        return [TestAnswer(test: test, question: test.query.rawValue, subject: nil, verdict: verdict)]
    }

    private func answers(_ test: PolicyTest) -> [TestAnswer] {
        let reader = QuestionReader(test.query, of: asked.profile.name, lookup)
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
            var answer = TestAnswer(test: test, question: question.text, subject: who, verdict: verdict)
            answer.demandsLabel = question.demandsLabel
            return answer
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
