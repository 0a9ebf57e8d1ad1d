import ArmorAudit
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource
import Testing

@testable import ArmorLearn

/// Abstractions where a log is not to be trusted, where risks come with them, and where a person chooses.
struct AbstractionChoiceTests {
    private static let python = AbstractionTests.python.map { Line.file($0, "r", owner: false) }
    /// The same as any program can write it where there is no audit daemon.
    private static let forged = AbstractionTests.python.map {
        let line = Line.file($0, "r", owner: false).replacing("type=AVC msg=", with: "type=1400 ")
        return "Nov 21 10:00:00 host kernel: audit: \(line)"
    }

    // MARK: Trust

    @Test func whatProgramsWroteIsProposedAsSuch() async throws {
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, Self.forged, source: .text) else {
            return
        }
        #expect(learned.taken == ["abstractions/python": 6])
        #expect(learned.report.proposal.diff.contains("untrusted: only in logs that programs can write to"))
        #expect(learned.report.text.contains("1 grant comes only from logs that programs can forge"))
    }

    /// Two files that the kernel told of, and a group that a program made of them.
    @Test func whatProgramsWroteMakesNoGroup() async throws {
        var scanner = LogScanner()
        for (lines, form) in [(Array(Self.python[1...2]), SourceForm.auditLog), (Self.forged, .text)] {
            await scanner.begin(form)
            await scanner.feed(Array((lines.joined(separator: "\n") + "\n").utf8))
        }
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, await scanner.finish()) else { return }
        #expect(learned.taken.isEmpty)
        let verdict = try #require(learned.report.proposal.plan.abstractions.first)
        guard case .untrusted = verdict.why else {
            Issue.record("\(verdict.text)")
            return
        }
        #expect(learned.report.replay.allowed.accesses == Self.python.count)
    }

    // MARK: Risks

    /// What takes the place of harmless names brings nothing that is refused by name, accepted or not.
    @Test(arguments: [[], ["all"]])
    func whatIsWrittenAndMappedStaysNamed(_ accept: [String]) async throws {
        let library = "/usr/lib/python3.11/lib-dynload/x.so"
        let lines = Self.python + [Line.file(library, "w", owner: false)]
        let mapped = [Line.file("/usr/lib/python3.11/lib-dynload/x.so", "m", owner: false)]
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, lines + mapped, accept: accept) else {
            return
        }
        #expect(learned.taken.isEmpty)
        let verdict = try #require(learned.report.proposal.plan.abstractions.first)
        #expect(verdict.text.contains("B01: the log shows \(library) both written and run"), "\(verdict.text)")
    }

    /// A policy that writes where the abstraction maps code.
    @Test func whatThePolicyWritesIsNotMapped() async throws {
        let policy = container + "[filesystem]\nwrite = [\"/usr/lib/python3/dist-packages/**\"]\n"
        guard let learned = try await Learning.ofRelease(policy, Self.python) else { return }
        #expect(learned.taken.isEmpty)
        let verdict = try #require(learned.report.proposal.plan.abstractions.first)
        #expect(verdict.text.contains("B19"), "\(verdict.text)")
    }

    /// What the policy denies, the abstraction does not give: it is left out, and the rest is folded.
    @Test func aDenyStays() async throws {
        let policy = container + "[filesystem]\ndeny = [\"/usr/lib/python3.11/os.py\"]\n"
        guard let learned = try await Learning.ofRelease(policy, Self.python) else { return }
        #expect(learned.taken == ["abstractions/python": 5])
        #expect(learned.report.replay.denied.accesses == 1)
        #expect(learned.report.proposal.plan.leftOut.count == 1)
    }

    /// A way out that shows only when all is compiled together.
    @Test func aWayOutTakesItApart() async throws {
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, Self.python) else { return }
        var plan = learned.report.proposal.plan
        let index = try #require(plan.candidates.firstIndex { $0.abstraction != nil })
        let risk = Risk(code: "D04", message: "opens a way out", isGrave: true)
        let isFewer = plan.judge([index: risk], accepted: AcceptedRisks([]))
        #expect(isFewer)
        #expect(plan.candidates.count == 6 && plan.candidates.allSatisfy { $0.abstraction == nil && $0.risks.isEmpty })
        #expect(plan.leftOut.isEmpty)
        #expect(plan.abstractions.first?.text.contains("D04: opens a way out") == true)
    }

    // MARK: Choosing

    private static func choosing(_ answers: [String]) -> Learning.Choosing {
        { plan, calls, policy, accepted in
            let choosing = PlanDialogue(plan, calls, policy, accepted: accepted)
            var dialogue = choosing.dialogue
            for answer in answers { _ = dialogue.answer(answer) }
            return choosing.chosen(dialogue.decisions)
        }
    }

    @Test(
        arguments: [
            ("as proposed", ["a", "f"], 6, 1),
            ("the single names", ["n", "a", "f"], 0, 6),
            ("narrow goes round", ["n", "n", "a", "f"], 6, 1),
            ("it cannot be denied", ["d", "a", "f"], 6, 1),
            ("all of its kind", ["A", "f"], 6, 1),
            ("skipped", ["s", "f"], 0, 0),
        ] as [(String, [String], Int, Int)]
    )
    func isOffered(_ name: String, _ answers: [String], _ taken: Int, _ grants: Int) async throws {
        let choose = Self.choosing(answers)
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, Self.python, choose: choose) else {
            return
        }
        let plan = learned.report.proposal.plan
        #expect(learned.taken.values.reduce(0, +) == taken)
        #expect(plan.candidates.count == grants)
        #expect(learned.report.replay.allowed.accesses == (grants == 0 ? 0 : 6))
        #expect(plan.leftOut.flatMap(\.needs).count == (grants == 0 ? 6 : 0))
    }

    @Test func isShownWithItsNames() async throws {
        var shown = ""
        let choose: Learning.Choosing = { plan, calls, policy, accepted in
            let choosing = PlanDialogue(plan, calls, policy, accepted: accepted)
            shown = choosing.dialogue.question
            return choosing.chosen(choosing.dialogue.decisions)
        }
        guard try await Learning.ofRelease(AbstractionTests.alone, Self.python, choose: choose) != nil else { return }
        #expect(shown.contains("[1/1] includes: include <abstractions/python>\n"))
        #expect(shown.contains("in the place of 6 lines, as AppArmor 3.0.8 has it: "))
        #expect(shown.contains("a accept, n narrow, s skip,"))
        #expect(!shown.contains("d deny"))
    }

    /// Where a person adds what makes it a risk, the names come back.
    @Test func whatBecomesARiskIsTakenApart() async throws {
        let choose: Learning.Choosing = { plan, calls, policy, accepted in
            var (chosen, calls) = try Self.choosing(["a", "f"])(plan, calls, policy, accepted)
            let glob = try Glob.parse("/usr/lib/python3/dist-packages/a.pyc")
            chosen.candidates.append(
                Candidate(values: [FileRule(.path(glob), .write)], needs: [], evidence: Evidence())
            )
            return (chosen, calls)
        }
        guard let learned = try await Learning.ofRelease(AbstractionTests.alone, Self.python, choose: choose) else {
            return
        }
        let plan = learned.report.proposal.plan
        #expect(learned.taken.isEmpty)
        guard case .risk(let risk)? = plan.abstractions.first?.why else {
            Issue.record("\(plan.abstractions)")
            return
        }
        #expect(risk.code == "B19")
        #expect(plan.candidates.count == 7, "the names, and the writing that is no risk without it")
        #expect(learned.report.replay.allowed.accesses == 6)
    }
}
