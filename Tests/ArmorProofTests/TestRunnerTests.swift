import ArmorPolicy
import ArmorPresets
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Tests of a policy: what each kind asks, and what a failure shows.
@Suite(.serialized) struct TestRunnerTests {
    /// Bodies of `[[test]]` tables that hold.
    @Test(arguments: [
        #"allow = { read = "/etc/web/a.conf" }"#, #"allow = { read = "/etc/web/{a,b}*" }"#,
        #"deny = { read = "/etc/web/secret" }"#, #"deny = { write = "/etc/**" }"#,
        #"allow = { read = "/home/x/f", owner = true }"#, #"deny = { read = "/home/x/f", owner = false }"#,
        #"allow = { write = "/run/web.pid", append = "/run/web.pid" }"#, #"deny = { read = "/run/web.pid" }"#,
        #"allow = { execute = "/usr/bin/web" }"#, #"deny = { execute = ["/bin/**", "/tmp/**"] }"#,
        #"allow = { map = "/usr/bin/web" }"#, #"deny = { map = "/etc/web/**", lock = "/etc/web/**" }"#,
        #"allow = { link = { path = "/var/web/a", target = "/var/data/b" } }"#,
        #"deny = { link = { path = "/var/web/a", target = "/etc/b" } }"#,
        #"allow = { link = { path = "/var/web/*", target = "/var/data/*" } }"#,
        #"allow = { network = "tcp" }"#, #"allow = { network = ["inet stream", "inet6 stream"] }"#,
        #"deny = { network = ["udp", "packet", "inet raw"] }"#,
        #"deny = { network = { family = "netlink", type = "raw" } }"#,
        #"allow = { capability = ["chown", "setuid"] }"#, #"deny = { capability = ["sys_admin", "setgid"] }"#,
        #"allow = { rlimit = ["nofile 1024", "nofile <= 10", "cpu infinity"] }"#, #"deny = { rlimit = "nofile 1025" }"#,
        #"allow = { signal = { access = "receive", set = ["term", "kill"], peer = "unconfined" } }"#,
        #"deny = { signal = { access = "send", peer = "unconfined" } }"#,
        #"deny = { signal = "access=receive set=hup peer=unconfined" }"#,
        #"allow = { ptrace = { access = "read", peer = "@{profile_name}" } }"#,
        #"deny = { ptrace = { access = ["trace", "tracedby", "readby"] } }"#,
        #"allow = { mount = { source = "tmpfs", target = "/mnt/", fstype = "tmpfs", options = ["rw", "nosuid"] } }"#,
        #"deny = { mount = { target = "/etc/**" } }"#,
        #"deny = { mount = "target=/mnt/ source=tmpfs fstype=tmpfs options=rw" }"#,
        // The kernel asks about a bind mount without a type.
        #"allow = { mount = { source = "/srv/", target = "/srv/a/", options = ["rw", "bind"] } }"#,
        #"deny = { umount = "/{,**}", pivot_root = { newroot = "/{,**}" } }"#,
        #"allow = { change_profile = "other" }"#, #"deny = { change_profile = ["unconfined", "oth?", "others"] }"#,
        // Not mediated by this kernel, and so allowed.
        #"allow = { userns = "user", mqueue = { access = "read" }, io_uring = { access = "sqpoll" }, dbus = { bus = "system" } }"#,
    ]) func holds(_ body: String) async throws {
        guard let proved = try await Proved.fixture("[[test]]\n\(body)\n") else { return }
        let outcomes = proved.run()
        #expect(outcomes.count == 1)
        for outcome in outcomes {
            let wrong = outcome.answers.filter { !$0.holds }
            #expect(outcome.passes, "\(body): \(wrong)")
        }
    }

    /// Bodies that fail, the counter-example, and the rule that is named with it.
    @Test(arguments: [
        (#"allow = { read = "/etc/web/**" }"#, "read /etc/web/secret", "deny"),
        (#"deny = { read = "/etc/**" }"#, "read /etc/web/a", "/etc/web/** r,"),
        (#"deny = { execute = "/usr/**" }"#, "execute /usr/bin/web", "/usr/bin/web ix,"),
        (#"allow = { write = "/run/web.pi?" }"#, "write /run/web.pia", ""),
        (#"deny = { capability = "chown" }"#, "capability chown", "capability chown,"),
        (#"deny = { network = "inet stream" }"#, "create a socket inet stream", "network inet stream,"),
        (
            #"deny = { signal = { access = "receive", set = "kill", peer = "**" } }"#,
            "receive signal kill, peer unconfined", "signal (receive) set=(kill, term) peer=unconfined,"
        ),
        (#"deny = { change_profile = "o*" }"#, "change to profile other", "change_profile -> other,"),
        (#"allow = { rlimit = "nofile 2000" }"#, "set rlimit nofile to 2000", "set rlimit nofile <= 1024,"),
    ]) func failuresShowAnExample(_ body: String, _ example: String, _ rule: String) async throws {
        guard let proved = try await Proved.fixture("[[test]]\n\(body)\n") else { return }
        let outcome = try #require(proved.run().first)
        #expect(!outcome.passes)
        let failed = try #require(outcome.answers.first { !$0.holds })
        #expect(failed.example?.text.replacing(" a socket ", with: " a socket ") == example)
        let rules = failed.rules.denies + failed.rules.allows
        #expect(rule.isEmpty ? rules.isEmpty : rules.contains { $0.text.contains(rule) }, "\(rules.map(\.text))")
    }

    @Test(arguments: [
        #"allow = { capability = "sys_admn" }"#, #"deny = { network = "inet streem" }"#,
        #"deny = { signal = "access=send sett=term" }"#, #"deny = { rlimit = "nofile" }"#,
        #"deny = { mount = "options=bind fstype=tmpfs" }"#, #"deny = { mount = "options=ro,remount source=/a" }"#,
        #"deny = { read = "/a[/]/b" }"#, #"deny = { network = { family = "inet", ip = "10.0.0.1" } }"#,
        #"allow = { network = { family = "inet6", type = "stream", port = "443" } }"#,
    ]) func whatAsksNothingFails(_ body: String) async throws {
        guard let proved = try await Proved.fixture("[[test]]\n\(body)\n") else { return }
        let outcome = try #require(proved.run().first)
        #expect(!outcome.passes)
        guard case .senseless = outcome.answers.first?.verdict else {
            Issue.record("\(outcome.answers)")
            return
        }
    }

    @Test func aTableWithSeveralKindsIsOneTest() async throws {
        let body = "name = \"both\"\nallow = { read = \"/etc/web/a\" }\ndeny = { write = \"/etc/web/a\" }"
        guard let proved = try await Proved.fixture("[[test]]\n\(body)\n") else { return }
        let outcomes = proved.run()
        #expect(outcomes.map(\.name) == ["both"])
        #expect(outcomes.first?.answers.count == 2)
        let report = TestReport(name: "web.toml", target: "debian12", outcomes: outcomes)
        #expect(report.failures == 0)
        #expect(report.text(isVerbose: false).contains("  ok    both  policy.toml:"))
        #expect(report.text(isVerbose: true).contains("by /etc/web/** r,  policy.toml:4:"))
    }

    @Test func packsAreIncluded() async throws {
        let policy = "name = \"p\"\nextends = [\"container\"]\n[tests]\ninclude = [\"escapes\"]\n"
        guard let proved = try await Proved.make(policy) else { return }
        let outcomes = proved.run()
        #expect(outcomes.count > 15)
        #expect(outcomes.filter { !$0.passes }.map(\.title) == [])
    }

    @Test func unknownPacksAreRefused() {
        let source = SourceFile(name: "p", text: "name = \"p\"\n[tests]\ninclude = [\"escape\"]\n")
        let (_, diagnostics) = PolicyLoader(sources: PresetSources()).load(source)
        #expect(diagnostics.map(\.code) == ["unknown-tests"])
        #expect(diagnostics.first?.help == "did you mean \"escapes\"?")
    }
}

/// The pack of known ways out, asked of everything that comes with the program.
@Suite(.serialized) struct EscapeTests {
    /// Those that open ways on purpose, as their summaries say.
    private static let wide: Set = [
        "docker-default", "entitlement.host.devices.admin", "entitlement.host.processes.admin",
        "entitlement.security.admin", "entitlement.security.view",
    ]

    @Test(arguments: Presets.names.filter { !$0.hasPrefix("tests.") && !wide.contains($0) })
    func presetsShutThem(_ name: String) async throws {
        let text = String(decoding: try #require(Presets.bytes(of: name)), as: UTF8.self)
        guard let proved = try await Proved.make(text, name: name) else { return }
        let open = try failures(proved)
        #expect(open.isEmpty, "\(open)")
    }

    @Test func dockerDefaultDoesNot() async throws {
        let text = String(decoding: try #require(Presets.bytes(of: "docker-default")), as: UTF8.self)
        guard let proved = try await Proved.make(text, name: "docker-default") else { return }
        let open = try failures(proved)
        #expect(open.contains { $0.hasPrefix("release_agent") })
        #expect(!open.contains { $0.hasPrefix("core_pattern") })
    }

    @Test(arguments: listing(projectRoot.appending(path: "samples")).filter { !["bane", "spark"].contains($0) })
    func samplesShutThem(_ name: String) async throws {
        let file = projectRoot.appending(path: "samples/\(name)/policy.toml")
        guard let proved = try await Proved.make(try text(file), name: name) else { return }
        let open = try failures(proved)
        #expect(open.isEmpty, "\(open)")
        #expect(proved.run().filter { !$0.passes }.map(\.title) == [])
    }

    private func failures(_ proved: Proved) throws -> [String] {
        let tests = try #require(PolicyLoader(sources: PresetSources()).tests("escapes"))
        return TestRunner(proved.asked, policy: proved.policy, compiled: proved.compiled).run(tests).filter {
            !$0.passes
        }.map(\.title)
    }
}
