import ArmorTestSupport
import Foundation
import Testing

@Suite struct CheckTests {
    /// A parser that says its version and compiles everything to one byte.
    private static let version =
        "case \"$1\" in --version) echo 'AppArmor parser version 3.0.8'; exit 0;; -QKN) exit 0;; esac"

    /// Root runs no parser from a folder that others may change, and so none from a checkout below such a folder.
    private static let trustsFakes: Bool = {
        guard getuid() == 0 else { return true }
        var folder = projectRoot
        while folder.path != "/" {
            let mode = try? FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions] as? Int
            if let mode, mode & 0o022 != 0 {
                print("check: no fake parsers, since others may change \(folder.path)")
                return false
            }
            folder.deleteLastPathComponent()
        }
        return true
    }()

    private func parser(_ place: Workplace, _ then: String) throws -> String {
        try place.script("parser", "\(Self.version)\ncat >/dev/null\n\(then)")
    }

    /// A policy may come from somebody else than who runs armor: no message shows lines of a file that is not a policy.
    @Test(arguments: ["./secret.txt", "./link.toml", "./../../../../../../../proc/self/environ", "./-", "./pipe.toml"])
    func extendedFilesArePolicies(_ path: String) throws {
        let place = try Workplace([
            "policy.toml": "name = \"web\"\nextends = [\"\(path)\"]\n", "secret.txt": "root:secret-hash",
        ])
        try FileManager.default.createSymbolicLink(
            at: place.url.appending(path: "link.toml"),
            withDestinationURL: place.url.appending(path: "secret.txt")
        )
        #expect(unsafe mkfifo(place.url.appending(path: "pipe.toml").path, 0o600) == 0)
        for command in [["check"], ["gen"], ["explain", "--read", "/a"]] {
            let run = try place.armor(command + ["--target", "debian12", "policy.toml"], input: "root:secret-hash")
            #expect(run.status != 0)
            #expect(!(run.output + run.messages).contains("secret-hash") && !run.messages.contains("PATH="))
        }
    }

    @Test func fineIsZero() throws {
        guard Program.hasParser else { return print("check: no apparmor_parser") }
        let place = try Workplace(["good.toml": goodPolicy])
        let run = try place.armor("check", "--target", "debian12", "good.toml")
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.isEmpty && run.messages.contains("good.toml: 0 errors"))
    }

    @Test(arguments: [
        ("json", "\"code\""), ("sarif", "\"version\": \"2.1.0\""), ("github", "::error file=bad.toml,line=4"),
    ])
    func writesFormats(_ format: String, _ expected: String) throws {
        guard Self.trustsFakes else { return }
        let place = try Workplace(["bad.toml": badPolicy])
        let fake = try parser(place, "printf x")
        let run = try place.armor("check", "--target", "debian12", "--parser", fake, "--format", format, "bad.toml")
        #expect(run.status == 1 && run.messages.isEmpty)
        let plain = run.output.replacing(" ", with: "")
        #expect(plain.contains(expected.replacing(" ", with: "")), "\(run.output)")
        if format != "github" {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(run.output.utf8)) }
        }
    }

    @Test func textShowsThePlace() throws {
        guard Self.trustsFakes else { return }
        let place = try Workplace(["bad.toml": badPolicy])
        let fake = try parser(place, "printf x")
        let run = try place.armor("check", "--target", "debian12", "--parser", fake, "bad.toml")
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.messages.contains("bad.toml:4:9: error") && run.messages.contains("bad.toml: 1 error,"))
        #expect(!run.messages.contains("\u{1b}"))
    }

    /// As root, a parser that others could have put there is refused.
    @Test func rootTrustsNoParserOfOthers() throws {
        guard getuid() == 0 else { return print("check: not root") }
        let place = try Workplace(["good.toml": goodPolicy])
        let fake = try parser(place, "touch '\(place.url.path)/was-run'; printf x")
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: fake)
        let run = try place.armor("check", "--target", "debian12", "--parser", fake, "good.toml")
        #expect(run.status == 2 && run.messages.contains("parser-untrusted"))
        #expect(place.read("was-run") == nil)
    }

    @Test func colourNeedsATerminal() throws {
        let place = try Workplace(["bad.toml": badPolicy])
        for environment in [["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            let run = try place.armor("gen", "--target", "debian12", "bad.toml", environment: environment)
            #expect(run.status == 1 && !run.messages.contains("\u{1b}"))
        }
    }

    /// An answer that is none is never taken for success.
    @Test(arguments: [
        ("exit 1", 2), ("exit 0", 2), ("echo 'AppArmor parser error at line 1: no' >&2; printf x; exit 0", 1),
        ("echo 'AppArmor parser error at line 9: no' >&2; exit 1", 1), ("printf x; exit 0", 2),
    ])
    func doesNotBelieveABadParser(_ then: String, _ status: Int32) throws {
        guard Self.trustsFakes else { return }
        let place = try Workplace(["good.toml": goodPolicy])
        let fake = try parser(place, then)
        let run = try place.armor("check", "--target", "debian12", "--parser", fake, "good.toml")
        #expect(run.status == status, "\(then): \(run.messages)")
    }

    @Test(arguments: ["echo nonsense", "echo 'AppArmor parser version 2.13.6'", "exit 3"])
    func refusesWhatIsNoParser(_ body: String) throws {
        guard Self.trustsFakes else { return }
        let place = try Workplace(["good.toml": goodPolicy])
        let run = try place.armor("check", "--parser", try place.script("parser", body), "good.toml")
        #expect(run.status == 2 && run.messages.contains("error: "), "\(run.messages)")
    }

    @Test func saysThatTheParserIsMissing() throws {
        let place = try Workplace(["good.toml": goodPolicy])
        let run = try place.armor("check", "--target", "debian12", "--parser", "/no/such/parser", "good.toml")
        #expect(run.status == 2 && run.messages.contains("apparmor_parser is not at /no/such/parser"))
    }

    /// What a program does with signals is handed on to those that it starts.
    @Test(arguments: ["--ignore-signal=CHLD", "--block-signal=CHLD"])
    func waitsForTheParserWhoeverStartedIt(_ option: String) throws {
        guard Program.hasParser else { return print("check: no apparmor_parser") }
        let place = try Workplace(["good.toml": goodPolicy])
        let armor: URL = try #require(Program.url)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [option, armor.path, "check", "--target", "debian12", "good.toml"]
        process.currentDirectoryURL = place.url
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func strictCountsWarnings() throws {
        let place = try Workplace(["p.toml": "name = \"p\"\n[[dbus]]\n[filesystem]\nread = [\"/x\"]\n"])
        #expect(try place.armor("check", "--target", "debian12", "p.toml").status == 0)
        #expect(try place.armor("check", "--target", "debian12", "--strict", "p.toml").status == 1)
    }

    @Test("the file of a filter is read, and a filter for which there is no room is refused")
    func filters() throws {
        guard Program.hasParser else { return print("check: no apparmor_parser") }
        let own = "name = \"web\"\nextends = [\"container\"]\n[container]\nseccomp = "
        let place = try Workplace([
            "good.toml": own + "\"./good.json\"", "bad.toml": own + "\"./bad.json\"",
            "none.toml": own + "\"./none.json\"",
            "good.json": "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}",
            "bad.json": "{\"defaultAction\": \"SCMP_ACT_PERMIT\"}",
        ])
        let good = try place.armor("check", "--target", "debian12", "good.toml")
        #expect(good.status == 0, "\(good.messages)")
        let bad = try place.armor("check", "--target", "debian12", "bad.toml")
        #expect(bad.status == 1 && bad.messages.contains("bad.toml:4:11: error: defaultAction: \"SCMP_ACT_PERMIT\""))
        let none = try place.armor("check", "--target", "debian12", "none.toml")
        #expect(none.status == 1 && none.messages.contains("none.toml:4:11: error: "), "\(none.messages)")
    }

    @Test("what an entitlement means is told, in both spellings, for people and programs")
    func entitlement() throws {
        let place = try Workplace([:])
        let text = try place.armor("explain", "--entitlement", "network.access=confined")
        #expect(text.status == 0 && text.output.hasPrefix("network.none: no network but unix sockets\n"))
        for line in [
            "  also spelled network.access=confined\n", "  system call socket if argument 0 != 1\n",
            "  network = \"none\"\n",
            "excludes\n  network.admin\n",
        ] {
            #expect(text.output.contains(line), "\(line)")
        }
        let json = try place.armor("explain", "--entitlement", "host.processes.admin", "--format", "json")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["version"] as? Int == 1 && object?["container"] as? [String] == ["pid = \"host\""])
        let unknown = try place.armor("explain", "--entitlement", "network.nome")
        #expect(unknown.status == 64 && unknown.messages.contains("Did you mean \"network.none\"?"))
        #expect(try place.armor("explain").status == 64)
        #expect(try place.armor("explain", "--entitlement", "network.none", "--read", "/x").status == 64)
    }
}
