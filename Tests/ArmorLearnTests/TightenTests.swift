import ArmorAudit
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// All of `armor learn --tighten` but the command line.
struct Tightened {
    let report: TightenReport

    /// None where this machine has no parser.
    static func make(
        _ policyText: String,
        _ log: [UInt8],
        choose: ((TightenDialogue) throws -> [Dialogue.Choice])? = nil
    ) async throws -> Tightened? {
        let source = SourceFile(name: "policy.toml", text: policyText)
        let (policy, diagnostics) = Learning.loader.load(source)
        #expect(!diagnostics.hasErrors, "\(diagnostics.map(\.message))")
        let name = try #require(policy.name?.value)
        let summary = await Learning.summary([log])
        var book = EvidenceBook(profile: name)
        for access in summary.accesses { book.add(access) }
        guard try await Learning.compile(policy) != nil else { return nil }
        let report = try await Tightener(loader: Learning.loader).tighten(
            policy,
            source,
            record(name, log),
            book.profiles[name] ?? ProfileEvidence(),
            summary.completeness,
            choose: choose
        ) { try #require(try await Learning.compile($0)) }
        return Tightened(report: report)
    }

    static func make(
        _ policy: String,
        lines: [String],
        choose: ((TightenDialogue) throws -> [Dialogue.Choice])? = nil
    ) async throws -> Tightened? {
        try await make(policy, Array((lines.joined(separator: "\n") + "\n").utf8), choose: choose)
    }

    static func record(_ profile: String, _ log: [UInt8], piece: Int = 1 << 20) -> UseRecord {
        var recorder = UseRecorder(profile: profile)
        recorder.begin()
        for start in stride(from: 0, to: log.count, by: piece) {
            recorder.feed(Array(log[start..<min(start + piece, log.count)]))
        }
        return recorder.finish()
    }

    var text: String { String(decoding: report.edit.new.bytes, as: UTF8.self) }
}

/// From the log of an auditing profile to what its policy can do without: `Fixtures/tighten.log` and `tighten.toml` give
/// `tighten.diff`, `tighten.report.txt` and `tighten.json`.
struct TightenTests {
    private static let folder = fixtures()

    @Test func proposesWithEvidence() async throws {
        let policy = try text(Self.folder.appending(path: "tighten.toml"))
        let log = try contents(Self.folder.appending(path: "tighten.log"))
        guard let tightened = try await Tightened.make(policy, log) else { return }
        try expect(tightened.report.edit.diff, in: "tighten.diff", of: Self.folder)
        try expect(tightened.report.text, in: "tighten.report.txt", of: Self.folder)
        try expect(tightened.report.json.text + "\n", in: "tighten.json", of: Self.folder)
        #expect(tightened.report.proof.lost.isEmpty)
        #expect(!tightened.report.proof.changes.isWider)
    }

    // MARK: What stays and what goes

    /// A policy, a log of uses and what is then left of the policy's grants, as rules.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let policy: String
        let lines: [String]
        let rules: [String]
        var stays: [String] = []

        var testDescription: String { name }
    }

    private static let load = Line.event(
        "operation=\"profile_load\" profile=\"unconfined\" name=\"web\" pid=5 comm=\"apparmor_parser\"",
        "STATUS"
    )
    private static func use(_ name: String, _ mask: String, _ operation: String = "open", profile: String = "web")
        -> String
    {
        Line.file(name, mask, "AUDIT", operation: operation, profile: profile)
    }
    private static func use(_ fields: String) -> String { Line.event(fields, "AUDIT") }
    private static let other = use("/other", "r")
    private static func net(_ family: String, _ type: String) -> String {
        use(
            "operation=\"create\" PROFILE pid=1 comm=\"x\" family=\"\(family)\" sock_type=\"\(type)\" protocol=6 "
                + "requested_mask=\"create\""
        )
    }
    private static let chown = use("operation=\"capable\" PROFILE pid=1 comm=\"x\" capability=0  capname=\"chown\"")

    static let cases = [
        Case(
            name: "what is used stays",
            policy: "[filesystem]\nread = [\"/a\"]",
            lines: [use("/a", "r")],
            rules: ["/a r,"]
        ),
        Case(name: "what is not used goes", policy: "[filesystem]\nread = [\"/a\"]", lines: [other], rules: []),
        Case(
            name: "keep is kept, wide or unused",
            policy:
                "[filesystem]\nread = [{ path = \"/a/**\", keep = true }]\nwrite = [{ path = \"/b\", keep = true }]",
            lines: [use("/a/1", "r")],
            rules: ["/a/** r,", "/b w,"],
            stays: ["keep", "keep"]
        ),
        Case(
            name: "a glob becomes the names",
            policy: "[filesystem]\nread = [\"/a/**\"]",
            lines: [use("/a/x", "r"), use("/a/y/z", "r")],
            rules: ["/a/x r,", "/a/y/z r,"]
        ),
        Case(
            name: "or a glob within it",
            policy: "[filesystem]\nread = [\"/a/**\"]",
            lines: [use("/a/w-1", "r"), use("/a/w-22", "r")],
            rules: ["\"/a/w-[0-9]*\" r,"]
        ),
        Case(
            name: "never one beyond it",
            policy: "[filesystem]\nread = [\"/a/w-{1,22,333}\"]",
            lines: [use("/a/w-1", "r"), use("/a/w-22", "r")],
            rules: ["/a/w-1 r,", "/a/w-22 r,"]
        ),
        Case(
            name: "processes are told by AppArmor's own words",
            policy: "[filesystem]\nread = [\"@{PROC}/@{pid}/wchan\"]",
            lines: [use("/proc/7/wchan", "r")],
            rules: ["@{PROC}/@{pid}/wchan r,"]
        ),
        Case(
            name: "each name keeps what was done to it",
            policy:
                "[filesystem]\nallow = [{ path = \"/a/*\", access = [\"read\", \"write\", \"lock\"], owner = true }]",
            lines: [use("/a/r", "r"), use("/a/w", "wc"), use("/a/w", "r"), use("/a/k", "k", "file_lock")],
            rules: ["owner /a/k k,", "owner /a/r r,", "owner /a/w rw,"]
        ),
        Case(
            name: "appending is enough for a grant to write",
            policy: "[filesystem]\nwrite = [\"/a\"]\nappend = [\"/b\"]",
            lines: [use("/a", "a"), use("/b", "a")],
            rules: ["/a w,", "/b a,"]
        ),
        Case(
            name: "attributes are no use",
            policy: "[filesystem]\nread = [\"/a\"]",
            lines: [use("/a", "r", "getattr"), other],
            rules: []
        ),
        Case(
            name: "a denial is no use",
            policy: "[filesystem]\nread = [\"/a\"]",
            lines: [Line.file("/a", "r", "DENIED"), other],
            rules: []
        ),
        Case(
            name: "mapping is logged as opening",
            policy:
                "[filesystem]\nallow = [{ path = \"/l/*.so\", access = [\"read\", \"map\"] }]\nmap = [\"/m.so\", \"/n.so\"]",
            lines: [use("/l/a.so", "r"), use("/m.so", "r", "file_mmap")],
            rules: ["/l/a.so mr,", "/m.so m,"]
        ),
        Case(
            name: "links, changes of profile and the bus are not logged",
            policy:
                "[filesystem]\nlink = [\"/a\", { path = \"/b\", target = \"/c\" }]\n[[change_profile]]\nprofile = \"other\"\n"
                + "[[dbus]]\nbus = \"system\"",
            lines: [other],
            rules: ["/a l,", "change_profile -> other,", "dbus bus=system,", "link /b -> /c,"],
            stays: ["unlogged", "unlogged", "unlogged", "unlogged"]
        ),
        Case(
            name: "executing, also into a child",
            policy:
                "[filesystem]\nexecute = [\"/t\", \"/u\", { path = \"/k\", transition = \"child\", profile = \"kid\" }]\n"
                + "[children.kid.filesystem]\nread = [\"/in\", \"/out\"]",
            lines: [
                use("/t", "x", "exec"), use("/in", "r", profile: "web//kid"),
                use(
                    "operation=\"exec\" PROFILE name=\"/k\" pid=1 comm=\"x\" requested_mask=\"x\" fsuid=0 ouid=0 target=\"web//kid\""
                ),
            ],
            rules: ["/k Cx -> kid,", "/t ix,", "kid: /in r,"]
        ),
        Case(
            name: "a wide grant goes where narrower ones have all of it",
            policy: "[filesystem]\nread = [\"/a/**\", \"/a/x\"]",
            lines: [use("/a/x", "r")],
            rules: ["/a/x r,"]
        ),
        Case(
            name: "and where what is extended has it",
            policy: "extends = [\"container\"]\n[filesystem]\nread = [\"/etc/**\", \"/etc/passwd\"]",
            lines: [use("/etc/passwd", "r"), use("/etc/hosts", "r")],
            rules: ["/etc/passwd r,"]
        ),
        Case(
            name: "except is part of it",
            policy: "[filesystem]\nread = [{ path = \"/a/*\", except = [\"/a/no*\"] }]",
            lines: [use("/a/x", "r")],
            rules: ["/a/x r,"]
        ),
        Case(
            name: "everything is left to a person",
            policy: "raw = [\"audit /r r,\"]\n[filesystem]\nallow = [\"all\"]",
            lines: [other],
            rules: ["audit /r r,", "file,"],
            stays: ["by-hand", "by-hand"]
        ),
        Case(
            name: "denies and limits are no grants",
            policy: "[filesystem]\ndeny = [\"/a\"]\n[limits]\nnofile = 64\n[capabilities]\ndeny = [\"chown\"]",
            lines: [other],
            rules: ["audit deny /a mrwlkx,", "audit deny capability chown,", "set rlimit nofile <= 64,"]
        ),
        Case(
            name: "a capability is told of once",
            policy: "[capabilities]\nallow = [\"chown\", \"kill\"]",
            lines: [load, chown],
            rules: ["capability chown,"]
        ),
        Case(
            name: "and perhaps before the log",
            policy: "[capabilities]\nallow = [\"chown\", \"kill\"]",
            lines: [chown, load],
            rules: ["capability chown,", "capability kill,"],
            stays: ["no-load", "no-load"]
        ),
        Case(
            name: "or because nothing was loaded",
            policy: "[capabilities]\nallow = [\"kill\"]",
            lines: [
                Line.event(
                    "operation=\"profile_replace\" info=\"same as current profile, skipping\" profile=\"unconfined\" name=\"web\" pid=5 comm=\"x\"",
                    "STATUS"
                ), chown,
            ],
            rules: ["capability kill,"],
            stays: ["no-load"]
        ),
        Case(
            name: "all capabilities become those that were used",
            policy: "[capabilities]\nallow = [\"all\"]",
            lines: [load, chown],
            rules: ["capability chown,"]
        ),
        Case(
            name: "sockets become families and types",
            policy: "[network]\nallow = [\"tcp\", \"unix\", \"inet dgram\"]",
            lines: [net("inet6", "stream"), net("inet", "dgram")],
            rules: ["network inet dgram,", "network inet6 stream,"]
        ),
        Case(
            name: "words of tables go",
            policy: "[[signals]]\naccess = [\"send\"]\nset = [\"hup\", \"usr1\"]\npeer = \"other\"\n"
                + "[[ptrace]]\naccess = [\"read\", \"trace\"] # why\npeer = \"other\"\n[[ptrace]]\npeer = \"nobody\"",
            lines: [
                use("operation=\"signal\" PROFILE pid=1 comm=\"x\" requested_mask=\"send\" signal=hup peer=\"other\""),
                use("operation=\"ptrace\" PROFILE pid=1 comm=\"x\" requested_mask=\"read\" peer=\"other\""),
            ],
            rules: ["ptrace (read) peer=other,", "signal (send) set=(hup) peer=other,"]
        ),
        Case(
            name: "what ends the container stays",
            policy: "[[signals]]\naccess = [\"receive\"]\npeer = \"unconfined\"\n[[signals]]\npeer = \"other\"",
            lines: [other],
            rules: ["signal (receive) peer=unconfined,"],
            stays: ["stops"]
        ),
        Case(
            name: "a test holds what it asks for",
            policy:
                "[filesystem]\nread = [\"/a/**\", \"/b\"]\n[[test]]\nname = \"t\"\nallow = { read = \"/a/tomorrow\" }",
            lines: [use("/a/today", "r")],
            rules: ["/a/** r,"],
            stays: ["test"]
        ),
        Case(
            name: "names without end are left to a person",
            policy: "[filesystem]\nread = [\"/a/**\"]",
            lines: (0..<70).map { number in
                let letters = ["abcdefghij", "klmnopqrst"].map { Array($0) }
                let (one, two) = (letters[0][number % 10], letters[1][number / 10])
                return use("/a/\(one)\(two)/\(two)\(one)q/\(two)\(two)", "r")
            },
            rules: ["/a/** r,"],
            stays: ["too-many"]
        ),
        Case(
            name: "a table with others under it is left",
            policy: "[[unix]]\naccess = [\"connect\"]\n[unix.peer]\nlabel = \"other\"",
            lines: [other],
            rules: ["unix (connect) peer=(label=other),"],
            stays: ["layout"]
        ),
    ]

    @Test(arguments: cases)
    func leaves(_ test: Case) async throws {
        let lines = test.lines.contains(Self.other) ? test.lines : test.lines + [Self.other]
        guard let tightened = try await Tightened.make("name = \"web\"\n" + test.policy + "\n", lines: lines) else {
            return
        }
        let policy = tightened.report.edit.policy
        let bodies = [("", policy.main)] + policy.main.children.map { ("\($0.name.value): ", $0.body) }
        let rules = bodies.flatMap { prefix, body in
            body.rules.filter { $0.origin?.layer.depth == 0 }.map { prefix + $0.text }
        }
        #expect(rules.sorted() == test.rules.sorted(), "\(tightened.text)")
        let stays = tightened.report.plan.verdicts.compactMap { verdict -> String? in
            if case .stay(let stay) = verdict.decision, stay != .used { stay.word } else { nil }
        }
        #expect(stays == test.stays)
        // Whatever goes, nothing that was seen is denied, and nothing is newly allowed.
        #expect(tightened.report.proof.lost.isEmpty)
        #expect(!tightened.report.proof.changes.isWider)
    }

    // MARK: Refusals

    @Test func refusesALogWithoutUses() async throws {
        let lines = [Line.file("/a", "r", "DENIED"), Self.use("/a", "r", profile: "another")]
        await #expect {
            _ = try await Tightened.make("name = \"web\"\n[filesystem]\nread = [\"/a\"]\n", lines: lines)
        } throws: { error in
            if case .notAudited? = error as? Tightener.Refusal { true } else { false }
        }
    }

    @Test(arguments: [
        "type=AVC msg=audit(1790000000.001:7): apparmor=\"AUDIT\" operation=\"open\" profile=\"web\" name=\"/cut",
        "audit: audit_lost=3 audit_rate_limit=0 audit_backlog_limit=64",
        "kauditd_printk_skb: 12 callbacks suppressed",
        use("/a", "r").replacing("_mask=\"r\"", with: "_mask=\"q\""),
    ])
    func refusesALogWithLosses(_ line: String) async throws {
        await #expect {
            _ = try await Tightened.make(
                "name = \"web\"\n[filesystem]\nread = [\"/a\"]\n",
                lines: [Self.use("/b", "r"), line]
            )
        } throws: { error in
            if case .incomplete? = error as? Tightener.Refusal { true } else { false }
        }
    }

    /// More different uses than there is room for are no log to take anything away by.
    @Test func refusesAFlood() async throws {
        var limits = EvidenceLimits()
        limits.ofProfile = 3
        var recorder = UseRecorder(profile: "web", limits: limits)
        recorder.begin()
        for number in 0..<10 { recorder.feed(Array("\(Self.use("/a/\(number)", "r"))\n".utf8)) }
        let record = recorder.finish()
        #expect(record.uses.count == 3 && record.dropped == 7)
        let completeness = await Learning.summary([]).completeness
        let source = SourceFile(name: "policy.toml", text: "name = \"web\"\n[filesystem]\nread = [\"/a/**\"]\n")
        let policy = Learning.loader.load(source).policy
        await #expect {
            _ = try await Tightener(loader: Learning.loader).tighten(
                policy,
                source,
                record,
                ProfileEvidence(),
                completeness
            ) { try #require(try await Learning.compile($0)) }
        } throws: { error in
            if case .incomplete(let reasons)? = error as? Tightener.Refusal { reasons.count == 1 } else { false }
        }
    }

    // MARK: Recording

    /// The same however the bytes come.
    @Test(arguments: [1, 7, 100, 4_096])
    func recordsPieces(_ piece: Int) throws {
        let log = try contents(Self.folder.appending(path: "tighten.log"))
        let whole = Tightened.record("web", log)
        let pieces = Tightened.record("web", log, piece: piece)
        #expect(pieces.events == whole.events && pieces.runs == 2 && pieces.hasLoad)
        #expect(pieces.uses.mapValues(\.evidence.count) == whole.uses.mapValues(\.evidence.count))
    }

    /// What lies outside of the window is not there, the load of the profile as well.
    @Test(arguments: [(nil, 2, true), (0...1_500, 1, true), (1_501...9_000, 1, false), (9_001...9_002, 0, false)])
    func recordsAWindow(_ window: ClosedRange<UInt64>?, _ events: Int, _ hasLoad: Bool) {
        func at(_ second: Int, _ fields: String) -> String {
            "type=AVC msg=audit(\(second).000:\(second)): apparmor=\(fields)\n"
        }
        var recorder = UseRecorder(profile: "web", window: window)
        recorder.begin()
        let load = "operation=\"profile_load\" profile=\"unconfined\" name=\"web\" pid=1 comm=\"apparmor_parser\""
        let use =
            "\"AUDIT\" operation=\"open\" profile=\"web\" name=\"/a\" pid=2 comm=\"x\" "
            + "requested_mask=\"r\" fsuid=0 ouid=0"
        let log = at(1, "\"STATUS\" \(load)") + at(1, use) + at(2, use)
        recorder.feed(Array(log.utf8))
        let record = recorder.finish()
        #expect(record.events == events && record.hasLoad == hasLoad)
    }

    /// The policy that is left has nothing more to lose by the same log.
    @Test func tightensOnce() async throws {
        let log = try contents(Self.folder.appending(path: "tighten.log"))
        let policy = try text(Self.folder.appending(path: "tighten.toml"))
        guard let first = try await Tightened.make(policy, log) else { return }
        let second = try #require(try await Tightened.make(first.text, log))
        #expect(second.report.edit.diff.isEmpty, "\(second.report.edit.diff)")
    }

    /// Every grant of the text, with the places that edits go by.
    @Test func findsGrants() {
        let text =
            "[profile]\nall = true\n[filesystem]\nread = [\"/a\"]\n[[ptrace]]\npeer = \"x\"\n[limits]\ncore = 1\n"
        let source = SourceFile(name: "policy.toml", text: text)
        let grants = GrantFinder.grants(Learning.loader.load(source).policy, source)
        #expect(grants.map(\.text) == ["all,", "read \"/a\"", "ptrace peer=x,"])
    }

    /// When runs begin, by the first that is heard of a process.
    @Test(
        arguments: [
            ("no sign of a loader", [("1", "open", "/a", "app"), ("2", "open", "/b", "app")], 1),
            ("a start", [("1", "open", "/etc/ld.so.cache", "app"), ("1", "open", "/lib/libc.so.6", "app")], 1),
            ("two", [("1", "open", "/lib/libc.so.6", "app"), ("2", "open", "/lib/libc.so.6", "app")], 2),
            ("musl", [("1", "open", "/lib/ld-musl-x86_64.so.1", "app"), ("2", "file_mmap", "/bin/app", "app")], 2),
            (
                "another program from outside",
                [("1", "open", "/lib/libc.so.6", "app"), ("2", "open", "/lib/libc.so.6", "sh")], 1
            ),
            (
                "what it executed itself",
                [
                    ("1", "open", "/lib/libc.so.6", "app"), ("2", "exec", "/bin/app", "app"),
                    ("2", "open", "/lib/libc.so.6", "app"),
                ], 1
            ),
            (
                "what it forked",
                [
                    ("1", "open", "/lib/libc.so.6", "app"), ("2", "open", "/etc/hosts", "app"),
                    ("2", "open", "/lib/libc.so.6", "app"),
                ], 1
            ),
            (
                "the same number again",
                [
                    ("1", "open", "/lib/libc.so.6", "app"), ("2", "open", "/lib/libc.so.6", "app"),
                    ("1", "open", "/lib/libc.so.6", "app"),
                ], 3
            ),
        ] as [(String, [(String, String, String, String)], Int)]
    )
    func runsBegin(_ name: String, _ events: [(String, String, String, String)], _ runs: Int) {
        let lines = events.map { process, operation, path, comm in
            Self.use(
                "operation=\"\(operation)\" PROFILE name=\"\(path)\" pid=\(process) comm=\"\(comm)\" requested_mask=\"\(operation == "exec" ? "x" : "r")\" fsuid=0 ouid=0"
            )
        }
        let record = Tightened.record("web", Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(record.runs == runs)
    }

    /// Any bytes, any times.
    @Test func recordsAnything() throws {
        let log = try contents(Self.folder.appending(path: "tighten.log"))
        var generator = SplitMix(state: 9)
        for _ in 0..<200 {
            var bytes = Array(log.prefix(6_000))
            for _ in 0..<20 {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            let record = Tightened.record("web", bytes)
            #expect(record.uses.count <= record.events * 3)
        }
        let late = Self.use("/a", "r").replacing("1790000000.001", with: "18446744073709551.615")
        #expect(
            Tightened.record("web", Array("\(Self.use("/b", "r"))\n\(late)\n\(Self.use("/c", "r"))\n".utf8)).events >= 2
        )
    }
}
