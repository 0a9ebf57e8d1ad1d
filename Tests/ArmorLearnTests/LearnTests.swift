import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// From log to edit: `Fixtures/web.log` and `web.toml` give `web.diff` and `web.report.txt`.
struct LearnTests {
    private static let folder = fixtures()

    @Test func proposesWithEvidence() async throws {
        let policy = try text(Self.folder.appending(path: "web.toml"))
        let log = try contents(Self.folder.appending(path: "web.log"))
        guard let learned = try await Learning.make(policy, await Learning.summary([log])) else { return }
        try expect(learned.report.proposal.diff, in: "web.diff", of: Self.folder)
        try expect(learned.report.text, in: "web.report.txt", of: Self.folder)
    }

    /// Learning again from the same log with the new policy has nothing to add.
    @Test func learnsOnce() async throws {
        let log = try contents(Self.folder.appending(path: "web.log"))
        let summary = await Learning.summary([log])
        let policy = try text(Self.folder.appending(path: "web.toml"))
        guard let first = try await Learning.make(policy, summary) else { return }
        let text = String(decoding: first.report.proposal.new.bytes, as: UTF8.self)
        let second = try #require(try await Learning.make(text, summary))
        #expect(second.report.proposal.diff.isEmpty)
        #expect(second.report.replay.allowed.events == first.report.replay.allowed.events)
        #expect(second.report.proposal.plan.leftOut.count == first.report.proposal.plan.leftOut.count)
    }

    /// What a grant claims to allow is allowed, by a rule that names it; every event has an answer.
    @Test func everyEventIsAccountedFor() async throws {
        let log = try contents(Self.folder.appending(path: "web.log"))
        let policy = try text(Self.folder.appending(path: "web.toml"))
        guard let learned = try await Learning.make(policy, await Learning.summary([log])) else { return }
        let report = learned.report
        let granted = Set(report.proposal.plan.candidates.flatMap(\.needs))
        let left = Set(report.proposal.plan.leftOut.flatMap(\.needs))
        for line in report.replay.lines {
            switch line.answer {
            case .allowed(let rules):
                #expect(!left.contains(line.need))
                #expect(!rules.isEmpty, "\(line.need.access.text)")
            case .denied: #expect(left.contains(line.need) && !granted.contains(line.need))
            case .undecidable: #expect(!granted.contains(line.need))
            }
        }
        let answered = report.replay.lines.reduce(0) { $0 + $1.evidence.count }
        // An event that asks for two things is an event of both.
        #expect(answered >= report.evidence.events)
    }

    @Test(
        arguments: [
            // The owner alone, where every event was the owner's.
            ([Line.file("/srv/a", "r")], ["owner /srv/a r"]),
            ([Line.file("/srv/a", "r"), Line.file("/srv/a", "r", owner: false)], ["/srv/a r"]),
            // Creating and deleting are writing, and writing includes appending.
            ([Line.file("/srv/a", "cd")], ["owner /srv/a w"]),
            ([Line.file("/srv/a", "wa")], ["owner /srv/a w"]),
            ([Line.file("/srv/a", "a"), Line.file("/srv/a", "r")], ["owner /srv/a ra"]),
            // What is executed runs under the same profile, and what ran so is the profile's own need.
            ([Line.file("/srv/tool", "x", operation: "exec")], ["/srv/tool ix"]),
            ([Line.file("/srv/a", "r", profile: "web//null-/usr/bin/sh")], ["owner /srv/a r"]),
            ([Line.file("/srv/a", "r", profile: "web//&other")], ["owner /srv/a r"]),
            // Names that the kernel wrote in hexadecimal.
            (
                [
                    Line.event(
                        "operation=\"open\" PROFILE name=2F7372762F6120222A62 pid=1 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
                    )
                ],
                ["owner \"/srv/a\\040\\042\\052b\" r"]
            ),
            // Other kinds.
            (
                [
                    Line.event(
                        "operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=10  capname=\"net_bind_service\""
                    )
                ], ["capability net_bind_service"]
            ),
            (
                [
                    Line.event(
                        "operation=\"create\" PROFILE pid=1 comm=\"x\" family=\"inet6\" sock_type=\"dgram\" protocol=17 requested_mask=\"create\" denied_mask=\"create\""
                    )
                ],
                ["network inet6 dgram"]
            ),
            (
                [
                    Line.event(
                        "operation=\"signal\" PROFILE pid=1 comm=\"x\" requested_mask=\"send\" denied_mask=\"send\" signal=term peer=\"other\""
                    )
                ],
                ["signal (send) set=(term) peer=other"]
            ),
            // No evidence.
            ([Line.file("/srv/a", "r", profile: "other")], []),
            ([Line.file("/srv/a", "r", profile: ":ns:web")], []),
            (
                [
                    Line.event(
                        "operation=\"capable\" info=\"optional: no audit\" error=-1 PROFILE pid=1 comm=\"x\" capability=10  capname=\"net_bind_service\""
                    )
                ], []
            ),
            (
                [
                    Line.event(
                        "operation=\"open\" info=\"Failed name lookup - disconnected path\" error=-13 PROFILE name=\"srv/a\" pid=1 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
                    )
                ],
                ["owner /srv/a r"]
            ),
            (
                [
                    Line.event(
                        "operation=\"open\" info=\"Failed name lookup - name too long\" error=-36 PROFILE name=\"/srv/a\" pid=1 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
                    )
                ],
                []
            ),
            (
                [
                    "type=USER_AVC msg=audit(1790000000.001:7): pid=1 uid=0 auid=0 ses=1 msg='apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" name=\"/srv/a\" pid=77 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0'"
                ],
                []
            ),
            // Unknown words.
            ([Line.file("/srv/a", "q")], []),
        ] as [([String], [String])]
    )
    func oneRule(_ lines: [String], _ rules: [String]) async throws {
        // Signals to another profile are proposed with this code alone.
        guard let learned = try await Learning.make(container, lines: lines, accept: ["C08"]) else { return }
        let plan = learned.report.proposal.plan
        #expect(plan.candidates.flatMap { $0.values.map(\.text) } == rules)
        #expect(plan.leftOut.isEmpty)
        #expect(learned.report.replay.allowed.accesses == learned.report.replay.lines.count)
    }

    @Test func signalsOfOnePeerAreOneTable() async throws {
        let lines = ["term", "hup"].map {
            Line.event(
                "operation=\"signal\" PROFILE pid=1 comm=\"x\" requested_mask=\"send\" denied_mask=\"send\" signal=\($0) peer=\"other\""
            )
        }
        guard let learned = try await Learning.make(container, lines: lines, accept: ["C08"]) else { return }
        let text = String(decoding: learned.report.proposal.new.bytes, as: UTF8.self)
        #expect(text.contains("[[signals]]\naccess = [\"send\"]\nset = [\"hup\", \"term\"]\npeer = \"other\"\n"))
    }

    @Test func aChildHasItsOwn() async throws {
        let policy = container + "\n[children.worker]\nsummary = \"works\"\n"
        let lines = [
            Line.file("/srv/a", "r", profile: "web//worker"), Line.file("/srv/b", "r", profile: "web//stranger"),
        ]
        guard let learned = try await Learning.make(policy, lines: lines) else { return }
        let text = String(decoding: learned.report.proposal.new.bytes, as: UTF8.self)
        #expect(text.contains("[children.worker.filesystem]\nread = [\n"))
        let left = learned.report.proposal.plan.leftOut
        #expect(left.count == 1)
        if case .missingChild("stranger")? = left.first?.reason {} else { Issue.record("\(left)") }
    }

    /// Numbers worked out by hand from Chao's and Good's formulas.
    @Test(
        arguments: [
            // runs of each access, runs in all, unseen, share of new, verdict
            ([1], 1, nil, nil, Coverage.Verdict.unknown),
            ([1, 2], 2, 0, 1.0 / 3, .unknown),
            ([3, 3, 3], 3, 0, 0, .enough),
            ([1, 1, 1, 2, 3], 3, 2.0 / 3 * 3 * 2 / 4, 3.0 / 8, .more),
            ([1, 1, 3], 3, 2.0 / 3 * 2 * 1 / 2, 2.0 / 5, .more),
        ] as [([Int], Int, Double?, Double?, Coverage.Verdict)]
    )
    func coverage(_ counts: [Int], _ runs: Int, _ unseen: Double?, _ share: Double?, _ verdict: Coverage.Verdict) throws
    {
        var needs: [Need: Evidence] = [:]
        for (index, count) in counts.enumerated() {
            var evidence = Evidence()
            (evidence.count, evidence.runs) = (count, count)
            needs[Need(.capability(index))] = evidence
        }
        let coverage = try #require(Coverage.estimate(needs, runs: runs).first)
        #expect(coverage.kind == "capabilities")
        #expect(coverage.unseen == unseen)
        #expect(coverage.newShare == share)
        #expect(coverage.verdict == verdict)
    }
}
