import ArmorAudit
import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// One block of `needs.txt`.
struct NeedsCase: Sendable, CustomTestStringConvertible {
    var title = ""
    var policy = ""
    var log: [String] = []
    var accepted: [String] = []
    var rules: [String] = []
    var leftOut: [String] = []
    var neglected: [String] = []
    var target: String?

    var testDescription: String { title }

    static func read() throws -> [NeedsCase] {
        let text = try text(fixtures().appending(path: "needs.txt"))
        return text.components(separatedBy: "\n\n").dropFirst().map { block in
            block.split(separator: "\n").reduce(into: NeedsCase()) { result, line in
                let rest = String(line.dropFirst(2))
                switch line.prefix(2) {
                case "# ": result.title = rest
                case "p ": result.policy += rest + "\n"
                case "@ ": result.target = rest
                case "+ ": result.accepted.append(rest)
                case "= ": result.rules.append(rest)
                case "! ": result.leftOut.append(rest)
                case "? ": result.neglected.append(rest)
                default: result.log.append(String(line))
                }
            }
        }
    }
}

struct NeedsTests {
    @Test(arguments: try NeedsCase.read())
    func whatIsProposed(_ sample: NeedsCase) async throws {
        let policy = sample.policy.isEmpty ? container : sample.policy
        let target = try sample.target.map { try #require(Target.named($0)) } ?? Learning.target
        let learned = try await Learning.make(policy, lines: sample.log, accept: sample.accepted, target: target)
        guard let report = learned?.report else { return }
        let plan = report.proposal.plan
        #expect(plan.candidates.flatMap { $0.values.map(\.text) }.sorted() == sample.rules.sorted())
        #expect(plan.leftOut.map(Self.reason).sorted() == sample.leftOut.sorted())
        let neglected = report.evidence.neglected.keys.map { reason in
            let names = (report.evidence.neglectedNames[reason] ?? []).map { String(decoding: $0, as: UTF8.self) }
            return ([reason.rawValue] + names.sorted()).joined(separator: " ")
        }
        #expect(neglected.sorted() == sample.neglected.sorted())
        // What is granted is allowed, and learning again has nothing to add.
        let granted = Set(plan.candidates.flatMap(\.needs))
        for line in report.replay.lines where granted.contains(line.need) {
            if case .allowed = line.answer {} else { Issue.record("\(line.need.access.text): \(line.answer)") }
        }
        let text = String(decoding: report.proposal.new.bytes, as: UTF8.self)
        let again = try await Learning.make(text, lines: sample.log, accept: sample.accepted, target: target)
        #expect(again?.report.proposal.diff == "")
    }

    private static func reason(_ left: LeftOut) -> String {
        switch left.reason {
        case .risk(let risks): risks.map(\.code).uniqued().joined(separator: " ")
        case .test(let test): "test \(test)"
        default: "\(left.reason)"
        }
    }

    /// A mount rule matches the very flags that the kernel asked about.
    @Test(arguments: [
        ([MountOption.rw, .rbind], "mount options=(rw, rbind) /srv/ -> /mnt/"),
        ([.rw, .rslave], "mount options=(rw, rslave) -> /mnt/"),
        ([.rw, .rprivate], "mount options=(rw, rprivate) -> /mnt/"),
        ([.rw, .rshared], "mount options=(rw, rshared) -> /mnt/"),
        ([.rw, .runbindable], "mount options=(rw, runbindable) -> /mnt/"),
        ([.ro, .nosuid, .bind], "mount options=(ro, nosuid, bind) /srv/ -> /mnt/"),
        ([.rw, .slave], "mount options=(rw, slave) -> /mnt/"),
    ])
    func mountOptions(_ options: [MountOption], _ rule: String) {
        let flags = options.reduce(UInt32(0)) { $0 | Numbers.flags($1) }
        let source = Array("/srv/".utf8)
        let rules = Edit.rules(
            allowing: .mount(at: Array("/mnt/".utf8), source: source, type: [], flags: flags, data: [])
        )
        #expect(rules.map(\.text) == [rule + ","])
    }

    /// Calls whose argument is none of those that the filter allows, and one that the filter answers so that nothing is needed.
    @Test func callsByTheirArgument() {
        var scanner = StraceScanner(profile: "web")
        let output = """
            personality(0xffffffff) = 0
            personality(0x0040000 /* ADDR_NO_RANDOMIZE */) = -1 EPERM (Operation not permitted)
            clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 8
            clone(child_stack=NULL, flags=CLONE_NEWNS|CLONE_NEWPID|SIGCHLD) = -1 EPERM (Operation not permitted)
            socket(AF_INET, SOCK_STREAM, 0) = 3
            socket(AF_ALG, SOCK_SEQPACKET, 0) = 4
            clone3({flags=CLONE_VM|CLONE_FS, exit_signal=0}, 88) = -1 EPERM (Operation not permitted)
            bind(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0)}, 28) = -1 EACCES (Permission denied)
            bind(3, {sa_family=AF_INET, sin_port=htons(8080)}, 16) = -1 EACCES (Permission denied)
            unshare(CLONE_NEWUSER) = -1 EPERM (Operation not permitted)
            setgroups(1, [0]) = -1 EPERM (Operation not permitted)

            """
        scanner.feed(Array(output.utf8))
        scanner.end()
        let policy = Learning.loader.load(SourceFile(name: "policy.toml", text: container)).0
        let evidence = CallEvidence(
            SeccompCalls(),
            profile: LearnedProfile(AuditLabel("web"), policy: "web"),
            strace: scanner
        )
        let plan = CallPlan(evidence, policy, accepted: AcceptedRisks([]))
        let left = plan.leftOut.map { "\($0.call.name): \($0.why)" }
        #expect(
            left == [
                "clone: arguments([\"CLONE_NEWNS|CLONE_NEWPID|SIGCHLD\"])", "personality: arguments([\"0x0040000\"])",
                "socket: arguments([\"AF_ALG\"])", "unshare: risk",
            ]
        )
        #expect(plan.answered.map(\.name) == ["clone3"])
        #expect(plan.met == 5)
        let notes = StraceNotes.lines(scanner).joined(separator: "\n")
        for words in [
            "bind of port 443 failed 1 time with EACCES: it may have lacked the capability net_bind_service",
            "clone failed 1 time with EPERM and makes namespaces (CLONE_NEWNS, CLONE_NEWPID)",
            "nothing need be allowed",
            "unshare failed 1 time", "setgroups failed 1 time with EPERM: it may have lacked the capability setgid",
        ] { #expect(notes.contains(words), "\(words): \(notes)") }
        #expect(!notes.contains("8080"))
    }
}
