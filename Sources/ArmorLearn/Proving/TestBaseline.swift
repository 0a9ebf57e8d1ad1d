import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// The answers of a compiled policy to tests, to compare those of another with.
struct TestBaseline {
    private let tests: [PolicyTest]
    /// The questions that had the answer that their test asks for, for the owner of a file or for others.
    private let held: Set<Key>

    private struct Key: Hashable {
        let test: Int
        let file: String
        let question: String
        let isOwner: Bool

        static func all(_ answer: TestAnswer) -> [Key] {
            // Without a subject the answer is that of both.
            let subjects = answer.subject.map { [$0] } ?? [.owner, .other]
            return subjects.map { subject in
                Key(
                    test: answer.test.table.range.lowerBound,
                    file: answer.test.table.source.name,
                    question: answer.question,
                    isOwner: subject == .owner
                )
            }
        }
    }

    init(_ tests: [PolicyTest], _ side: Learner.Side) {
        self.tests = tests
        held = Set(Self.answers(tests, side).filter(\.holds).flatMap(Key.all))
    }

    private static func answers(_ tests: [PolicyTest], _ side: Learner.Side) -> [TestAnswer] {
        TestRunner(side.asked, policy: side.policy, compiled: side.compiled).run(tests).flatMap(\.answers)
    }

    /// The answers that were as their tests ask for, and are not with another compiled policy.
    func failing(_ side: Learner.Side) -> [TestAnswer] {
        tests.isEmpty
            ? [] : Self.answers(tests, side).filter { !$0.holds && Key.all($0).contains(where: held.contains) }
    }
}
