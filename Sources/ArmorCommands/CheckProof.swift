import ArmorCompiled
import ArmorPolicy
import ArmorProfile
import ArmorProof
import ArmorSource
import ArmorTarget

/// What `check` asks of the compiled policy: the policy's own tests, and the lints that only it can decide.
struct CheckProof {
    let policy: Policy
    let lints: LintReport
    let renderer: ProfileRenderer
    let compiler: PolicyCompiler

    /// Elements that are compiled away, at most: each takes as long as the policy itself.
    private static let suspects = 8

    func diagnostics(_ binary: [UInt8], _ console: Console) async throws -> [Diagnostic] {
        let compiled: CompiledPolicy
        do throws(CompiledError) {
            compiled = try CompiledPolicy.read(binary)
        } catch {
            throw console.impossible(Diagnostic(.error, "compiled", error.message, at: policy.name?.place))
        }
        guard let name = policy.name?.value, let profile = compiled.profile(named: name) else { return [] }
        let asked = Asked(profile, KernelDialect(compiler.target.features))
        let tests = TestRunner(asked, policy: policy, compiled: compiled).run(policy.tests)
        let report = TestReport(name: name, target: compiler.target.name, outcomes: tests)
        let proofs = CompiledLints(policy, compiled, asked)
        let found = Set((lints.findings + lints.silenced.map(\.finding)).map(\.code))
        let escapes = PolicyLoader(sources: CommandSources()).tests("escapes") ?? []
        return report.diagnostics + proofs.run(found: found, escapes: escapes)
            + (try await idle(proofs, asked, console))
    }

    /// Elements without which the compiled policy answers everything as it does with them.
    private func idle(_ proofs: CompiledLints, _ asked: Asked, _ console: Console) async throws -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (element, without) in CompiledLints.suspects(policy, most: Self.suspects) {
            guard let profile = renderer.render(without).profile else { continue }
            guard let binary = try await compiler.compile(profile, of: without, console).binary,
                let other = try? CompiledPolicy.read(binary).profile(named: asked.profile.name)
            else { continue }
            let diff = asked.profile.difference(to: other, asked.kernel, asked.kernel, asked.limits)
            if diff.isEmpty, let finding = proofs.idle(element) { found.append(finding) }
        }
        return found
    }
}
