import Foundation
import Testing

/// `armor export` as a process: where its results go and how it ends.
@Suite struct ExportCommandTests {
    private static let policy = """
        name = "web"
        [capabilities]
        allow = ["chown"]
        [container]
        image = "nginx"
        userns = "private"

        """

    private static let line =
        "--security-opt apparmor=web --security-opt no-new-privileges --cap-drop ALL --cap-add CHOWN --read-only --network none nginx\n"

    /// The line alone is on standard output; what was decided and what cannot be said is told at its place.
    @Test func resultsAndNotesAreApart() throws {
        let run = try Workplace(["web.toml": Self.policy]).armor("export", "web.toml", "--to", "docker")
        #expect(run.status == 0 && run.output == Self.line)
        #expect(run.messages.contains("web.toml:6:10: note: docker gives no single container a user namespace"))
        #expect(run.messages.contains("note: the root file system is read only"))
        #expect(run.messages.contains("[export-left-out]") && run.messages.contains("[export-default]"))
    }

    /// A shell takes the line as it is printed.
    @Test func theLineIsWords() throws {
        let place = try Workplace(["web.toml": Self.policy])
        let program = try #require(Program.url)
        let script = try place.script(
            "words",
            "printf '%s\\n' $('\(program.path)' export web.toml --to docker 2>/dev/null) >words.txt"
        )
        let process = Process()
        process.executableURL = URL(filePath: script)
        process.currentDirectoryURL = place.url
        try process.run()
        process.waitUntilExit()
        #expect(place.read("words.txt") == Self.line.replacing(" ", with: "\n"))
    }

    @Test func filesAreWritten() throws {
        let place = try Workplace(["web.toml": Self.policy])
        #expect(try place.armor("export", "web.toml", "--to", "docker", "-o", "flags").output == "")
        #expect(place.read("flags") == Self.line)
        for (target, file) in [("docker", "web.docker"), ("compose", "web.compose.yaml"), ("quadlet", "web.container")]
        {
            #expect(try place.armor("export", "web.toml", "--to", target, "-d", ".").status == 0)
            #expect(place.read(file) == (try place.armor("export", "web.toml", "--to", target).output))
        }
        #expect(try place.armor("export", "web.toml", "--to", "docker", "-o", "no/such/folder").status == 2)
    }

    /// What the engine's own filter knows nothing of is in a file beside what names it; printed, it is told instead.
    @Test func theFilterIsWrittenBeside() throws {
        let place = try Workplace(["web.toml": Self.policy + "[seccomp]\ndeny = [\"mkdir\"]\n"])
        let filter = try place.armor("export", "web.toml", "--to", "seccomp").output
        #expect(filter.contains("SCMP_ACT_ERRNO") && !filter.contains("\"mkdir\""))
        for (target, file) in [("docker", "out/web.docker"), ("compose", "out/web.compose.yaml")] {
            try? FileManager.default.removeItem(at: place.url.appending(path: "out"))
            try FileManager.default.createDirectory(
                at: place.url.appending(path: "out"),
                withIntermediateDirectories: true
            )
            let run = try place.armor("export", "web.toml", "--to", target, "-d", "out")
            #expect(run.status == 0 && !run.messages.contains("mkdir"))
            #expect(place.read(file)?.contains("out/web.seccomp.json") == true)
            #expect(place.read("out/web.seccomp.json") == filter)
        }
        #expect(try place.armor("export", "web.toml", "--to", "docker", "-o", "flags").status == 0)
        #expect(place.read("flags")?.contains("seccomp=./web.seccomp.json") == true)
        let printed = try place.armor("export", "web.toml", "--to", "docker")
        #expect(!printed.output.contains("seccomp=") && printed.messages.contains("\"mkdir\" in [seccomp]"))
        let named = try place.armor("export", "web.toml", "--to", "docker", "-d", "out", "--seccomp", "/etc/mine.json")
        #expect(named.status == 0 && place.read("out/web.docker")?.contains("seccomp=/etc/mine.json") == true)
    }

    @Test func aFilterHasTwoForms() throws {
        let place = try Workplace(["web.toml": Self.policy])
        let engine = try place.armor("export", "web.toml", "--to", "seccomp", "--format", "docker")
        let runtime = try place.armor("export", "web.toml", "--to", "seccomp", "--format", "oci")
        #expect(
            engine.status == 0 && engine.output.contains("\"archMap\"")
                && !engine.output.contains("\"architectures\": ")
        )
        #expect(
            runtime.status == 0 && !runtime.output.contains("\"archMap\"")
                && runtime.output.contains("\"architectures\"")
        )
        #expect(try place.armor("export", "web.toml", "--to", "docker", "--format", "oci").status == 64)
    }

    @Test func jsonHasTextAndNotes() throws {
        struct Answer: Decodable {
            struct Place: Decodable, Equatable { let file: String; let line, column: Int }
            struct Note: Decodable { let code, message: String; let place: Place? }
            let version: Int
            let target, text: String
            let notes: [Note]
        }
        let place = try Workplace(["web.toml": Self.policy])
        let run = try place.armor("export", "web.toml", "--to", "docker", "--format", "json")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        #expect(answer.version == 1 && answer.target == "docker" && answer.text == Self.line)
        #expect(
            answer.notes.contains {
                $0.code == "export-left-out" && $0.place == Answer.Place(file: "web.toml", line: 6, column: 10)
            }
        )
        #expect(run.messages == "")
    }

    /// The version decides the spelling; the raw form holds what `gen` renders.
    @Test func optionsOfTargets() throws {
        let place = try Workplace(["web.toml": Self.policy])
        func output(_ arguments: String...) throws -> String {
            try place.armor(["export", "web.toml", "--to"] + arguments).output
        }
        #expect(try output("kubernetes").contains("appArmorProfile:"))
        let old = try output("kubernetes", "--kubernetes-version", "v1.29.3")
        #expect(
            !old.contains("appArmorProfile:")
                && old.contains("container.apparmor.security.beta.kubernetes.io/web: localhost/web")
        )
        let profile = try place.armor("gen", "--target", "debian12", "web.toml").output
        let raw = try output("spo", "--raw", "--target", "debian12")
        let lines = profile.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            $0.isEmpty ? "" : "    \($0)"
        }
        #expect(raw.hasSuffix("spec:\n  policy: |\n" + lines.joined(separator: "\n") + "\n"))
        #expect(try output("docker", "--seccomp", "/a b").contains(" --security-opt 'seccomp=/a b' "))
        #expect(
            try output("podman", "--format", "lines").hasPrefix("podman run \\\n  --security-opt apparmor=web \\\n")
        )
    }

    @Test(
        arguments: [
            (["web.toml", "--to", "oci", "--format", "lines"], 64), (["web.toml", "--to", "docker", "--raw"], 64),
            (["web.toml", "--to", "docker", "-o", "a", "-d", "b"], 64),
            (["web.toml", "--to", "kubernetes", "--kubernetes-version", "new"], 64),
            (["missing.toml", "--to", "docker"], 2),
            (["bad.toml", "--to", "docker"], 1), (["nameless.toml", "--to", "docker"], 1),
        ] as [([String], Int32)]
    )
    func mistakes(_ arguments: [String], _ status: Int32) throws {
        let place = try Workplace([
            "web.toml": Self.policy, "bad.toml": "name = \"web\"\n[container]\nuser = \"a b\"\n",
            "nameless.toml": "[network]\n",
        ])
        let run = try place.armor(["export"] + arguments)
        #expect(run.status == status && run.output.isEmpty && !run.messages.isEmpty, "\(run)")
    }
}
