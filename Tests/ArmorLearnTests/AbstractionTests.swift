import ArmorAudit
import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// AppArmor's abstractions in the place of names, as those of this machine are; what they hold is said for release 3.0.8.
struct AbstractionTests {
    /// What a log shows of a group, with the policy that it is learned for, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var policy = alone
        let files: [String]
        /// What is included, and in the place of how many lines.
        var taken: [String: Int] = [:]
        /// Why it is not: a part of the reason, by the abstraction.
        var refused: [String: String] = [:]

        var testDescription: String { name }
    }

    static let python = [
        "/etc/python3.11/sitecustomize.py", "/usr/lib/python3.11/encodings/__pycache__/utf_8.cpython-311.pyc",
        "/usr/lib/python3.11/encodings/aliases.py", "/usr/lib/python3.11/os.py", "/usr/lib/python3/dist-packages/",
        "/usr/lib/python3/dist-packages/flask/app.py",
    ]
    /// A policy that says nothing itself: what the preset has, its tests take longer for.
    static let alone = "name = \"web\"\n"

    static let cases = [
        Case(name: "a group as a whole", files: python, taken: ["abstractions/python": 6]),
        Case(
            name: "what it does not say stays a name",
            files: python + ["/srv/main.py", "/usr/lib/python3.11/"],
            taken: ["abstractions/python": 6]
        ),
        Case(name: "two files of it", files: Array(python[1...2])),
        Case(
            name: "many files of a part of it",
            files: (0..<50).map { "/usr/lib/python3.11/encodings/cp\($0)x\($0).py" } + ["/usr/lib/python3.11/os.py"]
        ),
        Case(
            name: "few lines, since the policy has the others",
            policy: container + "[filesystem]\nread = [\"/usr/lib/python3.11/{,**}\"]\n",
            files: python.filter { !$0.hasSuffix("app.py") }
        ),
        Case(
            name: "what the policy includes already",
            policy: container + "[profile]\nincludes = [\"abstractions/python\"]\n",
            files: python
        ),
        Case(
            name: "certificates",
            files: [
                "/etc/ssl/certs/", "/etc/ssl/certs/ca-certificates.crt", "/usr/share/ca-certificates/mozilla/A.crt",
            ],
            taken: ["abstractions/ssl_certs": 3]
        ),
        Case(
            name: "settings of OpenSSL, of which the preset has one",
            policy: container,
            files: [
                "/etc/ssl/engdef.d/", "/etc/ssl/engines.d/", "/etc/ssl/openssl.cnf", "/proc/sys/crypto/fips_enabled",
            ],
            taken: ["abstractions/openssl": 3]
        ),
        Case(
            name: "two groups",
            files: python + [
                "/etc/ssl/certs/", "/etc/ssl/certs/ca-certificates.crt", "/usr/share/ca-certificates/mozilla/A.crt",
            ],
            taken: ["abstractions/python": 6, "abstractions/ssl_certs": 3]
        ),
        Case(
            name: "Ruby of a release that it is of",
            files: [
                "/usr/lib/ruby/1.9.1/set.rb", "/usr/lib/ruby/gems/1.9.1/x", "/usr/lib/ruby/vendor_ruby/1.9.1/y.rb",
            ],
            taken: ["abstractions/ruby": 3]
        ),
        Case(
            name: "Ruby of a later one, of which it has nothing",
            files: ["/usr/lib/ruby/3.1.0/set.rb", "/usr/lib/ruby/gems/3.1.0/x", "/usr/lib/ruby/vendor_ruby/y.rb"]
        ),
        Case(
            name: "a capability, sockets and programs",
            files: ["nsswitch.conf", "passwd", "group", "hosts", "resolv.conf"].map { "/etc/\($0)" },
            refused: ["abstractions/nameservice": "capability net_bind_service; network inet stream;"]
        ),
        Case(
            name: "programs",
            files: [
                "/etc/perl/x.pm", "/usr/lib/x86_64-linux-gnu/perl-base/Config.pm", "/usr/share/perl/5.36.0/strict.pm",
                "/usr/share/perl5/X.pm",
            ],
            refused: ["abstractions/perl": "/usr/bin/perl mrix;"]
        ),
        Case(
            name: "writing",
            files: [
                "/etc/php/8.2/cli/conf.d/10-curl.ini", "/etc/php/8.2/cli/php.ini", "/usr/lib/php/20220829/curl.so",
                "/usr/share/php/X.php",
            ],
            refused: ["abstractions/php": "rwlk"]
        ),
        Case(
            name: "writing homes",
            files: [
                "/etc/fonts/conf.d/10.conf", "/etc/fonts/fonts.conf", "/usr/share/fonts/a.ttf",
                "/var/cache/fontconfig/x",
            ],
            refused: ["abstractions/fonts": "fontconfig/\" rw;"]
        ),
    ]

    @Test(arguments: cases) func proposes(_ tried: Case) async throws {
        let lines = tried.files.map { Line.file($0, "r", owner: false) }
        guard let learned = try await Learning.ofRelease(tried.policy, lines) else { return }
        let plan = learned.report.proposal.plan
        #expect(learned.taken == tried.taken)
        #expect(plan.abstractions.map(\.include) == tried.refused.keys.sorted())
        for verdict in plan.abstractions {
            let reason = try #require(tried.refused[verdict.include])
            #expect(verdict.text.contains(reason), "\(verdict.text)")
            #expect(learned.report.text.contains("\n  not \(verdict.text)\n"))
        }
        // Whatever stands for them: every event is allowed, and each line that is not taken is a name.
        #expect(learned.report.replay.allowed.accesses == tried.files.count)
        let names = plan.candidates.filter { $0.abstraction == nil }
        #expect(
            names.flatMap(\.needs).count + plan.met + tried.taken.values.reduce(0, +) == tried.files.count,
            "\(names.flatMap { $0.values.map(\.text) })"
        )
        #expect(plan.leftOut.isEmpty)
    }

    /// What is told of it, in all forms.
    @Test func showsItsEvidence() async throws {
        let lines = Self.python.map { Line.file($0, "r", owner: false) }
        guard let learned = try await Learning.ofRelease(container, lines) else { return }
        #expect(
            learned.report.proposal.diff.contains(
                """
                +[profile]
                +includes = [
                +    # learned: 6 events, 2026-09-21, by "nginx"
                +    # in the place of 6 lines, as AppArmor 3.0.8 has it: "/etc/python3.11/sitecustomize.py", "/usr/lib/python3.11/encodings/__pycache__/utf_8.cpython-311.pyc", "/usr/lib/python3.11/encodings/aliases.py" and 3 more; admits "/usr/lib/python3/.py", which nobody saw
                +    "abstractions/python",
                +]
                """
            )
        )
        #expect(
            learned.report.text.contains(
                "\n  abstractions/python in the place of 6 lines: judged as this host has it, other releases may have more\n"
            )
        )
        let data = try JSONSerialization.jsonObject(with: Data(learned.report.json.text.utf8)) as? [String: Any]
        let grant = try #require((data?["proposed"] as? [[String: Any]])?.first)
        #expect(grant["rules"] as? [String] == ["include <abstractions/python>"])
        #expect(grant["in_place_of"] as? [String] == Self.python.map { "\($0) r," })
        #expect((grant["width"] as? [String: Any])?["samples"] as? Int == 6)
        #expect((grant["width"] as? [String: Any])?["unseen"] as? String == "/usr/lib/python3/.py")
        #expect((grant["risks"] as? [Any])?.isEmpty == true)
    }

    /// The name that it admits and nobody saw is admitted, and was not before.
    @Test func theUnseenNameIsOne() async throws {
        let lines = Self.python.map { Line.file($0, "r", owner: false) }
        guard let learned = try await Learning.ofRelease(container, lines) else { return }
        let candidate = try #require(learned.report.proposal.plan.candidates.first { $0.abstraction != nil })
        let unseen = try #require(candidate.glob?.unseen)
        let need = Need(.file(unseen, .read))
        guard case .denied = learned.before.replay.answer(need, Evidence()),
            case .allowed = learned.after.replay.answer(need, Evidence())
        else {
            Issue.record("\(String(decoding: unseen, as: UTF8.self))")
            return
        }
    }

    /// Learning again from the same log with the new policy has nothing to add.
    @Test func learnsOnce() async throws {
        let lines = Self.python.map { Line.file($0, "r", owner: false) }
        guard let first = try await Learning.ofRelease(Self.alone, lines) else { return }
        let text = String(decoding: first.report.proposal.new.bytes, as: UTF8.self)
        let second = try #require(try await Learning.ofRelease(text, lines))
        #expect(second.report.proposal.diff.isEmpty)
        #expect(second.report.proposal.plan.met == lines.count)
        #expect(second.report.proposal.plan.abstractions.isEmpty)
    }

    /// Beside those that are there, with their comments; in the child that the events are of.
    @Test func goesBesideItsKin() async throws {
        let policy =
            container + """
                [profile]
                includes = [
                    # what every program needs
                    "abstractions/consoles", # and a terminal
                    "tunables/global",
                ]

                [children.worker]
                summary = "works"

                """
        let own = Self.python.map { Line.file($0, "r", owner: false) }
        let ofChild = Self.python.map { Line.file($0, "r", profile: "web//worker", owner: false) }
        guard let learned = try await Learning.ofRelease(policy, own + ofChild) else { return }
        let text = String(decoding: learned.report.proposal.new.bytes, as: UTF8.self)
        let comments = text.split(separator: "\n").filter {
            !$0.contains("# learned") && !$0.contains("# in the place")
        }
        #expect(
            comments.joined(separator: "\n").contains(
                """
                includes = [
                    # what every program needs
                    "abstractions/consoles", # and a terminal
                    "abstractions/python",
                    "tunables/global",
                ]
                """
            ),
            "\(text)"
        )
        let childs = "[children.worker.profile]\nincludes = [\n    \"abstractions/python\",\n]"
        #expect(comments.joined(separator: "\n").contains(childs))
        #expect(learned.report.replay.denied.accesses == 0)
    }

    @Test func theOrderOfEventsIsNothing() async throws {
        var lines = (Self.python + ["/srv/a", "/etc/ssl/engdef.d/"]).map { Line.file($0, "r", owner: false) }
        guard let first = try await Learning.ofRelease(Self.alone, lines) else { return }
        var random = SplitMix(state: 7)
        for _ in 0..<3 {
            lines.shuffle(using: &random)
            let next = try #require(try await Learning.ofRelease(Self.alone, lines))
            #expect(next.report.proposal.diff == first.report.proposal.diff)
        }
    }

    /// A policy whose text has no place for it keeps the names.
    @Test func aTableInBracesKeepsNames() async throws {
        let policy = container + "profile = { flags = [\"mediate_deleted\"] }\n"
        let lines = Self.python.map { Line.file($0, "r", owner: false) }
        guard let learned = try await Learning.ofRelease(policy, lines) else { return }
        #expect(learned.taken.isEmpty)
        #expect(learned.report.proposal.plan.abstractions.first?.text.contains("in braces") == true)
        #expect(learned.report.replay.allowed.accesses == lines.count)
    }
}

extension Learning {
    /// What is included, with the lines that it took the place of.
    var taken: [String: Int] {
        let taken = report.proposal.plan.candidates.compactMap(\.abstraction).map { ($0.include, $0.parts.count) }
        return Dictionary(taken, uniquingKeysWith: +)
    }

    /// Of lines of the audit daemon, with this machine's abstractions where they are those of release 3.0.8.
    static func ofRelease(
        _ policy: String,
        _ lines: [String],
        accept: [String] = [],
        source: SourceForm? = nil,
        choose: Choosing? = nil
    ) async throws -> Learning? {
        let log = Array((lines.joined(separator: "\n") + "\n").utf8)
        return try await ofRelease(policy, await summary([log], source: source), accept: accept, choose: choose)
    }

    static func ofRelease(
        _ policy: String,
        _ summary: LogSummary,
        accept: [String] = [],
        choose: Choosing? = nil
    ) async throws -> Learning? {
        guard let parser = try await parser(), parser.version == ParserVersion(3, 0, 8),
            FileManager.default.fileExists(atPath: "/etc/apparmor.d/abstractions/python")
        else {
            print("not learned: this machine has not the abstractions of AppArmor 3.0.8")
            return nil
        }
        return try await make(policy, summary, accept: accept, abstractions: Abstractions(), choose: choose)
    }
}
