import ArmorPolicy
import ArmorSeccomp
import ArmorTestSupport
import Foundation
import Testing

/// The filters that policies come to, loaded into the kernel through libseccomp as a runtime does it.
@Suite struct EnforcementTests {
    /// What loads filters, compiled once a run; none without a compiler or libseccomp's header.
    private static let loader: URL? = {
        guard let compiler = program("cc"), FileManager.default.fileExists(atPath: "/usr/include/seccomp.h") else {
            print("no compiler or no libseccomp (Debian: libseccomp-dev): filters are not loaded")
            return nil
        }
        let binary = projectRoot.appending(path: ".build/seccomp-loader")
        let source = fixtures().appending(path: "loader/loader.c")
        let words = ["-D_GNU_SOURCE", "-Wall", "-Werror", "-o", binary.path, source.path, "-lseccomp"]
        guard let result = try? run(compiler, words), result.status == 0 else { return nil }
        return binary
    }()

    /// The lines that the loader reads.
    private static func lines(_ profile: SeccompProfile) -> String {
        var lines = ["default \(profile.defaultAction.rawValue) \(profile.defaultErrno ?? -1)"]
        lines += profile.machines.map { "arch \($0)" }
        for rule in profile.rules {
            let arguments = rule.arguments.map { condition in
                let (first, second) = condition.mask.map { ($0, condition.value) } ?? (condition.value, 0)
                return " \(condition.index) \(condition.comparison.rawValue) \(first) \(second)"
            }
            lines += rule.names.map {
                "rule \(rule.action.rawValue) \(rule.errno ?? -1) \($0)" + arguments.joined()
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What becomes of calls under the filter of a policy: the loader's answers, in their order.
    private static func answers(_ text: String, _ questions: [String]) throws -> [String]? {
        guard let loader else { return nil }
        let profile = SeccompBuilder(policy(text)).profile.resolved(machine: SeccompProfile.hostMachine)
        let result = try run(loader, [], input: lines(profile) + questions.joined(separator: "\n") + "\n")
        #expect(result.status == 0, "\(result.output)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// A call by name and arguments, and what becomes of it. Addresses are 0, so that a call that the filter lets fails for
    /// a reason of its own: EFAULT.
    private struct Probe {
        let call: String
        let outcome: String

        init(_ call: String, _ outcome: String) { (self.call, self.outcome) = (call, outcome) }

        var line: String {
            let words = call.split(separator: " ")
            return "probe " + (words + Array(repeating: "0", count: 7 - words.count)).joined(separator: " ")
        }
    }

    private static let cases: [(policy: String, probes: [Probe])] = [
        (
            "",
            [
                Probe("getpid", "ok"), Probe("mkdir", "EFAULT"), Probe("socket 1 1", "ok"), Probe("socket 2 1", "ok"),
                // Families that the list leaves out: AF_ALG, AF_VSOCK, and one with bits in the upper half.
                Probe("socket 38 5", "EPERM"), Probe("socket 40 1", "EPERM"), Probe("socket 4294967298 1", "EPERM"),
                Probe("keyctl 0", "EPERM"), Probe("unshare 0", "EPERM"), Probe("mount", "EPERM"),
                Probe("clone 268435456", "EPERM"), Probe("clone3", "ENOSYS"), Probe("chroot", "EPERM"),
                Probe("personality 4294967295", "ok"), Probe("personality 262144", "EPERM"),
                Probe("io_uring_setup 1", "EPERM"),
            ]
        ),
        (
            "[capabilities]\nallow = [\"sys_chroot\", \"sys_admin\"]",
            [Probe("chroot", "EFAULT"), Probe("unshare 0", "ok"), Probe("keyctl 0", "EPERM")]
        ),
        (
            "[seccomp]\nallow = [\"keyctl\"]\ndeny = [\"mkdir\"]",
            [Probe("mkdir", "EPERM"), Probe("mkdirat", "EFAULT"), Probe("keyctl 99", "EOPNOTSUPP")]
        ),
        (
            "entitlements = [\"network.none\"]",
            [
                Probe("socket 1 1", "ok"), Probe("socket 2 1", "EPERM"), Probe("socket 16 3", "EPERM"),
                Probe("socket 4294967297 1", "EPERM"), Probe("socketpair 1 1", "EFAULT"),
                Probe("socketpair 2 1", "EPERM"),
            ]
        ),
        (
            "entitlements = [\"security.confined\"]",
            [
                Probe("ptrace", "EPERM"), Probe("personality 4294967295", "ok"), Probe("personality 0", "EPERM"),
                Probe("madvise", "ok"), Probe("arch_prctl 4100", "EFAULT"),
            ]
        ),
        (
            "entitlements = [\"network.proxy\"]",
            [
                // SO_DEBUG and SO_REUSEADDR of a descriptor that is none.
                Probe("setsockopt 999 1 1", "EPERM"), Probe("setsockopt 999 1 2", "EBADF"),
                Probe("setsockopt 999 6 1", "EBADF"), Probe("setsockopt 999 4294967297 1", "EPERM"),
            ]
        ),
        (
            // TIOCSTI, also with bits that the kernel drops.
            "[seccomp]\ndeny = [{ name = \"ioctl\", args = [{ index = 1, op = \"eq\", value = 0x5412 }] }]",
            [
                Probe("ioctl 999 21522", "EPERM"), Probe("ioctl 999 4294988818", "EPERM"),
                Probe("ioctl 999 21523", "EBADF"),
            ]
        ),
    ]

    @Test("the kernel does with each call what the policy says", arguments: cases.indices)
    func enforced(_ index: Int) throws {
        let (text, probes) = Self.cases[index]
        guard let answers = try Self.answers(text, probes.map(\.line)) else { return }
        #expect(answers.count == probes.count)
        for (probe, answer) in zip(probes, answers) { #expect(answer == probe.outcome, "\(probe.call) under \(text)") }
    }

    @Test("each entitlement's filter has room in the kernel", arguments: EntitlementMeaning.names(PresetSources()))
    func size(_ name: String) throws {
        guard let answers = try Self.answers("entitlements = [\"\(name)\"]", ["size", "probe getpid 0 0 0 0 0 0"])
        else {
            return
        }
        // BPF_MAXINSNS of linux/bpf_common.h.
        let instructions = try #require(answers.first.flatMap { Int($0) })
        #expect(instructions <= 4_096, "\(instructions)")
        #expect(answers.last == "ok")
    }
}
