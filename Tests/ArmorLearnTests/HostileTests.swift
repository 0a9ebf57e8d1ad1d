import ArmorAudit
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// What a hostile container writes never widens a policy but by what a person accepts.
struct HostileTests {
    /// An access that nobody should learn, and the code that it takes.
    @Test(arguments: [
        (Line.file("/var/run/docker.sock", "w"), "A12"),
        (Line.file("/sys/fs/cgroup/memory/x/notify_on_release", "w"), "A09"),
        (Line.file("/dev/vda", "r"), "A11"),
        (Line.file("/proc/1/mem", "r", owner: false), "B07"),
        (Line.file("/proc/1/environ", "r"), "C18"),
        (
            Line.event(
                "operation=\"signal\" PROFILE pid=1 comm=\"x\" requested_mask=\"send\" denied_mask=\"send\" signal=kill peer=\"unconfined\""
            ), "C08"
        ),
        (Line.file("/proc/1/environ", "r", owner: false), "B07"),
        (Line.file("/proc/12/attr/apparmor/exec", "w"), "change_profile"),
        (Line.file("/etc/shadow", "r"), "B10"),
        (Line.file("/etc/ld.so.preload", "w"), "B11"),
        (Line.file("/etc/cron.d/job", "wc"), "B11"),
        (Line.file("/root/.ssh/authorized_keys", "w"), "B10"),
        (Line.file("/", "x", operation: "exec"), "B12"),
        (Line.event("operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=21  capname=\"sys_admin\""), "A01"),
        (Line.event("operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=16  capname=\"sys_module\""), "A02"),
        (Line.event("operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=29  capname=\"audit_write\""), "B18"),
        (
            Line.event(
                "operation=\"mount\" PROFILE name=\"/mnt/\" pid=1 comm=\"x\" fstype=\"proc\" srcname=\"proc\" flags=\"rw, nosuid\""
            ), "mount"
        ),
        (Line.event("operation=\"umount\" PROFILE name=\"/mnt/\" pid=1 comm=\"x\""), "mount"),
        (
            Line.event(
                "operation=\"ptrace\" PROFILE pid=1 comm=\"x\" requested_mask=\"trace\" denied_mask=\"trace\" peer=\"unconfined\""
            ), "B03"
        ),
        (Line.event("operation=\"change_profile\" PROFILE pid=1 comm=\"x\" target=\"unconfined\""), "change_profile"),
        (
            Line.event(
                "operation=\"create\" PROFILE pid=1 comm=\"x\" family=\"inet\" sock_type=\"raw\" protocol=1 requested_mask=\"create\" denied_mask=\"create\""
            ), "B08"
        ),
    ])
    func isNotLearned(_ line: String, _ code: String) async throws {
        let other = Line.file("/srv/a", "r")
        guard let learned = try await Learning.make(container, lines: [line, other]) else { return }
        let plan = learned.report.proposal.plan
        #expect(plan.candidates.count == 1, "only the harmless access is proposed")
        #expect(plan.leftOut.count == 1)
        guard case .risk(let risks)? = plan.leftOut.first?.reason else {
            Issue.record("\(plan.leftOut)")
            return
        }
        #expect(risks.contains { $0.code == code }, "\(risks)")
        // With all of its codes accepted it is, and says so.
        let codes = risks.map(\.code)
        let accepted = try #require(try await Learning.make(container, lines: [line, other], accept: codes))
        #expect(accepted.report.proposal.plan.leftOut.isEmpty)
        #expect(accepted.report.proposal.diff.contains("accepted risk \(code)"))
        #expect(accepted.report.replay.denied.accesses == 0)
    }

    /// What the preset denies stays denied, whatever is accepted.
    @Test(arguments: [
        Line.file("/proc/sys/kernel/core_pattern", "w"), Line.file("/proc/sysrq-trigger", "w"),
        Line.file("/sys/fs/cgroup/rdma/release_agent", "w"), Line.file("/sys/kernel/security/apparmor/.replace", "w"),
        Line.file("/proc/kcore", "r"), Line.file("/dev/mem", "r"), Line.file("/dev/kmsg", "w"),
    ])
    func deniesWin(_ line: String) async throws {
        guard let learned = try await Learning.make(container, lines: [line], accept: ["all"]) else { return }
        #expect(learned.report.proposal.diff.isEmpty)
        let left = learned.report.proposal.plan.leftOut
        if case .denied(let rules)? = left.first?.reason { #expect(!rules.isEmpty) } else { Issue.record("\(left)") }
        #expect(learned.report.replay.denied.accesses == 1)
    }

    @Test func whatWasWrittenAndRunIsNeither() async throws {
        let lines = [Line.file("/tmp/payload", "wc"), Line.file("/tmp/payload", "x", operation: "exec")]
        guard let learned = try await Learning.make(container, lines: lines) else { return }
        #expect(learned.report.proposal.diff.isEmpty)
        #expect(learned.report.proposal.plan.leftOut.count == 2)
        // Nor is what the policy lets it write.
        let policy = container + "[filesystem]\nwrite = [\"/tmp/**\"]\n"
        let run = try #require(try await Learning.make(policy, lines: [lines[1]]))
        #expect(run.report.proposal.diff.isEmpty)
        // Nor may it come to write what the policy lets it run.
        let runs = container + "[filesystem]\nexecute = [\"/tmp/*\"]\n"
        let write = try #require(try await Learning.make(runs, lines: [lines[0]]))
        #expect(write.report.proposal.diff.isEmpty)
    }

    /// A policy's silence of a lint is about what the policy says, not about what a log asks for.
    @Test func aSilenceAcceptsNothing() async throws {
        let policy = container + "[lints]\nsilence = [{ code = \"B10\", reason = \"known\" }]\n"
        guard let learned = try await Learning.make(policy, lines: [Line.file("/etc/shadow", "r")]) else { return }
        #expect(learned.report.proposal.diff.isEmpty)
    }

    @Test func aFloodIsNeitherKeptNorLearned() async throws {
        let names = (0..<5_000).map { Line.file("/srv/flood/n\($0 &* 7919 % 10_007)", "r") }
        let log = (names + [Line.file("/srv/a", "r")]).joined(separator: "\n") + "\n"
        let summary = await Learning.summary([Array(log.utf8)])
        guard let learned = try await Learning.make(container, summary) else { return }
        let plan = learned.report.proposal.plan
        #expect(plan.candidates.flatMap { $0.values.map(\.text) } == ["owner /srv/a r"])
        #expect(learned.report.evidence.floods == [Array("/srv/flood/".utf8): 5_000])
        #expect(learned.report.evidence.neglected[.flooded] == 5_000)
        #expect(learned.report.text.contains("flooded: \"/srv/flood/\", 5000 events: decide by hand"))
    }

    @Test func aFloodOfFoldersEndsAtTheProfilesBound() async throws {
        let lines = (0..<500).map { Line.file("/srv/\($0)x/y", "r") }
        var limits = EvidenceLimits()
        limits.ofProfile = 100
        let summary = await Learning.summary([Array((lines.joined(separator: "\n") + "\n").utf8)])
        guard let learned = try await Learning.make(container, summary, limits: limits) else { return }
        #expect(learned.report.evidence.needs.count == 100)
        #expect(learned.report.evidence.neglected[.flooded] == 400)
    }

    /// Text logs are read, and what only they say is marked.
    @Test func textIsMarked() async throws {
        let line =
            "[  12.5] audit: type=1400 audit(1790000000.001:7): apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" name=\"/srv/a\" pid=77 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
        guard let learned = try await Learning.make(container, lines: [line]) else { return }
        #expect(learned.report.proposal.diff.contains("untrusted: only in logs that programs can write to"))
        #expect(learned.report.text.contains("only from logs that programs can forge"))
    }

    /// A name, a comm or a peer never leaves its comment or its string.
    @Test func namesStayNames() async throws {
        let evil = "\"]\n[capabilities]\nallow = [\"all\"]\u{1b}[2J\u{202e}\\"
        let hex = Array(evil.utf8).map {
            String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true)
        }.joined()
        let lines = [
            Line.event(
                "operation=\"open\" PROFILE name=2F7372762F\(hex) pid=1 comm=\(hex) requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
            ),
            Line.event(
                "operation=\"signal\" PROFILE pid=1 comm=\(hex) requested_mask=\"send\" denied_mask=\"send\" signal=term peer=\(hex)"
            ),
        ]
        guard let learned = try await Learning.make(container, lines: lines, accept: ["C08"]) else { return }
        #expect(learned.report.proposal.plan.candidates.count == 2)
        #expect(learned.after.policy.main.rules.count == learned.before.policy.main.rules.count + 2)
        #expect(!learned.report.proposal.diff.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
        #expect(!learned.report.text.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
    }

    private static let logs: [String] =
        sharedCorpus.map {
            files(below: $0.appending(path: "hostile"), ending: ".log")
        } ?? []

    /// The logs that hostile containers wrote on a real kernel: whatever is learned from them for any of their profiles, no
    /// way out of a container that was shut is open then.
    @Test func noWayOutIsLearned() async throws {
        guard let folder = sharedCorpus?.appending(path: "hostile") else {
            print("not learned: no corpus")
            return
        }
        let escapes = Learning.loader.tests("escapes") ?? []
        #expect(!escapes.isEmpty)
        var learnedSomething = 0
        for name in Self.logs where name.hasSuffix(".kmsg.log") || name.hasSuffix("noauditd.dmesg.log") {
            let summary = await Learning.summary([try contents(folder.appending(path: name))])
            var book = EvidenceBook(profile: nil)
            for access in summary.accesses { book.add(access) }
            for profile in book.profiles.keys.sorted() where ProfileName.isValid(profile) {
                let text = "name = \"\(profile)\"\nextends = [\"container\"]\n"
                guard let learned = try await Learning.make(text, summary) else { return }
                learnedSomething += learned.report.proposal.plan.candidates.count
                let runs = [learned.before, learned.after].map {
                    TestRunner($0.asked, policy: $0.policy, compiled: nil).run(escapes)
                }
                for (before, after) in zip(runs[0].flatMap(\.answers), runs[1].flatMap(\.answers)) where before.holds {
                    #expect(after.holds, "\(name), \(profile): \(after)")
                }
                for candidate in learned.report.proposal.plan.candidates {
                    #expect(!candidate.risks.contains { $0.isGrave }, "\(name): \(candidate.risks)")
                }
            }
        }
        #expect(learnedSomething > 20)
    }
}
