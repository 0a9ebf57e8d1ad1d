import ArmorPresets
import Foundation
import Testing

@Suite struct OtherCommandTests {
    private let untidy = "name='x'   # why\n[filesystem]\nread=[ '/a','/b' ]\n"

    @Test func fmtRewritesOnce() throws {
        let place = try Workplace(["p.toml": untidy])
        #expect(try place.armor("fmt", "p.toml").status == 0)
        let formatted = try #require(place.read("p.toml"))
        #expect(formatted != untidy && formatted.contains("# why"))
        #expect(try place.armor("fmt", "--check", "p.toml").status == 0)
        #expect(try place.armor("fmt", "-", input: untidy).output == formatted)
        #expect(try place.armor("fmt", "p.toml").status == 0)
        #expect(place.read("p.toml") == formatted)
    }

    @Test func fmtCheckWritesNothing() throws {
        let place = try Workplace(["p.toml": untidy])
        let run = try place.armor("fmt", "--check", "p.toml")
        #expect(run.status == 1 && run.output == "p.toml\n" && place.read("p.toml") == untidy)
    }

    @Test func fmtLeavesWhatIsNoTOML() throws {
        let place = try Workplace(["p.toml": untidy, "q.toml": "name = \n"])
        let run = try place.armor("fmt", "p.toml", "q.toml")
        #expect(run.status == 1 && run.messages.contains("q.toml:1:"))
        #expect(place.read("p.toml") == untidy && place.read("q.toml") == "name = \n")
    }

    /// What `init` writes is formatted and has no errors, whatever it starts from.
    @Test(arguments: Presets.starting)
    func initPassesCheck(_ preset: String) throws {
        let place = try Workplace()
        let run = try place.armor("init", "my-app", "--preset", preset, "-o", "my-app.toml")
        #expect(run.status == 0 && run.output.isEmpty)
        #expect(place.read("my-app.toml") == (try place.armor("init", "my-app", "--preset", preset).output))
        let fmt = try place.armor("fmt", "--check", "my-app.toml")
        #expect(fmt.status == 0, "fmt --check")
        let gen = try place.armor("gen", "--target", "debian12", "my-app.toml")
        #expect(gen.status == 0, "\(gen.messages)")
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/apparmor_parser") else { return }
        let check = try place.armor("check", "--target", "debian12", "my-app.toml")
        // Docker's own profile has findings of its own.
        #expect(check.status == 0 || preset == "docker-default", "\(check.messages)")
    }

    @Test func initOverwritesNothing() throws {
        let place = try Workplace(["my-app.toml": "mine"])
        #expect(try place.armor("init", "my-app", "-o", "my-app.toml").status == 2)
        #expect(place.read("my-app.toml") == "mine")
    }

    @Test func importRefusesWhatIsBad() throws {
        let place = try Workplace(["bane.toml": "Name = \"x\"\n[Filesystem]\nReadOnlyPaths = [1]\n"])
        let run = try place.armor("import", "bane.toml", "-o", "out.toml")
        #expect(run.status == 1 && place.read("out.toml") == nil)
        #expect(try place.armor("import", "missing").status == 2)
    }

    @Test func importOverwritesNothing() throws {
        let place = try Workplace(["bane.toml": "Name = \"x\"\n", "out.toml": "mine"])
        #expect(try place.armor("import", "bane.toml", "-o", "out.toml").status == 2)
        #expect(place.read("out.toml") == "mine")
    }

    @Test func helpAndVersion() throws {
        let place = try Workplace()
        #expect(try place.armor("--version").output.hasPrefix("0."))
        for command in ["gen", "check", "fmt", "init", "import"] {
            let run = try place.armor(command, "--help")
            #expect(run.status == 0 && run.output.contains("USAGE: armor \(command)"))
        }
    }
}
