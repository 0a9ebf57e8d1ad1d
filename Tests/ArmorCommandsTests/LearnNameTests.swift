import ArmorTestSupport
import Foundation
import Testing

/// `armor learn` of profiles with any name that a kernel reports.
struct LearnNameTests {
    private static let target = ["--target", "debian12"]

    /// Labels as kernels write them, the policy's name, and what the policy says because of the label.
    private static let labels: [(label: String, name: String, says: String)] = [
        ("web", "web", "extends = [\"container\"]"),
        ("/usr/sbin/mysqld", "usr.sbin.mysqld", "attach = \"/usr/sbin/mysqld\""),
        ("/usr/lib{,exec}/app", "usr.lib.exec.app", "attach = \"/usr/lib{,exec}/app\""),
        ("/usr/bin/evince//sanitized_helper", "usr.bin.evince", "[children.sanitized_helper]"),
        ("/usr/sbin/apache2//DEFAULT_URI", "usr.sbin.apache2", "hat = true"),
        ("/usr/sbin/apache2//wordpress", "usr.sbin.apache2", "[children.wordpress]"),
        ("/opt/my app/x", "opt.my.app.x", "attach = \"/opt/my app/x\""),
        ("profile with spaces", "profile.with.spaces", "container"),
        ("hassio-supervisor///usr/bin/gdbus", "hassio-supervisor", "[children.\"usr.bin.gdbus\"]"),
        ("parent//child//grandchild", "parent", "[children.\"child.grandchild\"]"),
        ("db//null-/usr/bin/sh//null-/usr/bin/id", "db", "container"),
        ("vscode//&unconfined", "vscode", "container"),
        (
            "lxd-c1_</var/snap/lxd/common/lxd>//&:lxd-c1_<var-snap-lxd-common-lxd>:unconfined",
            "armor-lxd-c1_.var.snap.lxd.common.lxd", "container"
        ),
        ("lxc-101_</var/lib/lxc>", "armor-lxc-101_.var.lib.lxc", "container"),
        ("snap.firefox.firefox", "armor-snap.firefox.firefox", "container"),
        ("docker-default", "armor-docker-default", "extends = [\"docker-default\"]"),
        (String(repeating: "long", count: 40), "longlonglonglong", "container"),
        ("ünïcode", "n.code", "container"),
        ("a\"b$(x)'c", "a.b.x.c", "container"),
    ]

    private static let namespaced: [(label: String, name: String)] = [
        (":snap-ns:x", "x"), (":lxd-c1_<var-lib-lxd>:/usr/sbin/rsyslogd", "usr.sbin.rsyslogd"),
        (":ns://web//helper", "web.helper"), ("unconfined", "armor-unconfined"),
        ("/usr/bin/evince//sanitized_helper", "usr.bin.evince.sanitized_helper"),
    ]

    /// A name as the kernel writes it: in quotes, or in hexadecimal where a byte could end it.
    private static func field(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        return isPlain ? "\"\(name)\"" : name.utf8.map { String(format: "%02X", $0) }.joined()
    }

    private static func events(_ label: String, _ serial: Int) -> String {
        let head = "type=AVC msg=audit(1790000000.001:\(serial)): apparmor=\"DENIED\""
        let own = "profile=\(field(label)) pid=7 comm=\"app\""
        return [
            "operation=\"open\" class=\"file\" \(own) name=\"/srv/data/a.db\" requested_mask=\"r\" denied_mask=\"r\" fsuid=5 ouid=5",
            "operation=\"capable\" class=\"cap\" \(own) capability=10  capname=\"net_bind_service\"",
            "operation=\"create\" class=\"net\" \(own) family=\"inet\" sock_type=\"stream\" protocol=6 requested=\"create\" denied=\"create\"",
            "operation=\"signal\" class=\"signal\" \(own) requested_mask=\"send\" denied_mask=\"send\" signal=hup peer=\(field(label))",
            "operation=\"exec\" class=\"file\" \(own) name=\"/usr/bin/id\" requested_mask=\"x\" denied_mask=\"x\" fsuid=5 ouid=0",
        ].map { "\(head) \($0)\n" }.joined()
    }

    /// Every policy that is written for a log has its name, and passes `check` and `gen`.
    @Test(.enabled(if: Program.hasParser)) func everyNameGivesAPolicyThatCompiles() throws {
        let log = Self.labels.enumerated().map { Self.events($1.label, $0) }.joined()
        let place = try Workplace(["audit.log": log])
        try FileManager.default.createDirectory(
            at: place.url.appending(path: "out"),
            withIntermediateDirectories: false
        )
        let learned = try place.armor(["learn", "audit.log", "-d", "out"] + Self.target)
        #expect(learned.status == 0, "\(learned.messages)")
        for (label, name, text) in Self.labels {
            let file = try #require(try files(place).first { $0.hasPrefix(name) }, "\(label)")
            #expect(place.read("out/\(file)")?.contains(text) == true, "\(label)")
        }
        #expect(try files(place).count == Set(Self.labels.map(\.name)).count)
        let policies = try files(place).map { "out/\($0)" }
        let check = try place.armor(["check"] + policies + Self.target)
        #expect(check.status == 0, "\(check.messages)")
        let gen = try place.armor(["gen"] + policies + ["-d", "."] + Self.target)
        #expect(gen.status == 0, "\(gen.messages)")
        let format = try place.armor(["fmt", "--check"] + policies)
        #expect(format.status == 0, "\(format.messages)")
    }

    private func files(_ place: Workplace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.url.appending(path: "out").path).sorted()
    }

    /// A namespace's profile, a program without a profile and a single child are learned when they are asked for.
    @Test(.enabled(if: Program.hasParser), arguments: namespaced)
    func learnsWhatIsNamed(_ label: String, _ name: String) throws {
        let place = try Workplace(["audit.log": Self.events(label, 1)])
        let learned = try place.armor(
            ["learn", "audit.log", "--profile", label, "-o", "p.toml"] + Self.target
        )
        #expect(learned.status == 0, "\(learned.messages)")
        #expect(place.read("p.toml")?.hasPrefix("name = \"\(name)\"\n") == true, "\(learned.messages)")
        #expect(place.read("p.toml")?.contains("\"/srv/data/a.db\"") == true)
        let check = try place.armor(["check", "p.toml"] + Self.target)
        #expect(check.status == 0, "\(check.messages)")
    }

    /// The name says so in one line, and `--name` gives another; signals between processes of the profile stay among them.
    @Test(.enabled(if: Program.hasParser)) func saysWhatTheNameIs() throws {
        let place = try Workplace(["audit.log": Self.events("/usr/sbin/mysqld", 1)])
        let derived = try place.armor(["learn", "audit.log"] + Self.target)
        #expect(
            derived.messages.contains(
                "the profile of the log is \"/usr/sbin/mysqld\": the policy is named \"usr.sbin.mysqld\" and attached to /usr/sbin/mysqld (--name NAME for another name)\n"
            ),
            "\(derived.messages)"
        )
        #expect(!derived.output.contains("peer"), "the preset allows it already: \(derived.output)")
        let named = try place.armor(["learn", "audit.log", "--name", "db"] + Self.target)
        #expect(named.output.hasPrefix("name = \"db\"\n"), "\(named.messages)")
        #expect(named.output.contains("attach = \"/usr/sbin/mysqld\""))
    }

    @Test(.enabled(if: Program.hasParser)) func enginesProfilesStandUnderAnotherName() throws {
        let place = try Workplace([
            "audit.log": Self.events("docker-default", 1), "snap.log": Self.events("snap.a.b", 1),
        ])
        let docker = try place.armor(["learn", "audit.log"] + Self.target)
        #expect(docker.messages.contains("\"docker-default\" is Docker's own profile"), "\(docker.messages)")
        #expect(docker.messages.contains("extends the preset \"docker-default\", which allows the same"))
        #expect(!docker.output.contains("/srv/data"), "Docker's profile allows it: \(docker.output)")
        let snap = try place.armor(["learn", "snap.log"] + Self.target)
        #expect(snap.messages.contains("extends \"container\", because no preset allows what that profile allows"))
    }

    /// A name that is given goes with one profile; where the log has several, one has to be chosen.
    @Test(.enabled(if: Program.hasParser)) func oneNameIsForOneProfile() throws {
        let place = try Workplace(["audit.log": Self.events("a", 1) + Self.events("b", 2)])
        let both = try place.armor(["learn", "audit.log", "--name", "c", "-d", "."] + Self.target)
        #expect(both.status == 1)
        #expect(
            both.messages.contains("the log has events of 2 profiles: choose one with --profile\n"),
            "\(both.messages)"
        )
        #expect(both.messages.hasSuffix("next: armor learn audit.log --name c -d . --target debian12 --profile a\n"))
    }

    /// Two labels that derive the same name get two policies.
    @Test(.enabled(if: Program.hasParser)) func namesAreDistinct() throws {
        let place = try Workplace(["audit.log": Self.events("/opt/a b", 1) + Self.events("/opt/a,b", 2)])
        let both = try place.armor(["learn", "audit.log", "-d", "."] + Self.target)
        #expect(both.status == 0, "\(both.messages)")
        #expect(place.read("opt.a.b.toml") != nil && place.read("opt.a.b-2.toml") != nil)
    }

    // MARK: Another profile's events

    @Test(.enabled(if: Program.hasParser)) func learnsAnotherProfileIntoAPolicy() throws {
        let events = Self.events("/usr/sbin/x", 1) + Self.events("/usr/sbin/x//helper", 2)
        let place = try Workplace(["web.toml": "name = \"web\"\nextends = [\"container\"]\n", "audit.log": events])
        let run = try place.armor(
            ["learn", "audit.log", "--policy", "web.toml", "--profile", "/usr/sbin/x"] + Self.target
        )
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.messages.contains("the events of \"/usr/sbin/x\" are learned for the policy \"web\"\n"))
        #expect(run.output.contains("+    { path = \"/srv/data/a.db\", owner = true },"), "\(run.output)")
        #expect(!run.output.contains("peer = \"/usr/sbin/x\""))
        #expect(run.messages.contains("the policy has no child \"helper\": add [children.helper] and learn again"))
    }

    // MARK: Nothing to learn

    /// Each reason is counted, and the next command is one to paste.
    @Test func saysWhatALogHoldsInstead() throws {
        let head = "type=AVC msg=audit(1790000000.001:1): apparmor="
        let log = [
            "\"DENIED\" operation=\"userns_create\" class=\"namespace\" info=\"User namespace creation restricted\" error=-13 profile=\"unconfined\" pid=9 comm=\"browser\" requested=\"userns_create\" denied=\"userns_create\"",
            "\"DENIED\" operation=\"open\" class=\"file\" namespace=\"root//lxd-c1_<x>\" profile=\"rsyslogd\" name=\"/a\" pid=6 comm=\"j\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0",
            "\"STATUS\" operation=\"profile_replace\" profile=\"unconfined\" name=\"web1\" pid=11 comm=\"apparmor_parser\"",
            "\"DENIED\" operation=\"change_onexec\" info=\"label not found\" error=-2 profile=\"unconfined\" name=\"web9\" pid=29 comm=\"(sh)\"",
            "\"DENIED\" operation=\"open\" class=\"file\" profile=\"web1\" name=\"/srv/a.t",
        ].map { head + $0 + "\n" }.joined()
        let place = try Workplace(["audit.log": log, "web.toml": "name = \"web\"\n"])
        let run = try place.armor(["learn", "audit.log"] + Self.target)
        #expect(run.status == 1)
        for line in [
            "1 event of programs without a profile (\"unconfined\") that must not create a user namespace on this host: \"browser\"; give the program a profile with [namespaces] allow = [\"user\"]",
            "1 event of the profile \"rsyslogd\" in the namespace \"root//lxd-c1_<x>\"",
            "1 message about profiles being loaded or removed: \"web1\"",
            "1 event of a profile that is not loaded: \"web9\"",
            "1 line cannot be read: the end is missing",
        ] { #expect(run.messages.contains(line), "\(run.messages)") }
        #expect(
            run.messages.hasSuffix(
                "next: armor learn audit.log --target debian12 --profile ':root//lxd-c1_<x>:rsyslogd'\n"
            )
        )
        let json = try place.armor(["learn", "audit.log", "--policy", "web.toml", "--format", "json"] + Self.target)
        #expect(json.status == 1)
        let reports = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        let kinds = (reports?.first?["seen"] as? [[String: Any]])?.compactMap { $0["kind"] as? String }
        #expect(kinds == ["other-namespace", "unconfined-user-namespace", "missing-profile", "policy-change"])
    }

    /// An empty log ends with what to look at.
    @Test func saysWhatToDoAboutALogWithNothing() throws {
        let place = try Workplace(["a.log": "Sep 21 10:00:00 host1 sshd[7]: hello\n"])
        let run = try place.armor(["learn", "a.log"] + Self.target)
        #expect(run.status == 1)
        #expect(run.messages.contains("in a.log, and no other record of AppArmor\n"), "\(run.messages)")
        #expect(run.messages.hasSuffix("next: armor doctor\n"))
    }

    /// Events of which no rule decides are told with the reason, and the exit status says that nothing was proposed.
    @Test(.enabled(if: Program.hasParser)) func saysWhyNothingCouldBeProposed() throws {
        let log =
            "type=AVC msg=audit(1790000000.001:1): apparmor=\"DENIED\" operation=\"setrlimit\" profile=\"web\" pid=71 comm=\"app\" rlimit=nofile value=4096\n"
            + "type=AVC msg=audit(1790000000.001:2): apparmor=\"DENIED\" operation=\"uring_sqpoll\" class=\"io_uring\" profile=\"web\" pid=70 comm=\"app\" requested=\"sqpoll\" denied=\"sqpoll\"\n"
        let place = try Workplace(["audit.log": log])
        let run = try place.armor(["learn", "audit.log"] + Self.target)
        #expect(run.status == 1)
        #expect(run.messages.contains("undecidable: set rlimit nofile to 4096: "), "\(run.messages)")
        #expect(run.messages.contains("write at least [limits] nofile = 4096"))
        #expect(run.messages.contains("undecidable: io_uring sqpoll: "))
    }

    @Test func aFolderThatIsMissingIsNamed() throws {
        let place = try Workplace(["audit.log": Self.events("web", 1)])
        for arguments in [["-d", "out"], ["-o", "out/web.toml"]] {
            let run = try place.armor(["learn", "audit.log"] + arguments + Self.target)
            #expect(run.status == 2)
            #expect(run.messages.contains("the folder \"out\" does not exist [folder-missing]"), "\(run.messages)")
            #expect(run.messages.contains("make it: mkdir -p out"))
        }
    }

    /// Records of filters that name no profile are counted, and taken where the command says whose they are.
    @Test(.enabled(if: Program.hasParser)) func recordsWithoutAProfileAreTakenOnRequest() throws {
        let log =
            "type=SECCOMP msg=audit(1790000003.114:35): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=703 comm=\"app\" exe=\"/usr/bin/app\" sig=0 arch=c000003e syscall=425 compat=0 ip=0x7f0000000001 code=0x7ffc0000\n"
        let place = try Workplace(["audit.log": log, "web.toml": "name = \"web\"\nextends = [\"container\"]\n"])
        let arguments = ["learn", "audit.log", "--policy", "web.toml"] + Self.target
        let none = try place.armor(arguments)
        #expect(none.status == 1)
        #expect(none.messages.contains("1 record of a system call filter that names no profile; --unlabelled takes"))
        let taken = try place.armor(arguments + ["--unlabelled", "--accept", "seccomp"])
        #expect(taken.status == 0, "\(taken.messages)")
        #expect(taken.output.contains("\"io_uring_setup\""), "\(taken.output)")
    }
}
