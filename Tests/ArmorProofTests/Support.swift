import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorProof
import ArmorSource
import ArmorTarget
import ArmorTemplate
import ArmorTestSupport
import Foundation
import Testing

/// A policy with what it compiles to.
struct Proved {
    let policy: Policy
    let compiled: CompiledPolicy
    let asked: Asked

    static let target = Target.debian12

    /// Reads, renders and compiles; none where this machine has no parser. Anything wrong with the text is an issue.
    static func make(_ text: String, name: String = "policy.toml") async throws -> Proved? {
        let loader = PolicyLoader(sources: PresetSources(), acceptsReservedNames: true)
        let (policy, diagnostics) = loader.load(SourceFile(name: name, text: text))
        #expect(!diagnostics.hasErrors, "\(diagnostics.map(\.message))")
        return try await make(policy)
    }

    static func make(_ policy: Policy) async throws -> Proved? {
        guard let path = ParserProgram.usualPaths.first(where: FileManager.default.isExecutableFile) else {
            print("not proved: no apparmor_parser")
            return nil
        }
        var policy = policy
        if policy.name == nil, let layer = policy.layers.first {
            policy.name = Located("preset", range: 0..<0, layer: layer)
        }
        let template = Template.parse(
            SourceFile(name: "profile.template", bytes: Presets.file("profile.template") ?? [])
        ).0
        let (profile, diagnostics) = ProfileRenderer(target: target, template: template, generator: "test")
            .render(policy)
        let text = try #require(profile?.text, "\(diagnostics.map(\.message))")
        let bytes = try await ParserProgram.find(path).compile(text, name: "test", features: target.features).binary
        let compiled = try CompiledPolicy.read(bytes)
        let main = try #require(compiled.profile(named: policy.name?.value ?? ""))
        return Proved(policy: policy, compiled: compiled, asked: Asked(main, KernelDialect(target.features)))
    }

    static func fixture(_ more: String = "") async throws -> Proved? {
        try await make(try text(fixtures().appending(path: "web.toml")) + "\n" + more)
    }

    func run() -> [TestOutcome] { TestRunner(asked, policy: policy, compiled: compiled).run(policy.tests) }

    func explain(_ kind: PolicyTest.Query, _ text: String) throws -> [Explanation] {
        let variables = policy.variables
        let name = asked.profile.name
        let reader = QuestionReader(kind, of: name) { $0 == "profile_name" ? [name] : variables.lookup($0) }
        return try reader.questions(text).map { Explanation($0, asked, policy: policy) }
    }
}
