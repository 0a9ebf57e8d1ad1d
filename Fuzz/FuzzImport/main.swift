import ArmorBundle
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

/// Runs what these commands do with a policy, in one process and without apparmor_parser: check, gen, explain, export,
/// report and bundle.
///
/// Questions are answered by one compiled profile, which is the same for every input. So the answers mean nothing; the
/// purpose is to run the code that explains them, because it reads the rules of the input.
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
            let profile = ProfileRenderer(target: target, template: template, generator: "fuzz").render(policy).profile
            if let profile { bundle(policy, profile.text, target) }
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

extension Commands {
    /// Writes a bundle of the policy, and reads it again.
    private func bundle(_ policy: Policy, _ profile: String, _ target: Target) {
        let name = policy.name?.value ?? "policy"
        var contents: [String: [UInt8]] = [:]
        func file(_ suffix: String, _ role: BundleRole, _ bytes: [UInt8]) -> BundleFile {
            contents["\(name)/\(suffix)"] = bytes
            return BundleFile(name: "\(name)/\(suffix)", role: role, bytes)
        }
        let texts = BundleName.texts(policy.layers.map(\.source.name), below: "\(name)/text") ?? []
        for text in texts { require(BundleName.isValid(text), "not a valid name in a bundle: \(text)") }
        let builder = SeccompBuilder(policy)
        let filter: BundleFile? =
            switch builder.choice {
            case .built: file("seccomp.json", .seccomp, Array(builder.profile.text.utf8))
            case .unconfined, .file: nil
            }
        let entry = BundledPolicy(
            name: name,
            digest: Digest(hex: policy.digest),
            policy: file("text/\(name).toml", .policy, Array(PolicyWriter(policy).write().text.utf8)),
            extends: [],
            profile: file("profile", .profile, Array(profile.utf8)),
            seccomp: filter
        )
        let statement = BundleStatement(
            generator: "fuzz",
            image: nil,
            target: BundleTarget(name: nil, digest: Digest(hex: target.fingerprint)),
            policies: [entry]
        )
        let written = MemoryFiles(BundleLayout(statement, contents: contents, signature: nil))
        do throws(BundleError) {
            let again = try BundleReader(written).read(key: nil).statement
            require(again == statement, "a bundle changes its statement")
        } catch {
            // The reader has limits of size and rules for names; whatever it refuses, it says why.
            require(!error.message.isEmpty, "an error says nothing")
        }
    }
}

/// The files of a bundle in memory.
private struct MemoryFiles: BundleFiles {
    /// By path.
    private var files: [String: [UInt8]] = [:]

    init(_ layout: BundleLayout) {
        for file in layout.files { files[file.path] = file.bytes }
    }

    func names(_ folder: String, limit: Int) throws(BundleError) -> [String] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let below = files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.utf8.count) }
        return Set(below.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    }

    func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8] {
        guard let bytes = files[path], bytes.count <= limit else { throw BundleError(.missing(path)) }
        return bytes
    }
}

guard let commands = Commands() else { broken("the presets or the compiled fixture cannot be read") }
fuzz { commands.run($0) }
