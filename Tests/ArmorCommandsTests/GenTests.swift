import Foundation
import Testing

let goodPolicy = "name = \"good\"\n\n[filesystem]\nread = [\"/etc/good\"]\n"
let otherPolicy = "name = \"other\"\n"
let badPolicy = "name = \"bad\"\n\n[filesystem]\nread = [\"relative\"]\n"

@Suite struct GenTests {
    private func workplace() throws -> Workplace {
        try Workplace(["good.toml": goodPolicy, "other.toml": otherPolicy, "bad.toml": badPolicy])
    }

    @Test func printsTheProfile() throws {
        let place = try workplace()
        let run = try place.armor("gen", "--target", "debian12", "good.toml")
        #expect(run.status == 0)
        #expect(run.output.contains("\nprofile \"good\" {\n") && run.output.contains("\n  /etc/good r,\n"))
        #expect(run.messages.isEmpty)
    }

    @Test func writesToAFile() throws {
        let place = try workplace()
        let run = try place.armor("gen", "--target", "debian12", "-o", "out", "good.toml")
        #expect(run.status == 0 && run.output.isEmpty)
        let printed = try place.armor("gen", "--target", "debian12", "good.toml").output
        #expect(place.read("out") == printed)
    }

    @Test func writesToAFolder() throws {
        let place = try workplace()
        try FileManager.default.createDirectory(at: place.url.appending(path: "d"), withIntermediateDirectories: true)
        let run = try place.armor("gen", "--target", "debian12", "-d", "d", "good.toml", "other.toml")
        #expect(run.status == 0 && run.output.isEmpty)
        #expect(place.read("d/good")?.contains("profile \"good\"") == true)
        #expect(place.read("d/other")?.contains("profile \"other\"") == true)
    }

    @Test func writesNothingIfOnePolicyIsBad() throws {
        let place = try workplace()
        try FileManager.default.createDirectory(at: place.url.appending(path: "d"), withIntermediateDirectories: true)
        let run = try place.armor("gen", "--target", "debian12", "-d", "d", "good.toml", "bad.toml")
        #expect(run.status == 1)
        #expect(place.read("d/good") == nil && place.read("d/bad") == nil)
        #expect(run.messages.contains("bad.toml:4:9: error"))
        let one = try place.armor("gen", "--target", "debian12", "-o", "out", "bad.toml")
        #expect(one.status == 1 && place.read("out") == nil)
        let printed = try place.armor("gen", "--target", "debian12", "good.toml", "bad.toml")
        #expect(printed.status == 1 && printed.output.isEmpty)
    }

    @Test func refusesTwoOfOneName() throws {
        let place = try workplace()
        let run = try place.armor("gen", "--target", "debian12", "good.toml", "good.toml")
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.messages.contains("two policies are called \"good\""))
    }

    @Test func readsStandardInput() throws {
        let run = try workplace().armor("gen", "--target", "debian12", "-", input: goodPolicy)
        #expect(run.status == 0 && run.output.contains("profile \"good\""))
        let bad = try workplace().armor("gen", "--target", "debian12", "-", input: badPolicy)
        #expect(bad.status == 1 && bad.messages.contains("<stdin>:4:9: error"))
    }

    @Test(arguments: [("complain", "flags=(complain)"), ("audit", "flags=(audit)"), ("enforce", "profile \"good\" {")])
    func takesAMode(_ mode: String, _ expected: String) throws {
        let run = try workplace().armor("gen", "--target", "debian12", "--mode", mode, "good.toml")
        #expect(run.status == 0 && run.output.contains(expected))
    }

    /// What no policy can be read from: status 2, one line, and no waiting.
    @Test(arguments: ["missing.toml", ".", "/dev/zero", "fifo", "large", "", "link"])
    func saysWhatCannotBeRead(_ path: String) throws {
        let place = try workplace()
        let large = place.url.appending(path: "large")
        try Data().write(to: large)
        try FileHandle(forWritingTo: large).truncate(atOffset: (16 << 20) + 1)
        let made = unsafe mkfifo(place.url.appending(path: "fifo").path, 0o600)
        #expect(made == 0)
        try FileManager.default.createSymbolicLink(
            atPath: place.url.appending(path: "link").path,
            withDestinationPath: "nowhere"
        )
        let run = try place.armor("gen", "--target", "debian12", path)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.messages.hasPrefix("error: ") && run.messages.contains("  help: "))
    }

    @Test(arguments: [
        ["gen"], ["gen", "--no-such-option", "good.toml"], ["gen", "-o", "a", "-d", "b", "good.toml"],
        ["gen", "-o", "a", "good.toml", "other.toml"], ["gen", "--mode", "loud", "good.toml"], ["nonsense"],
        ["check"], ["check", "--format", "xml", "good.toml"], ["init", "a/b"], ["init", "--preset", "containr"],
        ["init", "docker-default"],
    ])
    func refusesWrongUsage(_ arguments: [String]) throws {
        let run = try Program.run(arguments, in: try workplace().url)
        #expect(run.status == 64 && run.output.isEmpty && !run.messages.isEmpty)
    }

    @Test func refusesAnUnknownTarget() throws {
        let run = try workplace().armor("gen", "--target", "debian21", "good.toml")
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.messages.contains("no target \"debian21\"") && run.messages.contains("did you mean \"debian"))
    }

    @Test func saysWhereItCannotWrite() throws {
        let run = try workplace().armor("gen", "--target", "debian12", "-o", "no/such/folder", "good.toml")
        #expect(run.status == 2 && run.messages.hasPrefix("error: "))
    }

    /// A reader that has gone away is no mistake.
    @Test func aBrokenPipeIsQuiet() throws {
        let place = try workplace()
        let program = try #require(Program.url).path
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.currentDirectoryURL = place.url
        process.arguments = [
            "-c", "('\(program)' gen --target debian12 good.toml; echo $? >status) 2>messages | head -c0",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(place.read("messages") == "")
        #expect(["0\n", "141\n"].contains(place.read("status")))
    }
}
