import ArmorTestSupport
import Foundation
import Testing

/// `armor learn --strace` and records of filters, as people give them.
struct StraceLearnTests {
    private static let policy = "name = \"web\"\nextends = [\"container\"]\n"
    private static let output = """
        7 execve("/usr/sbin/app", ["app"], 0x7ff /* 9 vars */) = 0
        7 openat(AT_FDCWD</srv>, "data", O_RDONLY) = 3</srv/data>
        7 open("relative", O_RDONLY) = 4
        7 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5
        7 chown("/srv/data", 1, 1) = -1 EPERM (Operation not permitted)
        7 keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) = 1

        """
    private static let record =
        "type=SECCOMP msg=audit(1790000000.001:7): auid=0 uid=0 gid=0 ses=1 subj==web (enforce) pid=9 comm=\"app\" "
        + "exe=\"/app\" sig=31 arch=c000003e syscall=250 compat=0 ip=0x1 code=0x80000000\n"

    @Test(.enabled(if: Program.hasParser)) func learnsFromStrace() throws {
        let place = try Workplace(["web.toml": Self.policy, "web.strace": Self.output])
        let arguments = ["learn", "--strace", "web.strace", "--policy", "web.toml", "--target", "debian12"]
        let shown = try place.armor(arguments + ["--accept", "seccomp"])
        #expect(shown.status == 0, "\(shown.messages)")
        for line in ["+    \"/usr/sbin/app\",", "+    \"inet stream\",", "+    \"keyctl\","] {
            #expect(shown.output.contains(line), "\(line): \(shown.output)")
        }
        #expect(shown.output.contains("\"/srv/data\""))
        for line in [
            "strace: chown failed 1 time with EPERM: it may have lacked the capability chown",
            "system calls: 1 proposed",
        ] {
            #expect(shown.messages.contains(line), "\(line): \(shown.messages)")
        }
        let careful = try place.armor(arguments)
        #expect(!careful.output.contains("keyctl"))
        #expect(careful.messages.contains("to propose it all the same: --accept seccomp"))
    }

    @Test(.enabled(if: Program.hasParser)) func learnsCallsFromALogAlone() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.record])
        let arguments = ["learn", "audit.log", "--policy", "web.toml", "--target", "debian12", "--accept", "seccomp"]
        let applied = try place.armor(arguments + ["--apply"])
        #expect(applied.status == 0, "\(applied.messages)")
        #expect(place.read("web.toml")?.contains("[seccomp]\nallow = [\n") == true, "\(place.read("web.toml") ?? "")")
        #expect(applied.output.contains("+    \"keyctl\","))
        let again = try place.armor(arguments)
        #expect(again.status == 0 && again.output.isEmpty)
        #expect(again.messages.contains("system calls: 0 proposed, 1 allowed already"), "\(again.messages)")
    }

    @Test func usage() throws {
        let place = try Workplace(["web.toml": Self.policy, "web.strace": Self.output])
        #expect(try place.armor("learn", "--strace", "web.strace").status == 64)
        #expect(try place.armor("learn", "--strace", "web.strace", "--policy", "web.toml", "--tighten").status == 64)
        #expect(try place.armor("learn", "--strace", "web.strace", "--policy", "web.toml", "--follow").status == 64)
        let missing = try place.armor("learn", "--strace", "none", "--policy", "web.toml", "--target", "debian12")
        #expect(missing.status == 2, "\(missing.messages)")
    }
}
