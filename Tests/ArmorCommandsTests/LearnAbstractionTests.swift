import ArmorTestSupport
import Foundation
import Testing

/// `armor learn` where a log shows a group of AppArmor's own: with the abstractions that this machine has.
struct LearnAbstractionTests {
    private static let policy = "name = \"web\"\nextends = [\"container\"] # all of them\n"
    private static let files = [
        "/etc/python3.11/sitecustomize.py", "/usr/lib/python3.11/encodings/aliases.py", "/usr/lib/python3.11/os.py",
        "/usr/lib/python3/dist-packages/", "/srv/main.py",
    ]
    private static let log = files.map {
        "type=AVC msg=audit(1790000000.001:7): apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" name=\"\($0)\" "
            + "pid=77 comm=\"python3\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=5\n"
    }.joined()
    /// Whether this machine has those of releases 3.0, which say no more than reading and mapping.
    private static let isHere =
        (try? text(URL(filePath: "/etc/apparmor.d/abstractions/python")))?.contains("<abi/3.0>") == true
    /// For this machine.
    private static let learn = ["learn", "audit.log", "--policy", "web.toml"]

    @Test(.enabled(if: Program.hasParser && isHere)) func appliesIt() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.log])
        let applied = try place.armor(Self.learn + ["--apply"])
        #expect(applied.status == 0, "\(applied.messages)")
        #expect(
            applied.messages.contains(
                "abstractions/python in the place of 4 lines: judged as this host has it, other releases"
            )
        )
        #expect(applied.messages.contains("replayed: allowed 5 (5 events), denied on purpose 0"))
        let written = try #require(place.read("web.toml"))
        #expect(written.hasPrefix(Self.policy) && written.contains("    \"abstractions/python\",\n]\n"))
        #expect(written.contains("    \"/srv/main.py\",\n") && !written.contains("    \"/usr/"))
        #expect(try place.armor("check", "web.toml").status == 0)
        let again = try place.armor(Self.learn)
        #expect(again.output.isEmpty && again.status == 0, "\(again.messages)")
    }

    /// A target of another release has abstractions of its own, which are not on this machine.
    @Test(.enabled(if: Program.hasParser && isHere)) func anotherReleaseKeepsNames() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.log])
        let shown = try place.armor(Self.learn + ["--target", "debian13"])
        #expect(shown.status == 0, "\(shown.messages)")
        #expect(!shown.output.contains("includes") && shown.output.contains("+    \"/usr/lib/python3.11/os.py\",\n"))
        #expect(shown.messages.contains("it cannot be used here: debian13 has those of AppArmor 4.1.0, this host"))
    }

    @Test(.enabled(if: Program.hasParser && isHere)) func narrowsItToNames() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.log])
        let typed = "n\na\ns\nf\ny\n"
        let result = try place.talk(Self.learn + ["--interactive", "--apply"], typed: typed)
        #expect(result.status == 0, "\(result.messages)")
        let written = try #require(place.read("web.toml"))
        #expect(!written.contains("includes"), "\(result.messages)")
        #expect(written.contains("    \"/usr/lib/python3.11/os.py\",\n"))
    }
}
