import ArmorTestSupport
import Foundation
import Testing

/// `armor learn` as people run it.
struct LearnTests {
    private static let policy = "name = \"web\"\nextends = [\"container\"] # all of them\n"
    private static let log =
        "type=AVC msg=audit(1790000000.001:7): apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" name=\"/srv/a\" pid=77 comm=\"nginx\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=5\n"
    @Test(.enabled(if: Program.hasParser)) func appliesWhatItProposes() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.log])
        let shown = try place.armor("learn", "audit.log", "--policy", "web.toml", "--target", "debian12")
        #expect(shown.status == 0, "\(shown.messages)")
        #expect(shown.output.contains("+    \"/srv/a\",\n"))
        #expect(
            shown.messages.contains(
                "replayed: allowed 1 (1 event), denied on purpose 0 (0 events), undecidable 0 (0 events)"
            )
        )
        #expect(place.read("web.toml") == Self.policy)
        let applied = try place.armor("learn", "audit.log", "--policy", "web.toml", "--target", "debian12", "--apply")
        #expect(applied.status == 0, "\(applied.messages)")
        #expect(applied.output == shown.output)
        #expect(place.read("web.toml.bak") == Self.policy)
        #expect(place.read("web.toml")?.hasPrefix(Self.policy) == true)
        let again = try place.armor("learn", "audit.log", "--policy", "web.toml", "--target", "debian12", "--apply")
        #expect(again.status == 0)
        #expect(again.output.isEmpty)
        #expect(again.messages.contains("there is nothing to apply"))
    }

    @Test(.enabled(if: Program.hasParser)) func makesPoliciesOfItsOwn() throws {
        let place = try Workplace(["audit.log": Self.log + Self.log.replacing("\"web\"", with: "\"db\"")])
        let several = try place.armor("learn", "audit.log", "--target", "debian12")
        #expect(several.status == 1)
        #expect(several.messages.contains("the log has events of 2 profiles"))
        let one = try place.armor(
            "learn",
            "-",
            "--profile",
            "db",
            "--target",
            "debian12",
            input: place.read("audit.log") ?? ""
        )
        #expect(one.status == 0, "\(one.messages)")
        #expect(one.output.hasPrefix("name = \"db\"\n"))
        let all = try place.armor("learn", "audit.log", "-d", ".", "--target", "debian12")
        #expect(all.status == 0, "\(all.messages)")
        #expect(all.output.isEmpty)
        for name in ["web.toml", "db.toml"] {
            let check = try place.armor("check", name, "--target", "debian12")
            #expect(check.status == 0, "\(check.messages)")
        }
        // What is there already is left as it is.
        #expect(try place.armor("learn", "audit.log", "-d", ".", "--target", "debian12").status == 2)
    }

    @Test(.enabled(if: Program.hasParser)) func saysWhatItFoundAsData() throws {
        let place = try Workplace(["web.toml": Self.policy, "audit.log": Self.log])
        let result = try place.armor(
            "learn",
            "audit.log",
            "--policy",
            "web.toml",
            "--target",
            "debian12",
            "--format",
            "json"
        )
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
        let report = try #require(json?.first)
        #expect(report["version"] as? Int == 1)
        #expect((report["diff"] as? String)?.contains("/srv/a") == true)
        let replay = try #require(report["replay"] as? [String: Any])
        #expect((replay["allowed"] as? [String: Int]) == ["accesses": 1, "events": 1])
    }

    @Test(.enabled(if: Program.hasParser)) func holdsALogOut() throws {
        let place = try Workplace([
            "web.toml": Self.policy, "one.log": Self.log,
            "two.log": Self.log + Self.log.replacing("/srv/a", with: "/srv/b"),
        ])
        let result = try place.armor(
            "learn",
            "one.log",
            "two.log",
            "--validate",
            "--policy",
            "web.toml",
            "--target",
            "debian12"
        )
        #expect(result.status == 0, "\(result.messages)")
        #expect(!result.output.contains("/srv/b"))
        #expect(result.messages.contains("of 2 accesses of the log that was held out, 1 are allowed (50 %)"))
        #expect(result.messages.contains("not foreseen: read /srv/b"))
    }

    @Test(.enabled(if: Program.hasParser)) func saysWhyThereIsNothing() throws {
        let place = try Workplace(["other.toml": "name = \"other\"\n", "audit.log": Self.log])
        let result = try place.armor("learn", "audit.log", "--policy", "other.toml", "--target", "debian12")
        #expect(result.status == 1)
        #expect(result.messages.contains("no event of \"other\" in audit.log; found instead:"))
        #expect(result.messages.contains("  1 event of the profile \"web\"\n"))
        let next = "next: armor learn audit.log --policy other.toml --target debian12 --profile web\n"
        #expect(result.messages.hasSuffix(next))
    }

    @Test(arguments: [
        (["learn", "-", "--apply"], "--apply needs --policy"),
        (["learn", "-", "--policy", "x", "-o", "y"], "-o, -d and --name are for new policies"),
        (["learn", "-", "--validate"], "--validate needs --policy and two logs"),
        (["learn", "-", "--accept", "Z99"], "There is no risk"),
        (["learn", "-", "--name", "a b"], "is not a valid name for a policy"),
        (["learn", "-", "--name", "crio-default"], "The name \"crio-default\" is CRI-O's own profile"),
        (["learn", "-", "--profile", ""], "--profile needs the name of a profile"),
        (["learn", "-", "--unlabelled"], "--unlabelled needs --policy or --profile"),
    ])
    func refusesWhatItCannotDo(_ arguments: [String], _ message: String) throws {
        let result = try Workplace().armor(arguments)
        #expect(result.status == 64)
        #expect(result.messages.contains(message), "\(result.messages)")
    }
}
