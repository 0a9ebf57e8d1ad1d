import ArmorTestSupport
import Foundation
import Testing

/// `armor explain` of lines of an audit log: every form that `learn` reads.
struct ExplainLineTests {
    private static let policy = """
        name = "web"
        extends = ["container"]
        [filesystem]
        read = ["/srv/a"]
        [children.helper.filesystem]
        read = ["/srv/h"]

        """

    private static func event(_ label: String = "web", _ name: String = "/srv/a", _ rest: String = "") -> String {
        "type=AVC msg=audit(1790000000.001:1): apparmor=\"DENIED\" operation=\"open\" class=\"file\" \(rest)profile=\"\(label)\" name=\"\(name)\" pid=52 comm=\"cat\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
    }

    private func explain(_ line: String, _ more: [String] = [], input: String = "") throws -> Program.Result {
        let place = try Workplace(["web.toml": Self.policy, "bare.toml": "name = \"web\"\n"])
        let policy = more.contains("--policy") ? [] : ["--policy", "web.toml"]
        return try place.armor(["explain", line, "--target", "debian12"] + policy + more, input: input)
    }

    private static let forms = [
        event(),
        event().replacing("\"", with: "").replacing("1790000000.001", with: "09/21/2026 10:00:00.001").replacing(
            "): ",
            with: ") : "
        ),
        "Sep 21 10:00:00 host1 kernel: [1.0] audit: " + event().replacing("type=AVC msg=", with: "type=1400 "),
        "{\"_TRANSPORT\":\"audit\",\"_AUDIT_TYPE\":\"1400\",\"_AUDIT_TYPE_NAME\":\"AVC\",\"MESSAGE\":\""
            + event().replacing("type=AVC msg=audit(1790000000.001:1): ", with: "AVC ").replacing("\"", with: "\\\"")
            + "\"}",
    ]

    @Test(.enabled(if: Program.hasParser), arguments: forms) func readsEveryForm(_ line: String) throws {
        let run = try explain(line)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.hasPrefix("allowed as owner: read /srv/a\n"), "\(run.output)")
        #expect(run.messages.isEmpty, "\(run.messages)")
    }

    /// Several lines, as one argument or on standard input: one that is denied decides the exit status.
    @Test(.enabled(if: Program.hasParser)) func readsSeveralLines() throws {
        let lines = Self.event() + "\n" + Self.event("web", "/srv/b")
        for run in [try explain(lines), try explain("-", input: lines + "\n")] {
            #expect(run.status == 1, "\(run.messages)")
            #expect(run.output.contains("allowed as owner: read /srv/a\n"))
            #expect(run.output.contains("denied as owner: read /srv/b\n"))
        }
    }

    /// A link is suggested with the comparison of both names; where that is not enough, with what the link carries.
    @Test(
        .enabled(if: Program.hasParser),
        arguments: [
            ("/srv/new", "/srv/old", true, nil),
            ("/srv/a", "/etc/shadow", false, "the link lets the program read /etc/shadow as /srv/a; as /etc/shadow it"),
            ("/srv/a", "/proc/kcore", false, "the link lets the program read /proc/kcore as /srv/a; as /proc/kcore it"),
        ] as [(String, String, Bool, String?)]
    )
    func suggestsLinks(_ link: String, _ target: String, _ isSubset: Bool, _ risk: String?) throws {
        let line =
            Self.event("web", link, "").replacing("\"open\"", with: "\"link\"")
            .replacing("=\"r\"", with: "=\"l\"") + " target=\"\(target)\""
        let run = try explain(line)
        #expect(run.status == 1)
        let element = "path = \"\(link)\", target = \"\(target)\"" + (isSubset ? ", subset = true }" : " }")
        #expect(run.output.contains(element), "\(run.output)")
        #expect(run.output.contains("risk D05") == (risk != nil))
        if let risk { #expect(run.output.contains(risk), "\(run.output)") }
        let json = try explain(line, ["--format", "json"])
        #expect(json.output.contains("\"risk\"") == (risk != nil), "\(json.output)")
    }

    @Test(.enabled(if: Program.hasParser)) func asksTheChildThatTheLineIsOf() throws {
        let run = try explain(Self.event("web//helper", "/srv/h"))
        #expect(run.status == 0, "\(run.output)\(run.messages)")
        let unknown = try explain(Self.event("web//other", "/srv/h"))
        #expect(unknown.status == 1)
        #expect(unknown.messages.contains("the policy has no child \"other\"; its own profile answers"))
    }

    /// The edit is one of the child's tables, and the policy that has it allows the access.
    @Test(
        .enabled(if: Program.hasParser),
        arguments: [
            (event("web//helper", "/srv/b"), "[children.helper.filesystem]\n    read = [\"/srv/b\"]\n"),
            (
                event("web//helper")
                    .replacing("operation=\"open\" class=\"file\"", with: "operation=\"capable\" class=\"cap\"")
                    .replacing(" name=\"/srv/a\"", with: " capability=1 capname=\"dac_override\""),
                "[children.helper.capabilities]\n    allow = [\"dac_override\"]\n"
            ),
        ]
    )
    func showsTheEditOfAChild(_ line: String, _ edit: String) throws {
        let run = try explain(line)
        #expect(run.status == 1, "\(run.messages)")
        #expect(run.output.contains("to allow it\n  add:\n    \(edit)"), "\(run.output)")
        // In TOML the table that is there already is written once.
        let open = "[children.helper.filesystem]\nread = [\"/srv/h\"]\n"
        let added = edit.replacing("    ", with: "")
        let place = try Workplace(["web.toml": Self.policy.replacing(open, with: "") + added])
        let again = try place.armor(["explain", line, "--target", "debian12", "--policy", "web.toml"])
        #expect(again.status == 0, "\(again.output)\(again.messages)")
    }

    @Test(.enabled(if: Program.hasParser), arguments: ["other", "/usr/sbin/x", "docker-default"])
    func saysWhereTheLineIsOfAnotherProfile(_ label: String) throws {
        let run = try explain(Self.event(label))
        #expect(run.status == 0)
        #expect(
            run.messages.contains(
                "warning: the line is of the profile \"\(label)\"; it is answered as if it were of \"web\""
            )
        )
        let inside = try explain(Self.event("web", "/srv/a", "namespace=\"root//lxd-c1\" "))
        #expect(inside.messages.contains("the line is of the profile \":root//lxd-c1:web\""), "\(inside.messages)")
    }

    /// Where no rule decides, the answer says what does.
    @Test(
        .enabled(if: Program.hasParser),
        arguments: [
            (
                event().replacing("class=\"file\" ", with: "class=\"file\" info=\"no new privs\" error=-1 "),
                "has no_new_privs"
            ),
            (
                "type=AVC msg=audit(1790000000.002:2): apparmor=\"DENIED\" operation=\"change_onexec\" info=\"label not found\" error=-2 profile=\"web\" name=\"web9\" pid=71 comm=\"(sh)\"",
                "the profile \"web9\" that is asked for is not loaded"
            ),
            (
                "type=AVC msg=audit(1790000000.002:2): apparmor=\"STATUS\" operation=\"profile_replace\" profile=\"unconfined\" name=\"web\" pid=71 comm=\"apparmor_parser\"",
                "about policy being loaded"
            ),
        ]
    )
    func saysWhyNoRuleHelps(_ line: String, _ reason: String) throws {
        let run = try explain(line)
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("no rule decides about it: "), "\(run.output)")
        #expect(run.output.contains(reason), "\(run.output)")
        let json = try explain(line, ["--format", "json"])
        #expect(json.output.contains("\"reason\""), "\(json.output)")
    }

    /// A disconnected path is asked as the kernel asks it under the flag, which the preset "container" has.
    @Test(.enabled(if: Program.hasParser)) func asksForDisconnectedPaths() throws {
        let line = Self.event("web", "srv/a", "info=\"Failed name lookup - disconnected path\" error=-13 ")
        let run = try explain(line)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.messages.contains("under attach_disconnected the kernel asks for /srv/a"))
        let bare = try explain(line, ["--policy", "bare.toml"])
        #expect(bare.status == 1)
        #expect(bare.output.contains("add \"attach_disconnected\" to flags of [profile]"), "\(bare.output)")
    }

    @Test(.enabled(if: Program.hasParser)) func answersSystemCallsByTheFilter() throws {
        func line(_ number: Int) -> String {
            "type=SECCOMP msg=audit(1790000003.114:35): auid=4294967295 uid=0 gid=0 ses=4294967295 subj=web pid=703 comm=\"app\" exe=\"/usr/bin/app\" sig=0 arch=c000003e syscall=\(number) compat=0 ip=0x7f0000000001 code=0x7ffc0000"
        }
        let denied = try explain(line(425))
        #expect(denied.status == 1, "\(denied.messages)")
        #expect(denied.output.hasPrefix("denied: system call io_uring_setup\n"), "\(denied.output)")
        #expect(denied.output.contains("allow = [\"io_uring_setup\"]"))
        let allowed = try explain(line(0))
        #expect(allowed.status == 0 && allowed.output.hasPrefix("allowed: system call read"), "\(allowed.output)")
    }

    @Test(.enabled(if: Program.hasParser)) func refusesWhatIsNoRecord() throws {
        #expect(try explain("hello").status == 64)
        let cut = try explain(
            "audit: type=1400 audit(1790000000.005:5): apparmor=\"DENIED\" operation=\"open\" name=\"/srv/a.t"
        )
        #expect(cut.status == 2)
        #expect(cut.messages.contains("cannot be read: the end is missing"), "\(cut.messages)")
        let place = try Workplace()
        let alone = try place.armor("explain", Self.event())
        #expect(alone.status == 64 && alone.messages.contains("name the policy that answers it with --policy"))
    }
}
