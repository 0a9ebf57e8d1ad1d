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

    /// The most compilations that look for rules without effect: each takes about as long as the policy's own.
    private static let mostCompilations = 2

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
        let proofs = CompiledLints(policy, compiled, asked, included: IncludedFiles.rules(of: policy))
        let escapes = PolicyLoader(sources: CommandSources()).tests("escapes") ?? []
        return report.diagnostics + proofs.run(after: lints, escapes: escapes)
            + (try await idle(proofs, asked, console))
    }

    /// Elements without which the compiled policy answers everything as it does with them: all are left out at once, and
    /// those that make a difference are taken back once.
    private func idle(
        _ proofs: CompiledLints,
        _ asked: Asked,
        _ console: Console
    ) async throws -> [Diagnostic] {
        guard !lints.codes.contains("A13") else { return [] }
        let covered = CoveredElements(policy, includesFiles: !lints.codes.contains("B04"))
        var elements = covered.elements
        for _ in 0..<Self.mostCompilations where !elements.isEmpty {
            let rest = covered.policy(without: elements)
            guard let profile = renderer.render(rest).profile,
                let binary = try await compiler.compile(profile, of: rest, console).binary,
                let other = try? CompiledPolicy.read(binary).profile(named: asked.profile.name)
            else { return [] }
            let diff = asked.profile.difference(to: other, asked.kernel, asked.kernel, asked.limits)
            if diff.isEmpty { return proofs.idle(elements) }
            elements = covered.unaffected(by: diff)
        }
        return []
    }
}
