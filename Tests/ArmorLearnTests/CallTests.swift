import ArmorAudit
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget
import Testing

@testable import ArmorLearn

/// System calls that a filter met, as proposals for `[seccomp]`.
@Suite struct CallTests {
    /// A record of the audit daemon: `number` is the call's on x86_64.
    private static func record(_ number: Int, code: String = "7ffc0000", label: String = "=web (enforce)") -> String {
        "type=SECCOMP msg=audit(1790000000.001:7): auid=0 uid=0 gid=0 ses=1 subj=\(label) pid=9 comm=\"app\" exe=\"/app\" "
            + "sig=0 arch=c000003e syscall=\(number) compat=0 ip=0x1 code=0x\(code)"
    }

    private static func plan(_ text: String, _ lines: [String], accept: [String] = []) async
        -> (CallPlan, Policy)
    {
        let (policy, diagnostics) = Learning.loader.load(SourceFile(name: "policy.toml", text: text))
        #expect(!diagnostics.hasErrors)
        var scanner = LogScanner()
        await scanner.begin(.auditLog)
        await scanner.feed(Array((lines.joined(separator: "\n") + "\n").utf8))
        let name = policy.name?.value ?? ""
        let profile = LearnedProfile(AuditLabel(name), policy: name)
        let evidence = CallEvidence(await scanner.finish().calls, profile: profile)
        return (CallPlan(evidence, policy, accepted: AcceptedRisks(accept)), policy)
    }

    /// keyctl, chroot, mkdir, a number that has no name, and keyctl of somebody else.
    private static let lines = [
        record(250), record(250, code: "80000000"), record(161), record(83), record(9_999),
        record(250, label: "other (enforce)"), record(101, label: "web//null-/bin/sh (complain)"),
    ]

    @Test("what is outside of the list takes an acceptance, and what brings it too is said")
    func refused() async throws {
        let (plan, _) = await Self.plan(container, Self.lines)
        #expect(plan.proposed.isEmpty && plan.met == 2 && plan.unknown == 1)
        #expect(plan.leftOut.map(\.call.name) == ["chroot", "keyctl"])
        #expect(plan.leftOut.allSatisfy { $0.why == .risk })
        let chroot = try #require(plan.leftOut.first?.call)
        #expect(chroot.capabilities == ["sys_chroot"])
        #expect(
            plan.text.contains("the capability sys_chroot brings it too; to propose it all the same: --accept seccomp")
        )
        let keyctl = try #require(plan.leftOut.last?.call.evidence)
        #expect(keyctl.count == 2 && keyctl.denied == 1 && keyctl.trusted == 2)
        #expect(keyctl.comms == [Array("app".utf8)])
    }

    @Test("accepted, each is an element with its evidence")
    func accepted() async {
        let (plan, _) = await Self.plan(container, Self.lines, accept: ["seccomp"])
        #expect(plan.proposed.map(\.name) == ["chroot", "keyctl"] && plan.leftOut.isEmpty)
        #expect(AcceptedRisks(["seccomp"]).unknown.isEmpty)
    }

    @Test("what the policy denies stays denied, and its own filter is its own")
    func denied() async {
        let denying = container + "[seccomp]\ndeny = [\"mkdir\"]\n"
        let (plan, _) = await Self.plan(denying, [Self.record(83)], accept: ["all"])
        #expect(plan.leftOut.map(\.why) == [.denied("policy.toml:4:9")])
        let entitled = container + "entitlements = [\"security.confined\"]\n"
        #expect(await Self.plan(entitled, [Self.record(101)], accept: ["all"]).0.proposed.isEmpty)
        let foreign = container + "[container]\nseccomp = \"./own.json\"\n"
        #expect(await Self.plan(foreign, [Self.record(250)], accept: ["all"]).0.leftOut.map(\.why) == [.foreignFilter])
    }

    @Test("a capability of the policy brings its calls")
    func capability() async {
        let text = container + "[capabilities]\nallow = [\"sys_chroot\"]\n"
        #expect(await Self.plan(text, [Self.record(161)]).0.met == 1)
    }

    @Test("the edit says what was learned and nothing else, and what it says is met then")
    func edit() async throws {
        let source = container + "[seccomp]\nallow = [\"bpf\"]  # tracing\n"
        let (calls, policy) = await Self.plan(source, Self.lines, accept: ["seccomp"])
        guard let side = try await Learning.compile(policy) else { return }
        let replay = Replay(side.compiled, policy: policy, kernel: side.asked.kernel)
        let context = LintContext(features: Learning.target.features, parser: Learning.target.parserVersion)
        let plan = Plan(ProfileEvidence(), policy, before: replay, context: context, accepted: AcceptedRisks([]))
        let old = SourceFile(name: "policy.toml", text: source)
        let proposal = try Proposal(plan, calls: calls, policy, old: old, loader: Learning.loader)
        #expect(proposal.policy.seccomp.allow.map(\.value.name).sorted() == ["bpf", "chroot", "keyctl"])
        #expect(proposal.diff.contains("+    \"keyctl\","), "\(proposal.diff)")
        #expect(proposal.diff.contains("learned: 2 events, 2026-09-21, by \"app\""), "\(proposal.diff)")
        let again = await Self.plan(String(decoding: proposal.new.bytes, as: UTF8.self), Self.lines).0
        #expect(again.met == 4 && again.leftOut.isEmpty)
    }
}
