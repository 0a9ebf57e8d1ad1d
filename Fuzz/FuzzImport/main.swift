import ArmorCompiled
import ArmorExport
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorProof
import ArmorReport
import ArmorSeccomp
import ArmorSource
import ArmorTarget
import ArmorTemplate
import FuzzSupport

/// The presets, and no file: inputs must not reach the disk.
private struct PresetsOnly: PolicySources {
    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("there are no files here")
    }
}

/// The commands that read a policy, in one process and without apparmor_parser: check, gen, explain, export, report, and what bundle makes.
///
/// The policy is asked about against a compiled profile that is always the same. Its answers say nothing, but what explains
/// them, the policy's rules, is the input's.
private struct Commands {
    private let loader = PolicyLoader(sources: PresetsOnly(), acceptsReservedNames: true)
    private let targets = [Target.debian12, Target.ubuntu2404]
    private let template: Template
    private let compiled: CompiledPolicy
    private let escapes: [PolicyTest]

    init?() {
        let (template, problems) = Template.parse(
            SourceFile(name: "profile.template", bytes: Presets.file("profile.template") ?? [])
        )
        guard problems.isEmpty, let file = try? PolicyInput.read("Tests/ArmorCompiledTests/Fixtures/small.bin"),
            let compiled = try? CompiledPolicy.read(file.bytes), let escapes = loader.tests("escapes")
        else { return nil }
        // The compiled profile is the same for all inputs: one escape reaches the code that names the input's rules.
        (self.template, self.compiled, self.escapes) = (template, compiled, Array(escapes.prefix(1)))
    }

    /// Imports a text and runs every command on what it imported, as a value and as read again from its own text.
    func run(_ bytes: [UInt8]) {
        let source = SourceFile(name: "fuzz.profile", bytes: bytes)
        let policies: [Policy]
        if ProfileReader.looksLikeProfile(source) {
            policies = ProfileReader.read(source).policies
        } else {
            policies = [loader.load(source).policy]
        }
        for policy in policies.prefix(4) {
            use(policy)
            let text = PolicyWriter(policy).write().text
            let (again, diagnostics) = loader.load(SourceFile(name: "imported.toml", text: text))
            _ = diagnostics.map(DiagnosticText(colour: false).render)
            if !diagnostics.hasErrors { use(again) }
        }
    }

    private func use(_ policy: Policy) {
        _ = policy.digest
        _ = CoveredElements(policy).elements
        _ = SeccompBuilder(policy).diagnostics
        let exporter = Exporter(policy, Exporter.Options(), seccomp: nil)
        for target in ExportTarget.allCases { _ = exporter.exported(target)?.text }
        for target in targets {
            _ = ProfileRenderer(target: target, template: template, generator: "fuzz").render(policy)
            let context = LintContext(
                features: target.features,
                parser: target.parserVersion,
                knownProfileNames: ["unconfined"]
            )
            let lints = Linter.run(policy, context)
            _ = lints.diagnostics.map(DiagnosticText(colour: false).render)
            guard let profile = compiled.profiles.first else { continue }
            let side = Learner.Side(policy, compiled, Asked(profile, KernelDialect(target.features)))
            _ = CompiledLints(policy, compiled, side.asked).run(after: lints, escapes: escapes)
            _ = RiskAssessment(side, context, escapes: escapes)
            _ = TestRunner(side.asked, policy: policy, compiled: compiled).run(policy.tests)
        }
        _ = Allowed(policy)
        _ = RuntimeLayers(policy)
    }
}

guard let commands = Commands() else { broken("the presets or the compiled fixture cannot be read") }
fuzz { commands.run($0) }
