import ArmorTestSupport
import Foundation
import Testing

/// `test`, `explain` and `diff` as a user runs them: output, exit status, and what they refuse.
@Suite(.serialized) struct ProofCommandTests {
    private static let policy = """
        name = "web"

        [filesystem]
        read = ["/etc/web/**"]

        [[test]]
        name = "its own"
        allow = { read = "/etc/web/x" }

        """

    /// A folder with a policy; none, with a line said, where there is no parser.
    private func place(_ more: String = "", _ files: [String: String] = [:]) throws -> Workplace? {
        guard Program.hasParser else {
            print("proofs: no apparmor_parser")
            return nil
        }
        return try Workplace(files.merging(["web.toml": Self.policy + more]) { $1 })
    }

    private let target = ["--target", "debian12"]

    @Test func testsThatHoldAreZero() throws {
        guard let place = try place() else { return }
        let run = try Program.run(["test", "web.toml"] + target, in: place.url)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.hasPrefix("web.toml (debian12)\n  ok    its own  web.toml:6:1\n"))
        #expect(run.output.hasSuffix("1 test, all hold\n"))
    }

    @Test func testsThatFailAreOne() throws {
        guard let place = try place("[[test]]\ndeny = { read = \"/etc/**\" }\n") else { return }
        let run = try Program.run(["test", "web.toml"] + target, in: place.url)
        #expect(run.status == 1)
        #expect(
            run.output.contains(
                "allowed: read /etc/web/a, one of read \"/etc/**\"\n          by /etc/web/** r,  web.toml:4:9"
            )
        )
        let json = try Program.run(["test", "web.toml", "--format", "json"] + target, in: place.url)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(json.status == 1 && object?["version"] as? Int == 1)
        let check = try Program.run(["check", "web.toml"] + target, in: place.url)
        #expect(check.status == 1)
        #expect(check.messages.contains("[test-failed]"))
    }

    @Test func aPolicyWithoutTestsIsNoSuccess() throws {
        guard let place = try place("", ["bare.toml": "name = \"bare\"\n"]) else { return }
        let run = try Program.run(["test", "bare.toml"] + target, in: place.url)
        #expect(run.status == 1 && run.messages.contains("bare.toml has no tests"))
        let escapes = try Program.run(["test", "bare.toml", "--escapes"] + target, in: place.url)
        #expect(escapes.status == 0, "\(escapes.output)")
    }

    @Test func explainsWithTheEdit() throws {
        guard let place = try place() else { return }
        let yes = try Program.run(["explain", "web.toml", "--read", "/etc/web/x"] + target, in: place.url)
        #expect(yes.status == 0 && yes.output.hasPrefix("allowed: read \"/etc/web/x\""))
        let no = try Program.run(["explain", "web.toml", "--write", "/etc/web/x"] + target, in: place.url)
        #expect(no.status == 1)
        #expect(no.output.contains("add:\n    [filesystem]\n    write = [\"/etc/web/x\"]"))
        #expect(no.output.contains("newly allowed\n      write  /etc/web/x\n"))
    }

    /// A child is asked by its own rules, a name beside it is told, and what names its profile itself is refused.
    @Test func explainsChildren() throws {
        let child = "[children.git.filesystem]\nread = [\"/src/**\"]\n"
        guard let place = try place(child) else { return }
        func ask(_ arguments: String...) throws -> Program.Result {
            try Program.run(["explain", "web.toml"] + arguments + target, in: place.url)
        }
        let own = try ask("--read", "/src/a")
        #expect(own.status == 1 && own.output.hasPrefix("denied: read \"/src/a\""))
        let inner = try ask("--profile", "git", "--read", "/src/a")
        #expect(inner.status == 0 && inner.output.hasPrefix("allowed: read \"/src/a\""), "\(inner)")
        #expect(inner.output.contains("/src/** r,  web.toml:10:9"), "\(inner.output)")
        let denied = try ask("--profile", "git", "--read", "/etc/web/x")
        #expect(denied.status == 1 && denied.output.hasPrefix("denied: read"))
        let near = try ask("--profile", "gti", "--read", "/src/a")
        #expect(near.status == 64 && near.messages.contains("Did you mean \"git\"?"))
        #expect(try ask("--profile", "git", "--batch").status == 64)
    }

    @Test(arguments: [["explain", "web.toml"], ["explain", "web.toml", "--ask", "reed=/x"], ["diff", "web.toml"]])
    func whatAsksNothingIsUsage(_ arguments: [String]) throws {
        guard let place = try place() else { return }
        #expect(try Program.run(arguments + target, in: place.url).status == 64)
    }

    @Test func answersBatches() throws {
        guard let place = try place() else { return }
        let input = "{\"label\": \"web\", \"hex\": \"022f6574632f7765622f78\"}\nnonsense\n"
        let arguments = ["explain", "web.toml", "--batch", "--kernel", "6.12"] + target
        let run = try Program.run(arguments, in: place.url, input: input)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == #"{"allow": "00000244", "deny": "00000000", "audit": "00000000", "quiet": "00000000"}"#)
        #expect(lines.last == #"{"error": "the line is not JSON"}"#)
    }

    @Test func comparesPoliciesAndPresets() throws {
        let wider = Self.policy.replacing("\"/etc/web/**\"", with: "\"/etc/**\"")
        guard let place = try place("", ["wider.toml": wider]) else { return }
        let same = try Program.run(["diff", "web.toml", "web.toml"] + target, in: place.url)
        #expect(same.status == 0 && same.output.hasSuffix("  no difference\n"))
        let more = try Program.run(["diff", "web.toml", "wider.toml", "--only-wider"] + target, in: place.url)
        #expect(more.status == 1)
        #expect(more.output.contains("newly allowed\n      read  /etc/**  in part  e.g. /etc/a\n"))
        let less = try Program.run(["diff", "wider.toml", "web.toml", "--only-wider"] + target, in: place.url)
        #expect(less.status == 0, "\(less.output)")
        let preset = try Program.run(["diff", "docker-default", "web.toml", "--only-wider"] + target, in: place.url)
        #expect(preset.status == 0, "\(preset.output)")
        let table = try Program.run(["diff", "web.toml", "wider.toml", "--format", "markdown"] + target, in: place.url)
        #expect(table.output.contains("| **newly allowed** | files | read | `/etc/**` (in part) | all | `/etc/a` |"))
    }

    /// Each process hashes by a number of its own, which nothing that is said may rest on.
    @Test func theSameDifferenceIsToldAlikeByEveryRun() throws {
        guard let place = try place() else { return }
        let told = try (0..<6).map { _ in
            try Program.run(["diff", "docker-default", "web.toml"] + target, in: place.url).output
        }
        #expect(Set(told).count == 1)
    }

    /// A profile's text and what it is compiled to say the same.
    @Test func readsTextsAndCompiledFiles() throws {
        let text = "profile plain {\n  /etc/x r,\n}\n"
        guard let place = try place("", ["plain.profile": text, "junk.bin": "\u{4}\u{8}\u{0}version\u{0}x"]) else {
            return
        }
        let run = try Program.run(["explain", "plain.profile", "--read", "/etc/x"] + target, in: place.url)
        #expect(run.status == 0, "\(run.messages)")
        let junk = try Program.run(["explain", "junk.bin", "--read", "/etc/x"] + target, in: place.url)
        #expect(junk.status == 2 && junk.messages.contains("junk.bin:"))
    }
}
