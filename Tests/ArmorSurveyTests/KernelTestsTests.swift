import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorSource
import ArmorSurvey
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

private let policyText = """
    name = "web"

    [filesystem]
    read = ["/etc/hosts", "/srv/**", { path = "/home/**", owner = true }]

    [capabilities]
    allow = ["chown"]

    [[test]]
    allow = { read = ["/etc/hosts", "/srv/**"], capability = "chown" }
    [[test]]
    deny = { write = "/srv/**", network = "inet stream" }
    [[test]]
    allow = { read = "/home/a", owner = true }
    [[test]]
    deny = { read = "/home/a", owner = false }

    [children.git.filesystem]
    read = ["/src/**"]

    [[test]]
    profile = "git"
    allow = { read = "/src/a" }
    deny = { read = "/etc/hosts" }
    """

private struct NoSources: PolicySources {
    var presetNames: [String] { [] }
    func preset(_ name: String) -> SourceFile? { nil }
    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("none")
    }
}

/// The tests of a policy, asked of a kernel that may hold something else.
@Suite struct KernelTestsTests {
    private func policy() throws -> Policy {
        let source = SourceFile(name: "web.toml", bytes: Array(policyText.utf8))
        let (policy, diagnostics) = PolicyLoader(sources: NoSources()).load(source)
        #expect(diagnostics.isEmpty)
        return policy
    }

    private func compiled(_ rules: String) async throws -> CompiledPolicy {
        let text = "abi <abi/3.0>,\nprofile web { \(rules) }\n"
        let parser = try ParserProgram.find()
        let binary = try await parser.compile(text, name: "web", features: Target.debian12.features).binary
        return try CompiledPolicy.read(binary)
    }

    private static let child = "\nprofile git { /src/** r, }"
    private static let right = "/etc/hosts r,\n/srv/** r,\nowner /home/** r,\ncapability chown,\(child)"

    /// What the kernel answers that holds some rules.
    private func ask(_ loaded: String) async throws -> (answers: VerifyReport.Answers, drift: [Drift]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "armor-test-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let fake = try FakeKernel(in: folder)
        try fake.replace(try await compiled(loaded).bytes)
        let own = try await compiled(Self.right)
        let tests = KernelTests(kernel: fake.kernel, dialect: .linux61)
        return try #require(try tests.ask(try policy(), under: "web", in: own))
    }

    @Test func theKernelAnswersAsThePolicySays() async throws {
        let (answers, drift) = try await ask(Self.right)
        #expect(drift.isEmpty, "\(drift)")
        #expect(answers.asked == 8)
        #expect(answers.right == 8)
        #expect(answers.unasked == 1, "no interface tells of capabilities")
    }

    @Test(arguments: [
        ("/srv/** r,\nowner /home/** r,", "web.toml:10:18"),
        ("/etc/hosts r,\n/srv/** rw,\nowner /home/** r,", "web.toml:12:18"),
        ("/etc/hosts r,\n/srv/** r,\nowner /home/** r,\nnetwork,", "web.toml:12:39"),
        ("/etc/hosts r,\n/srv/** r,\n/home/** r,", "web.toml:16:17"), ("/etc/hosts r,\n/srv/** r,", "web.toml:14:18"),
    ]) func anotherAnswerIsTold(_ loaded: String, _ place: String) async throws {
        let (answers, drift) = try await ask(loaded + Self.child)
        #expect(!drift.isEmpty && drift.allSatisfy { $0.code == "kernel-test" })
        #expect(drift.allSatisfy { $0.message.hasPrefix("\(place) says") }, "\(drift.map(\.message))")
        #expect(answers.right == answers.asked - drift.count)
    }

    /// The kernel is asked of the child that a test names, not of the profile around it.
    @Test(arguments: [("/src/** w,", "allows", 23), ("/{src,etc}/** r,", "denies", 24)])
    func childrenAreAsked(_ rules: String, _ expected: String, _ line: Int) async throws {
        let (_, drift) = try await ask(Self.right.replacing(Self.child, with: "\nprofile git { \(rules) }"))
        #expect(drift.count == 1)
        #expect(drift.first?.message.contains("says that git \(expected)") == true, "\(drift)")
        #expect(drift.first?.message.hasPrefix("web.toml:\(line):") == true, "\(drift)")
    }
}
