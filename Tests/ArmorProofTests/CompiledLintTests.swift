import ArmorCompiled
import ArmorPolicy
import ArmorPresets
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Lints of the compiled policy, each with a policy that it flags and one that it passes by a hair. Beside a policy stands
/// what is found, one line a finding.
@Suite(.serialized) struct CompiledLintTests {
    private static let folder = fixtures().appending(path: "lints")

    /// What `armor check` finds of the compiled policy, as it asks.
    private func findings(_ proved: Proved) async throws -> [Diagnostic] {
        let escapes = try #require(PolicyLoader(sources: PresetSources()).tests("escapes"))
        let report = Linter.run(proved.policy)
        let lints = CompiledLints(proved.policy, proved.compiled, proved.asked)
        var findings = lints.run(after: report, escapes: escapes)
        let covered = CoveredElements(proved.policy, includesFiles: !report.codes.contains("B04"))
        guard !covered.elements.isEmpty, !report.codes.contains("A13"),
            let other = try await Proved.make(covered.policy(without: covered.elements))
        else { return findings }
        let kernel = proved.asked.kernel
        let diff = proved.asked.profile.difference(to: other.asked.profile, kernel, kernel)
        findings += lints.idle(diff.isEmpty ? covered.elements : [])
        return findings
    }

    @Test(arguments: files(below: folder, ending: ".toml"))
    func finds(_ name: String) async throws {
        let policy = try text(Self.folder.appending(path: name))
        guard let proved = try await Proved.make(policy, name: name) else { return }
        let findings = try await findings(proved)
        let lines = findings.map { "\($0.place?.label ?? name): \($0.severity) [\($0.code)] \($0.message)\n" }.joined()
        let code = String(name.prefix(3))
        #expect(findings.contains { $0.code == code } != name.contains("-not"), "\(lines)")
        let file = Self.folder.appending(path: name.replacing(".toml", with: ".expected"))
        try record(lines, to: file)
        #expect(try text(file) == lines)
    }

    /// A lint that a policy silences says nothing.
    @Test func silencedLintsSayNothing() async throws {
        let policy = try text(Self.folder.appending(path: "D02.toml"))
        let silence = "\n[lints]\nsilence = [{ code = \"D02\", reason = \"built here\" }]\n"
        guard let proved = try await Proved.make(policy + silence) else { return }
        #expect(try await findings(proved).filter { $0.code == "D02" }.isEmpty)
    }

    /// Each code has both policies.
    @Test func everyLintHasPolicies() {
        let names = Set(files(below: Self.folder, ending: ".toml"))
        for lint in Lints.compiled {
            #expect(names.contains("\(lint.code).toml") && names.contains("\(lint.code)-not.toml"), "\(lint.code)")
        }
    }
}
