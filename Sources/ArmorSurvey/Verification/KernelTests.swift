package import ArmorCompiled
package import ArmorKernel
package import ArmorPolicy
import ArmorProof
import ArmorSource

/// Puts the tests of a policy to the kernel that has it loaded.
///
/// Each question of a test is first decided on the compiled policy, which gives an access that stands for it (of a glob,
/// a path); that access is what the kernel is asked.
package struct KernelTests {
    private let examiner: KernelExaminer
    private let dialect: KernelDialect

    package init(kernel: PolicyKernel, dialect: KernelDialect) {
        examiner = KernelExaminer(kernel: kernel, dialect: dialect)
        self.dialect = dialect
    }

    /// The kernel's answers to all tests of a policy, and those that are not as the policy says.
    ///
    /// - Parameter profile: what the policy was compiled to, which must be what is loaded.
    package func ask(
        _ policy: Policy,
        under profile: CompiledProfile
    ) throws(KernelError) -> (answers: VerifyReport.Answers, drift: [Drift]) {
        var answers = VerifyReport.Answers()
        var drift: [Drift] = []
        // The kernel is asked of the policy's own profile, and tells no label after an execution.
        let runner = TestRunner(Asked(profile, dialect), policy: policy, compiled: nil)
        for outcome in runner.run(policy.tests) {
            for answer in outcome.answers {
                guard !answer.demandsLabel, let access = answer.example,
                    let found = try ask(access, answer.subject, profile)
                else {
                    answers.unasked += 1
                    continue
                }
                answers.asked += 1
                if found.allSatisfy({ $0 == (answer.test.expected == .allow) }) {
                    answers.right += 1
                } else {
                    drift.append(difference(answer, access))
                }
            }
        }
        return (answers, drift)
    }

    /// The answers to an owner and to others; without a subject, both are asked. None where the kernel has no answer.
    private func ask(
        _ access: Access,
        _ subject: Subject?,
        _ profile: CompiledProfile
    ) throws(KernelError) -> [Bool]? {
        var answers: [Bool] = []
        for asked in subject.map({ [$0] }) ?? Subject.allCases {
            guard let answer = try examiner.allows(access, under: profile, as: asked) else { return nil }
            answers.append(answer)
        }
        return answers
    }

    private func difference(_ answer: TestAnswer, _ access: Access) -> Drift {
        let place = answer.test.place.label
        let expected = answer.test.expected == .allow ? "allows" : "denies"
        let who = answer.subject.map { $0 == .owner ? " to an owner" : " to others" } ?? ""
        return Drift(
            "kernel-test",
            "\(place) says that the profile \(expected) this\(who), and the kernel does not: \(access.text)",
            help: answer.holds
                ? "armor load the policy again; if it stays, another program changes profiles"
                : "armor test shows which rule decides"
        )
    }
}
