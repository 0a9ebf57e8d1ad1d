import ArgumentParser
import ArmorBundle
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSeccomp
import ArmorSource
import ArmorTarget

/// Finds the texts of a bundle's policy in it, and presets in the program. There is no way out of it: a name is looked up, never
/// opened.
struct BundleSources: PolicySources {
    /// What stands before the names of texts in diagnostics: `oci:DIR/`, or nothing.
    let prefix: String
    /// By name in the bundle.
    let texts: [String: [UInt8]]

    private let presets = CommandSources()

    init(prefix: String = "", texts: [String: [UInt8]]) { (self.prefix, self.texts) = (prefix, texts) }

    var presetNames: [String] { presets.presetNames }

    func preset(_ name: String) -> SourceFile? { presets.preset(name) }

    /// The text of that name itself.
    func source(_ name: String) -> SourceFile { SourceFile(name: prefix + name, bytes: texts[name] ?? []) }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        let name = CommandSources.name(path, from: source.name)
        guard name.hasPrefix(prefix), let found = BundleName.resolved(String(name.dropFirst(prefix.count))),
            let bytes = texts[found]
        else { throw UnreadableSource("the bundle holds no \"\(path)\" beside it") }
        return SourceFile(name: name, bytes: bytes)
    }
}

/// Makes what a bundle holds of policies.
struct BundleMaker {
    /// A statement and the files that it speaks of.
    struct Content {
        let statement: BundleStatement
        let files: [String: [UInt8]]
    }

    let bench: Workbench
    let target: Target
    let image: Digest?

    private var generator: String { "armor \(Armor.version)" }

    /// What the policies of all arguments come to, or the end of the command where one has an error.
    func content(of arguments: [String]) throws -> Content {
        let renderer = ProfileRenderer(target: target, template: try bench.template(nil), generator: generator)
        var files: [String: [UInt8]] = [:]
        var policies: [BundledPolicy] = []
        var isRefused = false
        for path in try arguments.flatMap(bench.policies) {
            guard let (policy, own) = try make(path, renderer) else {
                isRefused = true
                continue
            }
            if policies.contains(where: { $0.name == policy.name }) {
                bench.console.say("two policies are called \"\(policy.name)\"")
                isRefused = true
            }
            policies.append(policy)
            files.merge(own) { first, _ in first }
        }
        if isRefused { throw ExitCode.refused }
        let name = Target.named(target.name) == nil ? nil : target.name
        let bundleTarget = BundleTarget(name: name, digest: Digest(of: target))
        let statement = BundleStatement(generator: generator, image: image, target: bundleTarget, policies: policies)
        return Content(statement: statement, files: files)
    }

    private typealias Made = (policy: BundledPolicy, files: [String: [UInt8]])

    /// One policy with its files by name; none where it has an error, which is shown.
    private func make(_ path: String, _ renderer: ProfileRenderer) throws -> Made? {
        let loaded = try bench.load(path)
        let (_, rendering) = renderer.render(loaded.policy)
        // What no host would load is told here already.
        let context = LintContext(features: target.features, parser: target.parserVersion)
        let lints = Linter.run(loaded.policy, context).diagnostics.filter { $0.severity == .error }
        let found = loaded.diagnostics + rendering + lints + CheckSeccomp(policy: loaded.policy).diagnostics
        bench.console.show(found)
        guard !found.hasErrors, let name = loaded.policy.name?.value else { return nil }
        guard let texts = Texts(loaded.policy, name), let policy = read(texts, as: loaded.policy),
            let profile = renderer.render(policy, policyName: texts.main).profile
        else {
            bench.console.say(
                "\(path): a file that it extends has a name that none in a bundle can have, or is reached through a link"
            )
            return nil
        }
        var files = texts.files
        func file(_ name: String, _ role: BundleRole, _ bytes: [UInt8]) -> BundleFile {
            files[name] = bytes
            return BundleFile(name: name, role: role, bytes)
        }
        let filter = try filter(of: loaded.policy)
        let entry = BundledPolicy(
            name: name,
            digest: Digest(of: policy),
            policy: BundleFile(name: texts.main, role: .policy, files[texts.main] ?? []),
            extends: texts.others.map { BundleFile(name: $0, role: .policy, files[$0] ?? []) },
            profile: file("\(name)/profile", .profile, Array(profile.text.utf8)),
            seccomp: filter.map { file("\(name)/seccomp.json", .seccomp, $0) }
        )
        return (entry, files)
    }

    /// The policy as who loads the bundle reads it; none where that is not the same texts in the same order.
    private func read(_ texts: Texts, as policy: Policy) -> Policy? {
        let sources = BundleSources(texts: texts.files)
        let loaded = bench.load(sources.source(texts.main), from: sources)
        return loaded.diagnostics.hasErrors || loaded.policy.digest != policy.digest ? nil : loaded.policy
    }

    /// The filter of system calls that belongs to it; none where it wants none.
    private func filter(of policy: Policy) throws -> [UInt8]? {
        let builder = SeccompBuilder(policy)
        switch builder.choice {
        case .built: return Array(builder.profile.text.utf8)
        case .unconfined: return nil
        case .file(let path):
            do throws(UnreadableSource) {
                return try CheckSeccomp.read(path).bytes
            } catch {
                bench.console.show([Diagnostic(.error, "unreadable", error.message, at: path.place)])
                throw ExitCode.refused
            }
        }
    }
}

/// A policy's texts under the names that they get.
private struct Texts {
    /// The policy's own.
    let main: String
    /// Of what it extends, each once, in the order in which they are read.
    let others: [String]
    /// The bytes by name.
    let files: [String: [UInt8]]

    /// None where two texts would have one name, or one a name that cannot be.
    init?(_ policy: Policy, _ name: String) {
        let layers = policy.layers.filter { !$0.isPreset }
        guard let first = layers.first else { return nil }
        let folder = CommandSources.folder(of: first.source.name)
        var paths = layers.map { String($0.source.name.dropFirst(folder.utf8.count)) }
        if first.source.name == PolicyInput.standardInputName { paths[0] = "\(name).toml" }
        guard let names = BundleName.texts(paths, below: "\(name)/text") else { return nil }
        var files: [String: [UInt8]] = [:]
        var others: [String] = []
        for (name, layer) in zip(names, layers) {
            if let before = files.updateValue(layer.source.bytes, forKey: name) {
                guard before == layer.source.bytes else { return nil }
            } else {
                others.append(name)
            }
        }
        main = names[0]
        self.others = Array(others.dropFirst())
        self.files = files
    }
}

extension Digest {
    /// Of a policy and all that it extends, presets too.
    init(of policy: Policy) { self.init(hex: policy.digest) }

    /// Of all of a target that a profile's text depends on.
    init(of target: Target) { self.init(hex: target.fingerprint) }
}
