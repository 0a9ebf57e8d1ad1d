import ArmorTestSupport
import Foundation
import Testing

/// `armor learn --interactive` at a terminal of its own.
struct InteractiveTests {
    private static func line(_ name: String, _ status: String) -> String {
        "type=AVC msg=audit(1790000000.001:7): apparmor=\"\(status)\" operation=\"open\" profile=\"web\" name=\"\(name)\" "
            + "pid=77 comm=\"nginx\" requested_mask=\"r\" fsuid=0 ouid=5\n"
    }

    private func talk(_ place: Workplace, _ arguments: [String], typed: String) throws -> Program.Result {
        let learn = ["learn", "audit.log", "--policy", "web.toml", "--target", "debian12"]
        return try place.talk(learn + arguments, typed: typed)
    }

    @Test(.enabled(if: Program.hasParser)) func writesWhatWasAccepted() throws {
        let policy = "name = \"web\"\n"
        let log =
            Self.line("/srv/a", "ALLOWED") + Self.line("/srv/other/b", "ALLOWED") + Self.line("/srv/c/c", "ALLOWED")
        let place = try Workplace(["web.toml": policy, "audit.log": log])
        let result = try talk(place, ["--interactive", "--apply"], typed: "a\nd\ns\nf\ny\n")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.messages.contains("[1/3] read: /srv/a r\n"))
        #expect(result.messages.contains("3 entries: 1 accepted, 1 denied, 1 skipped\n"))
        #expect(result.messages.contains("replayed: allowed 1 (1 event), denied on purpose"))
        #expect(result.messages.contains("write this into web.toml? [y/n]"))
        // No colours, no movements of the cursor, whatever the terminal could.
        #expect(!result.messages.contains("\u{1b}"))
        let written = try #require(place.read("web.toml"))
        #expect(written.contains("read = [\n    # learned:"))
        #expect(written.contains("\"/srv/a\",\n"))
        #expect(written.contains("access = [\"read\"] }") && !written.contains("\"/srv/other/b\", \"/srv/c/c\""))
        #expect(place.read("web.toml.bak") == policy)
    }

    @Test(.enabled(if: Program.hasParser), arguments: [("a\nf\nn\n", Int32(0)), ("a\nq\n", 1), ("a\n\u{4}", 1)])
    func writesNothingUnasked(_ typed: String, _ status: Int32) throws {
        let policy = "name = \"web\"\n"
        let place = try Workplace(["web.toml": policy, "audit.log": Self.line("/srv/a", "ALLOWED")])
        let result = try talk(place, ["--interactive", "--apply"], typed: typed)
        #expect(result.status == status, "\(result.messages)")
        #expect(result.messages.contains("nothing is written"))
        #expect(place.read("web.toml") == policy)
        #expect(place.read("web.toml.bak") == nil)
    }

    @Test(.enabled(if: Program.hasParser)) func tightensWhatWasAccepted() throws {
        let policy = "name = \"web\"\n[filesystem]\nread = [\"/srv/a\", \"/srv/b\", \"/srv/c\"]\n"
        let place = try Workplace(["web.toml": policy, "audit.log": Self.line("/srv/a", "AUDIT")])
        let result = try talk(place, ["--tighten", "--interactive", "--apply"], typed: "s\na\nf\ny\n")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.messages.contains("[1/2] read: remove read \"/srv/b\"\n"))
        #expect(result.messages.contains("stays: skipped by hand"))
        #expect(place.read("web.toml") == policy.replacing(", \"/srv/c\"", with: ""))
    }

    @Test(.enabled(if: Program.hasParser)) func tightensWithoutATerminal() throws {
        let policy = "name = \"web\"\n[filesystem]\nread = [\"/srv/a\", \"/srv/b\"] # why\n"
        let place = try Workplace(["web.toml": policy, "audit.log": Self.line("/srv/a", "AUDIT")])
        let arguments = ["learn", "audit.log", "--policy", "web.toml", "--target", "debian12", "--tighten"]
        let shown = try place.armor(arguments)
        #expect(shown.status == 0, "\(shown.messages)")
        #expect(shown.output.contains("+read = [\"/srv/a\"] # why\n"))
        #expect(place.read("web.toml") == policy)
        let data = try place.armor(arguments + ["--format", "json"])
        #expect(data.output.contains("\"decision\":\"remove\"") || data.output.contains("\"decision\": \"remove\""))
        #expect(try place.armor(arguments + ["--apply"]).status == 0)
        #expect(place.read("web.toml")?.contains("read = [\"/srv/a\"] # why\n") == true)
        // Not from a log without uses.
        try Data(Self.line("/srv/a", "ALLOWED").utf8).write(to: place.url.appending(path: "audit.log"))
        let refused = try place.armor(arguments)
        #expect(refused.status == 1 && refused.messages.contains("--mode audit"), "\(refused.messages)")
        for wrong in [["--accept", "all"], ["--validate"], ["--merge"]] {
            #expect(try place.armor(arguments + wrong).status == 64)
        }
    }
}
