import ArmorTestSupport
import Foundation
import Testing

/// What comes beside the program.
struct PackagingTests {
    private static let before = "name = \"web\"\nextends = [\"container\"]\n"

    private static let cases: [(policy: String, status: Int32)] = [
        (before, 0), (before + "[filesystem]\ndeny = [\"/etc/shadow\"]\n", 0),
        (before + "[filesystem]\nwrite = [\"/srv/**\"]\n", 1), ("name = 1\n", 1),
    ]

    /// The check of the GitHub action and of the pre-commit hook: against the policy of another revision.
    @Test(.enabled(if: Program.hasParser), arguments: cases)
    func refusesAWiderPolicy(_ policy: String, _ status: Int32) throws {
        let place = try Workplace(["policy.toml": Self.before])
        let program: URL = try #require(Program.url, "armor was not built")
        let script = projectRoot.appending(path: "Packaging/only-wider").path
        let run = try place.script(
            "run",
            """
            set -e
            export PATH=\(program.deletingLastPathComponent().path):$PATH ARMOR_TARGET=debian12
            export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
            git init --quiet . && git add policy.toml && git commit --quiet --message before
            mv after.toml policy.toml
            exec "\(script)" HEAD policy.toml
            """
        )
        try Data(policy.utf8).write(to: place.url.appending(path: "after.toml"))
        let process = Process()
        process.executableURL = URL(filePath: run)
        process.currentDirectoryURL = place.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
    }

    /// The policy for armor itself has no finding that it does not accept with a reason.
    @Test(.enabled(if: Program.hasParser)) func confinesItself() throws {
        let policy = projectRoot.appending(path: "Packaging/armor.toml").path
        let result = try Workplace().armor(["check", policy, "--target", "debian12"])
        #expect(result.status == 0, "\(result.messages)")
        #expect(!result.messages.contains("warning:"), "\(result.messages)")
    }
}
