import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// Answers go in, a text and decisions come out.
struct DialogueTests {
    private static let items = [
        Dialogue.Item(
            kind: "read",
            lines: ["4 events"],
            variants: ["/a/1 r; /a/2 r", "/a/[0-9] r", "/a/* r"],
            proposed: 1
        ),
        Dialogue.Item(kind: "capabilities", lines: ["1 event"], variants: ["capability chown"], proposed: 0),
        Dialogue.Item(
            kind: "read",
            lines: ["risk B10: reads passwords"],
            variants: ["/etc/shadow r"],
            proposed: 0,
            codes: ["B10", "B04"]
        ),
        Dialogue.Item(kind: "read", lines: [], variants: ["/b r"], proposed: 0, canDeny: false),
    ]

    @Test(
        arguments: [
            ("nothing", "", Dialogue.State.asking, [.skip, .skip, .skip, .skip]),
            ("each by a letter", "a d s a f", .finished, [.accept(1), .deny(0), .skip, .accept(0)]),
            ("the rest is skipped", "a f", .finished, [.accept(1), .skip, .skip, .skip]),
            ("quitting", "a q", .quit, [.accept(1), .skip, .skip, .skip]),
            ("the end waits for f", "s s s s", .asking, [.skip, .skip, .skip, .skip]),
            ("narrow", "n a f", .finished, [.accept(0), .skip, .skip, .skip]),
            ("narrow goes round", "n n a f", .finished, [.accept(1), .skip, .skip, .skip]),
            ("widen", "w a f", .finished, [.accept(2), .skip, .skip, .skip]),
            ("widen ends", "w w w a f", .finished, [.accept(2), .skip, .skip, .skip]),
            ("wider, and narrower again", "w n a f", .finished, [.accept(1), .skip, .skip, .skip]),
            ("a narrow denial", "n d f", .finished, [.deny(0), .skip, .skip, .skip]),
            ("nothing to narrow or widen", "s n w a f", .finished, [.skip, .accept(0), .skip, .skip]),
            ("back", "a b d f", .finished, [.deny(1), .skip, .skip, .skip]),
            ("back at the first", "b a f", .finished, [.accept(1), .skip, .skip, .skip]),
            ("back from the end", "s s s s b a f", .finished, [.skip, .skip, .skip, .accept(0)]),
            ("a risk is not accepted by a letter", "s s a f", .finished, [.skip, .skip, .skip, .skip]),
            ("nor by a part of its codes", "s s B10 f", .finished, [.skip, .skip, .skip, .skip]),
            ("nor in small letters", "s s b10_b04 f", .finished, [.skip, .skip, .skip, .skip]),
            ("but in full", "s s B10_B04 f", .finished, [.skip, .skip, .accept(0), .skip]),
            ("all of a kind, but for risks", "A f", .finished, [.accept(1), .skip, .skip, .accept(0)]),
            ("what was decided before stays", "s A b b S f", .finished, [.skip, .accept(0), .skip, .skip]),
            ("none of a kind, risks as well", "S a f", .finished, [.skip, .accept(0), .skip, .skip]),
            ("what cannot be denied", "s s s d a f", .finished, [.skip, .skip, .skip, .accept(0)]),
            ("other words say nothing", "accept yes ! a f", .finished, [.accept(1), .skip, .skip, .skip]),
        ] as [(String, String, Dialogue.State, [Dialogue.Choice])]
    )
    func decides(_ name: String, _ answers: String, _ state: Dialogue.State, _ decisions: [Dialogue.Choice]) {
        var dialogue = Dialogue(Self.items)
        for answer in answers.split(separator: " ") {
            _ = dialogue.answer(String(answer).replacing("_", with: " "))
            if dialogue.state != .asking { break }
        }
        #expect(dialogue.state == state)
        #expect(dialogue.decisions == decisions)
    }

    /// What a person sees: `Fixtures/dialogue.txt`.
    @Test func shows() throws {
        var dialogue = Dialogue(Self.items)
        var transcript = dialogue.question
        for answer in ["w", "n", "n", "x", "a", "n", "A", "a", "B10 B04", "d", "b", "s", "s", "a"] {
            transcript += "\(answer)\n" + dialogue.answer(answer) + dialogue.question
        }
        let file = fixtures().appending(path: "dialogue.txt")
        try record(transcript, to: file)
        #expect(try transcript == text(file))
    }

    /// What others named cannot write to the terminal.
    @Test func escapesNames() {
        let item = Dialogue.Item(
            kind: "read",
            lines: ["by \u{1b}]0;x\u{7}"],
            variants: ["/\u{1b}[2J\u{202e}"],
            proposed: 0
        )
        let text = Dialogue([item]).question
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7F).contains($0.value) })
    }

    @Test func anyAnswerIsTaken() {
        var generator = SplitMix(state: 5)
        let letters = ["a", "n", "w", "d", "s", "A", "S", "b", "B10 B04", "", "\u{0}", "zz"]
        for _ in 0..<300 {
            var dialogue = Dialogue(Self.items)
            for _ in 0..<40 {
                _ = dialogue.answer(letters[Int(generator.next() % UInt64(letters.count))])
                #expect(!dialogue.question.isEmpty)
            }
            #expect(dialogue.state == .asking)
            // A risk is accepted by its codes alone.
            #expect(dialogue.decisions.count == Self.items.count)
        }
    }

    // MARK: Proposals

    private static let log = [
        Line.file("/srv/data/w-1.json", "r"), Line.file("/srv/data/w-22.json", "r"), Line.file("/etc/shadow", "r"),
        Line.file("/srv/tool", "x", operation: "exec"),
        Line.event("operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=0  capname=\"chown\""),
        // keyctl, which no list has.
        "type=SECCOMP msg=audit(1790000000.001:7): auid=0 uid=0 gid=0 ses=1 subj=web pid=9 comm=\"app\" exe=\"/app\" sig=0 "
            + "arch=c000003e syscall=250 compat=0 ip=0x1 code=0x7ffc0000",
    ]

    /// The policy's own rules after these answers, by what each entry's first variant says.
    private func learned(_ answers: [String: String], accept: [String] = []) async throws -> (Learning, String)? {
        var asked: [String] = []
        let learned = try await Learning.make(container, lines: Self.log, accept: accept) {
            plan,
            calls,
            policy,
            accepted in
            let choosing = PlanDialogue(plan, calls, policy, accepted: accepted)
            var dialogue = choosing.dialogue
            for item in dialogue.items {
                asked.append(item.variants[item.proposed])
                let keys = answers.first { item.variants[item.proposed].contains($0.key) }?.value ?? "s"
                for key in keys.split(separator: " ") { _ = dialogue.answer(String(key)) }
            }
            return choosing.chosen(dialogue.decisions)
        }
        guard let learned else { return nil }
        #expect(asked.count == 5, "\(asked)")
        return (learned, String(decoding: learned.report.proposal.new.bytes, as: UTF8.self))
    }

    @Test(
        arguments: [
            (["w-": "a"], ["owner \"/srv/data/w-[0-9]*.json\" r,"]),
            (["w-": "n a"], ["owner /srv/data/w-1.json r,", "owner /srv/data/w-22.json r,"]),
            (["w-": "w a"], ["owner /srv/data/*.json r,"]),
            (["w-": "w w a"], ["owner /srv/data/* r,"]),
            (["w-": "w w w w a"], ["owner /srv/data/* r,"]),
            (["w-": "n d"], ["audit deny /srv/data/w-1.json r,", "audit deny /srv/data/w-22.json r,"]),
            (["tool": "d", "chown": "d"], ["audit deny /srv/tool x,", "audit deny capability chown,"]),
            (["tool": "w a", "chown": "a"], ["/srv/tool ix,", "capability chown,"]),
            (["shadow": "a"], []),
            (["shadow": "B10"], ["/etc/shadow r,"]),
            ([:], []),
        ] as [([String: String], [String])]
    )
    func proposesWhatWasChosen(_ answers: [String: String], _ rules: [String]) async throws {
        guard let (learned, text) = try await learned(answers) else { return }
        let policy = learned.report.proposal.policy
        let own = policy.main.rules.filter { $0.origin?.layer.depth == 0 }.map(\.text)
        #expect(own.sorted() == rules.sorted(), "\(text)")
        for line in learned.report.replay.lines {
            if case .undecidable = line.answer { Issue.record("\(line.need.access.text)") }
        }
    }

    /// System calls are asked about last; each takes its code, and can be denied.
    @Test(
        arguments: [
            (["keyctl": "seccomp"], ["keyctl"], []), (["keyctl": "d"], [], ["keyctl"]), (["keyctl": "a"], [], []),
            (["keyctl": "s"], [], []),
        ] as [([String: String], [String], [String])]
    )
    func asksAboutCalls(_ answers: [String: String], _ allow: [String], _ deny: [String]) async throws {
        guard let (learned, text) = try await learned(answers) else { return }
        let seccomp = learned.report.proposal.policy.seccomp
        #expect(seccomp.allow.map(\.value.name) == allow && seccomp.deny.map(\.value.name) == deny, "\(text)")
        #expect(text.contains("# accepted risk seccomp: ") == !allow.isEmpty)
        #expect(learned.report.text.contains("keyctl") == (allow + deny).isEmpty)
    }

    /// What was skipped is told, and what was denied is denied on purpose.
    @Test func tellsWhatWasSkipped() async throws {
        guard let (learned, _) = try await learned(["chown": "d"]) else { return }
        #expect(learned.report.text.contains("skipped by hand"))
        #expect(learned.report.replay.denied.accesses == 5)
    }

    // MARK: Tightening

    @Test(
        arguments: [
            ("a a a", ["/a/w-[0-9]* r,"]), ("s a a", ["/a/** r,"]), ("n a a", ["/a/w-1 r,", "/a/w-22 r,"]),
            ("a s a", ["/a/w-[0-9]* r,", "/gone r,"]), ("q", []),
        ]
    )
    func tightensWhatWasChosen(_ answers: String, _ rules: [String]) async throws {
        let policy = "name = \"web\"\n[filesystem]\nread = [\"/a/**\", \"/gone\"]\n"
        let lines = ["/a/w-1", "/a/w-22"].map { Line.file($0, "r", "AUDIT") }
        struct Quit: Error {}
        let tightened: Tightened?
        do {
            tightened = try await Tightened.make(policy, lines: lines) { choosing in
                var dialogue = choosing.dialogue
                for answer in answers.split(separator: " ") { _ = dialogue.answer(String(answer)) }
                if dialogue.state == .quit { throw Quit() }
                return dialogue.decisions
            }
        } catch is Quit {
            #expect(answers == "q")
            return
        }
        guard let tightened else { return }
        let own = tightened.report.edit.policy.main.rules.map { $0.text.replacing("\"", with: "") }
        #expect(own.sorted() == rules.sorted(), "\(tightened.text)")
        #expect(tightened.report.proof.lost.isEmpty)
    }
}
