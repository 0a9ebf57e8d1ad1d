import ArmorPolicy
import ArmorProof
import ArmorTestSupport
import Foundation
import Testing

/// Tests that ask children and hats, and under which label a program goes on.
@Suite(.serialized) struct ChildTests {
    private func run(_ body: String) async throws -> [TestOutcome]? {
        let policy = try text(fixtures().appending(path: "children.toml"))
        return try await Proved.make(policy + "\n[[test]]\n\(body)\n")?.run()
    }

    @Test(arguments: [
        "profile = \"git\"\nallow = { read = \"/src/.git/config\" }\ndeny = { read = \"/src/a.c\" }",
        "profile = \"visitor\"\nallow = { read = \"/srv/public/a\" }\ndeny = { read = \"/src/**\", execute = \"/{,**}\" }",
        "allow = { read = \"/src/a.c\" }\ndeny = { read = \"/srv/public/a\" }",
        "profile = \"git\"\nallow = { execute = { path = \"/usr/bin/less\", transition = \"inherit\" } }",
        #"allow = { execute = { path = "/usr/bin/git", transition = "child", profile = "git" } }"#,
        #"allow = { execute = { path = "/usr/bin/git", profile = "git" } }"#,
        #"allow = { execute = { path = "/usr/bin/git", transition = "child" } }"#,
        #"allow = { execute = { path = "/usr/bin/ssh", transition = "profile", profile = "ssh" } }"#,
        #"allow = { execute = { path = "/usr/bin/view", transition = "profile" } }"#,
        #"allow = { execute = { path = "/usr/bin/free", transition = "unconfined" } }"#,
        #"allow = { execute = { path = "/usr/bin/make", transition = "inherit" } }"#,
        #"deny = { execute = { path = "/usr/bin/{git,make,ssh,view}", transition = "unconfined" } }"#,
        #"deny = { execute = { path = "/bin/**", transition = "inherit" } }"#,
        #"deny = { execute = { path = "/usr/bin/git", transition = "child", profile = "visitor" } }"#,
        #"deny = { execute = { path = "/usr/bin/ssh", profile = "git" } }"#,
    ]) func holds(_ body: String) async throws {
        guard let outcomes = try await run(body) else { return }
        #expect(outcomes.count == 1)
        let wrong = outcomes.flatMap(\.answers).filter { !$0.holds }
        #expect(wrong.isEmpty, "\(wrong)")
    }

    /// Bodies that fail, and the counter-example.
    @Test(arguments: [
        (#"allow = { execute = { path = "/usr/bin/git", transition = "inherit" } }"#, "execute /usr/bin/git"),
        (#"allow = { execute = { path = "/usr/bin/{make,ssh}", transition = "inherit" } }"#, "execute /usr/bin/ssh"),
        (#"deny = { execute = { path = "/{,**}", transition = "unconfined" } }"#, "execute /usr/bin/free"),
        (#"allow = { execute = { path = "/bin/sh", transition = "inherit" } }"#, "execute /bin/sh"),
        ("profile = \"git\"\nallow = { read = \"/src/a.c\" }", "read /src/a.c"),
    ]) func failuresShowAnExample(_ body: String, _ example: String) async throws {
        guard let outcomes = try await run(body) else { return }
        let failed = try #require(outcomes.flatMap(\.answers).first { !$0.holds })
        #expect(failed.example?.text == example)
    }

    @Test func rulesOfTheChildAreNamed() async throws {
        guard let outcomes = try await run("profile = \"git\"\ndeny = { read = \"/src/**\" }") else { return }
        let failed = try #require(outcomes.flatMap(\.answers).first { !$0.holds })
        #expect(failed.rules.allows.map(\.text) == ["/src/.git/** r,"])
    }

    @Test(arguments: [
        #"allow = { execute = { path = "/usr/bin/git", transition = "chidl" } }"#,
        #"allow = { execute = { transition = "child" } }"#,
        #"allow = { execute = { path = "/usr/bin/git", transition = "inherit", profile = "git" } }"#,
    ]) func whatAsksNothingFails(_ body: String) async throws {
        guard let outcomes = try await run(body) else { return }
        guard case .senseless = outcomes.first?.answers.first?.verdict else {
            Issue.record("\(outcomes)")
            return
        }
    }
}
