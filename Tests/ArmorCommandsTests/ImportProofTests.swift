import ArgumentParser
import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorCommands

/// `import` compares what it writes with its original.
@Suite(.serialized) struct ImportProofTests {
    private let target = ["--target", "debian12"]

    private static let addon = """
        #include <tunables/global>

        profile addon flags=(attach_disconnected,mediate_deleted) {
          #include <abstractions/base>

          file,
          capability,
          network,
          network inet tcp,
          network udp,
          signal (send) set=(kill,term,int,hup,cont),

          /init ix,
          /run/{s6,s6-rc*,service}/** ix,
          /etc/services.d/** rwix,
          /usr/bin/tool cx -> tool,

          profile tool flags=(attach_disconnected,mediate_deleted) {
            #include <abstractions/base>
            signal (receive) peer=*_addon,
            /usr/bin/tool rm,
            network tcp,
            network dgram,
          }
        }

        """

    /// Profiles whose policy means the same on every release: protocols without a family, no ABI, rules of abstractions that
    /// the kernel does not enforce, sockets of no type.
    @Test(arguments: [
        "abi <abi/3.0>,\n\nprofile p {\n  /srv/** r,\n  network tcp,\n  deny network udp,\n  network icmp,\n}\n",
        "abi <abi/3.0>,\n\nprofile p {\n  unix,\n  /srv/chat r,\n}\n",
        "include <tunables/global>\n\nprofile p {\n  include <abstractions/nameservice>\n  /srv/zones/* r,\n}\n",
        "profile p {\n  /srv/** r,\n  network stream,\n  deny network unix dgram,\n}\n", addon,
    ]) func meansTheSameOnEveryRelease(_ profile: String) throws {
        guard Program.hasParser else { return }
        let place = try Workplace(["p.profile": profile])
        let run = try place.armor(["import", "p.profile", "-o", "p.toml"] + target)
        #expect(run.status == 0 && !run.messages.contains("import-wider"), "\(run.messages)")
        let fetched = [fetchedParser("debian13"), fetchedParser("unstable")].filter {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        let parsers: [[String]] = [[]] + fetched.map { ["--parser", $0] }
        for release in ["debian12", "debian13", "ubuntu2204", "ubuntu2404"] {
            for parser in parsers {
                let diff = try place.armor(["diff", "p.profile", "p.toml", "--target", release] + parser)
                #expect(diff.status == 0, "\(release) \(parser): \(diff.output)\(diff.messages)")
            }
        }
    }

    /// A variable that no file declares is an error of the original; a folder of tunables may declare it.
    @Test(arguments: ["profile p @{exec_path} {\n  /a r,\n}\n", "profile p {\n  @{exec_path} mr,\n}\n"])
    func undeclaredVariablesAreRefused(_ profile: String) throws {
        guard Program.hasParser else { return }
        let place = try Workplace(["p": "abi <abi/3.0>,\n" + profile])
        let run = try place.armor(["import", "p", "-o", "p.toml"] + target)
        #expect(run.status == 1, "\(run.messages)")
        #expect(place.read("p.toml") == nil)
    }

    /// `@{profile_name}` is the name itself for apparmor_parser, also where the name is a glob.
    @Test func aNameThatIsAGlobIsComparedAsAName() throws {
        guard Program.hasParser else { return }
        let name = "/opt/app{,-[0-9]*}/run{,*[^s]}"
        let profile = "abi <abi/3.0>,\n\(name) {\n  ptrace (trace) peer=@{profile_name},\n  /a r,\n}\n"
        let place = try Workplace(["p": profile])
        let run = try place.armor(["import", "p", "-o", "p.toml"] + target)
        #expect(run.status == 0 && !run.messages.contains("import-wider"), "\(run.messages)")
        #expect(!run.messages.contains("import-differs"), "\(run.messages)")
    }

    @Test func comparesBaneFilesToo() throws {
        guard Program.hasParser else { return }
        let place = try Workplace(["bane.toml": "Name = \"x\"\n"])
        let run = try place.armor(["import", "bane.toml", "-o", "x.toml"] + target)
        #expect(run.status == 0 && !run.messages.contains("not compared"), "\(run.messages)")
    }

    /// No profile is known that `import` makes wider, so the texts that it would write are given.
    @Test(arguments: [
        ("[filesystem]\nread = [\"/etc/a\"]\n", true, true), ("[filesystem]\nread = [\"/etc/*\"]\n", false, true),
        ("[filesystem]\nread = []\n", true, true), ("[profile]\nmode = \"complain\"\n", false, true),
        ("[filesystem]\nread = [\"/etc/a\"]\ndeny = [\"/**\"]\n", false, false),
    ]) func refusesWhatIsWider(_ rules: String, _ isFine: Bool, _ canBeAccepted: Bool) async throws {
        guard Program.hasParser else { return }
        let source = SourceFile(name: "p", text: "abi <abi/3.0>,\nprofile p {\n  /etc/a r,\n}\n")
        let policy = try #require(ArmorPolicy.ProfileReader.read(source).policies.first)
        let console = Console()
        for allowsWider in [false, true] {
            let proof = ImportProof(
                console: console,
                bench: Workbench(console: console),
                targetOption: try TargetOption.parse(target),
                allowsWider: allowsWider
            )
            let text = "name = \"p\"\n\(rules)"
            let imported = ImportProof.Imported(policy: policy, text: text, original: "p")
            let isAccepted: Bool
            do {
                try await proof.check([imported], against: .profiles(source))
                isAccepted = true
            } catch {
                #expect(error as? ExitCode == ExitCode(1))
                isAccepted = false
            }
            #expect(isAccepted == (isFine || (allowsWider && canBeAccepted)), "\(rules)")
        }
    }

    @Test func saysWhyNothingIsCompared() throws {
        guard Program.hasParser else { return }
        let place = try Workplace(["p": "abi <abi/3.0>,\nprofile p {\n  include <abstractions/nowhere>\n  /x r,\n}\n"])
        let run = try place.armor(["import", "p", "-o", "p.toml"] + target)
        #expect(run.messages.contains("not compared with the original, which does not compile by itself: "))
        try FileManager.default.createDirectory(
            at: place.url.appending(path: "more/abstractions"),
            withIntermediateDirectories: true
        )
        try Data("/y r,\n".utf8).write(to: place.url.appending(path: "more/abstractions/nowhere"))
        let found = try place.armor(["import", "p", "-o", "q.toml", "-I", "more"] + target)
        #expect(found.status == 0 && !found.messages.contains("not compared"), "\(found.messages)")
        let explained = try place.armor(["explain", "q.toml", "--read", "/y", "-Imore"] + target)
        #expect(explained.status == 0, "\(explained.output)\(explained.messages)")
        #expect(try place.armor(["check", "q.toml", "-I", "none"] + target).status == 2)
    }
}

/// Which profile is meant of a text that holds several.
@Suite(.serialized) struct SeveralProfilesTests {
    private let target = ["--target", "debian12"]
    private static let text = "abi <abi/3.0>,\nprofile first {\n  /a r,\n}\nprofile second {\n  /b rw,\n}\n"
    private static let second = "name = \"second\"\n[filesystem]\nwrite = [\"/b\"]\nread = [\"/b\"]\n"

    private func place() throws -> Workplace? {
        guard Program.hasParser else { return nil }
        return try Workplace(["both": Self.text, "second.toml": Self.second])
    }

    @Test func aPolicyIsComparedWithItsNamesake() throws {
        guard let place = try place() else { return }
        for sides in [["both", "second.toml"], ["second.toml", "both"]] {
            let run = try place.armor(["diff"] + sides + target)
            #expect(run.status == 0, "\(run.output)\(run.messages)")
        }
        #expect(try place.armor(["diff", "both", "second.toml", "--profile", "first"] + target).status == 1)
    }

    @Test func withoutAChoiceItIsRefused() throws {
        guard let place = try place() else { return }
        for command in [
            ["diff", "both", "both"], ["explain", "both", "--read", "/a"], ["test", "both", "--escapes"],
        ] {
            let run = try place.armor(command + target)
            #expect(run.status == 2, "\(command)")
            #expect(run.messages.contains("both has 2 profiles: \"first\", \"second\" [several-profiles]"))
        }
        #expect(try place.armor(["diff", "both", "both", "--profile", "second"] + target).status == 0)
        #expect(try place.armor(["explain", "both", "--read", "/b", "--profile", "second"] + target).status == 0)
        #expect(try place.armor(["explain", "both", "--read", "/b", "--profile", "first"] + target).status == 1)
        #expect(try place.armor(["test", "both", "--escapes", "--profile", "first"] + target).status == 0)
    }
}

/// What `check` says of rules that the target does not enforce, and of parsers that are named.
@Suite(.serialized) struct EnforcementCommandTests {
    @Test func rulesOfAnAbstractionAreAWarningWhereItIsIncluded() throws {
        guard Program.hasParser else { return }
        let policy =
            "name = \"p\"\n[profile]\nincludes = [\"tunables/global\", \"abstractions/nameservice\"]\n[filesystem]\nread = [\"/srv/*\"]\n"
        let place = try Workplace(["p.toml": policy])
        let run = try place.armor("check", "p.toml", "--target", "debian12")
        #expect(run.status == 0, "\(run.messages)")
        let message =
            "p.toml:3:32: warning: \"abstractions/nameservice\" has dbus rules, which debian12 does not enforce [unsupported]"
        #expect(run.messages.contains(message), "\(run.messages)")
        // A rule of the policy's own stays an error.
        let own = try Workplace(["p.toml": policy.replacing("[profile]", with: "raw = [\"dbus,\"]\n[profile]")])
        #expect(try own.armor("check", "p.toml", "--target", "debian12").status == 1)
    }

    /// AppArmor 5 with Linux 7.2, which mediates unix sockets by address.
    @Test func denialsOfUnixSocketsCompileForNewKernels() throws {
        let parser = fetchedParser("unstable")
        guard FileManager.default.isExecutableFile(atPath: parser), let shared = sharedFeatures else { return }
        let kernel = shared.appending(path: "kernel-7.2").path
        let place = try Workplace([
            "p.toml": """
            name = "p"
            [profile]
            abi = "5.0"
            [filesystem]
            read = ["/srv/unit\\\\@{[0-9],main}.conf"]
            [network]
            allow = ["all"]
            deny = ["unix stream"]

            """
        ])
        let run = try place.armor("check", "p.toml", "--target", kernel, "--parser", parser)
        #expect(run.status == 0, "\(run.messages)")
        let base = URL(filePath: parser).deletingLastPathComponent().appending(path: "root/etc/apparmor.d").path
        let gen = try place.armor("gen", "p.toml", "--target", kernel, "--base", base)
        #expect(gen.output.contains("abi <abi/5.0>,"), "\(gen.messages)")
    }
}
