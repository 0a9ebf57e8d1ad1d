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
    /// - Parameters:
    ///   - name: that of the policy's own profile.
    ///   - compiled: what the policy was compiled to, which must be what is loaded: there tests of children and hats find
    ///     those, of which the kernel is asked as NAME//CHILD.
    /// - Returns: none where the compiled policy has no profile of that name.
    package func ask(
        _ policy: Policy,
        under name: String,
        in compiled: CompiledPolicy
    ) throws(KernelError) -> (answers: VerifyReport.Answers, drift: [Drift])? {
        guard let own = compiled.profile(named: name) else { return nil }
        var answers = VerifyReport.Answers()
        var drift: [Drift] = []
        let runner = TestRunner(Asked(own, dialect), policy: policy, compiled: compiled)
        for outcome in runner.run(policy.tests) {
            for answer in outcome.answers {
                let child = answer.test.profile.map { compiled.profile(named: "\(name)//\($0.value)") }
                // The kernel tells no label after an execution.
                guard !answer.demandsLabel, let access = answer.example, let profile = child ?? own,
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
        let asked = answer.test.profile.map { printable($0.value) } ?? "the profile"
        return Drift(
            "kernel-test",
            "\(place) says that \(asked) \(expected) this\(who), and the kernel does not: \(access.text)",
            help: answer.holds
                ? "armor load the policy again; if it stays, another program changes profiles"
                : "armor test shows which rule decides"
        )
    }
}
