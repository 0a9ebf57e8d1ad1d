import ArgumentParser
import ArmorBundle
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSeccomp
import ArmorSignature
import ArmorSource
import ArmorTarget

/// What must be so of bundles that are loaded.
struct BundleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For oci:DIR: who must have signed it; a public key of minisign's, its file, or a file in PEM.",
            valueName: "file|key"
        )
    )
    var key: String?

    @Option(help: ArgumentHelp("For oci:DIR: the image that it must belong to.", valueName: "image"))
    var requireImage: String?

    /// Verifies the bundles among arguments; one that is refused ends the command.
    func open(_ arguments: [String], _ console: Console) async throws -> [OpenBundle] {
        let paths = arguments.filter(OpenBundle.isNamed(by:))
        guard !paths.isEmpty else {
            if key != nil || requireImage != nil { throw ValidationError("--key and --require-image go with oci:DIR.") }
            return []
        }
        let key = try key.map(BundleKeys(console: console).publicKey)
        let image = try await BundleImage(console: console).digest(requireImage)
        return try paths.map { path in
            let bundle = try OpenBundle(path, key: key, image: image, console)
            console.say(bundle.trust)
            return bundle
        }
    }
}

/// A verified bundle on its way to the kernel.
struct OpenBundle {
    /// As it was named: `oci:DIR`.
    let argument: String
    private let bundle: VerifiedBundle

    /// Whether an argument names a bundle and not a policy's file.
    static func isNamed(by argument: String) -> Bool { argument.hasPrefix(BundleImage.layout) }

    /// Reads and verifies; what is not as it must be ends the command.
    init(_ argument: String, key: PublicKey?, image: Digest?, _ console: Console) throws {
        self.argument = argument
        do {
            let folder = try BundleFolder(String(argument.dropFirst(BundleImage.layout.count)))
            bundle = try BundleReader(folder).read(key: key)
            if let image, bundle.statement.image != image {
                let found = bundle.statement.image?.text
                throw BundleError(.otherImage(wanted: image.text, found: found))
            }
        } catch let error as BundleError {
            console.show([Diagnostic(.error, error.code, "\(argument): \(error.message)", at: nil, help: error.help)])
            throw ExitCode.refused
        } catch let error as FileError { throw console.impossible(error) }
    }

    /// A bundle that was loaded before, if it is still whole: who signed it does not matter where its digest is known.
    init?(quietly argument: String) {
        let path = String(argument.dropFirst(BundleImage.layout.count))
        guard path.hasPrefix("/"), let folder = try? BundleFolder(path),
            let bundle = try? BundleReader(folder).read(key: nil)
        else { return nil }
        (self.argument, self.bundle) = (argument, bundle)
    }

    /// The text of the policy of that name.
    func text(of name: String) -> PolicyText? {
        zip(bundle.statement.policies, texts).first { $0.0.name == name }?.1
    }

    /// Who vouches for it, in one line.
    var trust: String {
        switch bundle.trust {
        case .unsigned: "\(argument): not signed; its digests hold"
        case .unchecked(let id): "\(argument): signed by the key \(id.text), which is not checked: give --key"
        case .signed(let key, let comment):
            "\(argument): signed by \(key.id.map { "the key \($0.text)" } ?? "the key that was given"); trusted comment: \(comment)"
        }
    }

    /// What headers of profiles call it: found again from any folder.
    private var title: String {
        let folder = String(argument.dropFirst(BundleImage.layout.count))
        return BundleImage.layout + (PolicyInput.absolutePath(folder) ?? folder)
    }

    /// Its policies, to be read like any others.
    var texts: [PolicyText] {
        bundle.statement.policies.map { policy in
            let bytes = Dictionary(policy.texts.map { ($0.name, bundle.bytes($0)) }) { first, _ in first }
            let sources = BundleSources(prefix: "\(argument)/", texts: bytes)
            return PolicyText(source: sources.source(policy.policy.name), sources: sources, title: title)
        }
    }

    /// What is not as it was when the bundle was made, of the policies that came of its texts, in their order; an error where the
    /// statement speaks of others.
    ///
    /// - Parameter host: what the profiles are rendered for here.
    func differences(_ built: ArraySlice<HostPolicy>, host: Target, _ bench: Workbench) throws -> [Diagnostic] {
        let template = try bench.template(nil)
        let known = [host] + Target.names.compactMap { Target.named($0) }
        let target = known.first { Digest(of: $0) == bundle.statement.target.digest }
        let renderer = target.map {
            ProfileRenderer(target: $0, template: template, generator: "armor \(Armor.version)")
        }
        return zip(bundle.statement.policies, built).flatMap { entry, built in
            differences(entry, built.policy, renderer)
        }
    }

    private func differences(_ entry: BundledPolicy, _ policy: Policy, _ renderer: ProfileRenderer?) -> [Diagnostic] {
        func warning(_ code: String, _ what: String) -> Diagnostic {
            let help = "what is loaded is what this armor makes of the policy; armor diff shows what a change means"
            return Diagnostic(.warning, code, "\(argument): \(what)", at: nil, help: help)
        }
        if let name = policy.name, name.value != entry.name {
            let what = "the statement calls this policy \"\(printable(entry.name))\""
            return [Diagnostic(.error, "bundle-name", what, at: name.place, help: "get the bundle from who made it")]
        }
        var found: [Diagnostic] = []
        if entry.digest != Digest(of: policy) {
            found.append(
                warning("bundle-presets", "\"\(entry.name)\" was bundled with other presets than this armor has")
            )
        }
        let bundled = String(decoding: bundle.bytes(entry.profile), as: UTF8.self)
        if let renderer, let here = renderer.render(policy).profile?.text, Self.body(here) != Self.body(bundled) {
            found.append(
                warning("bundle-profile", "for the same target the bundled profile of \"\(entry.name)\" differs")
            )
        }
        let builder = SeccompBuilder(policy)
        if case .built = builder.choice, let filter = entry.seccomp,
            bundle.bytes(filter) != Array(builder.profile.text.utf8)
        {
            found.append(warning("bundle-filter", "the bundled filter of \"\(entry.name)\" differs"))
        }
        return found
    }

    /// A profile without its header, which tells who made it of which file.
    private static func body(_ text: String) -> Substring { GeneratedHeader(text)?.body ?? text[...] }
}
