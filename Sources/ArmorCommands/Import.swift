import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorSource
import ArmorTOML

/// `armor import`: other tools' files as policies.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        _superCommandName: Armor.name,
        abstract: "Turn a bane file or an AppArmor profile into a policy.",
        discussion: """
            Prints the policy, or writes it with -o or -d, which refuse a file that exists. Where apparmor_parser is there, the
            policy and its original are compiled for the target and compared: each difference is shown on standard error.
            Exit status 1, with nothing written, where the policy allows more than its original; --allow-wider accepts it.
            """
    )

    @Argument(help: "A bane TOML file or an AppArmor profile; - is standard input.")
    var file: String

    @Option(help: "Call the policy this instead of what the profile is called.")
    var name: String?

    @OptionGroup var written: OutputOptions

    @Flag(help: "Write a policy that allows more than its original too.")
    var allowWider = false

    @OptionGroup var targetOption: TargetOption

    func run() async throws {
        let console = Console()
        let bench = Workbench(console: console)
        let source = try bench.source(file)
        let (policies, diagnostics) = read(source, bench)
        console.show(diagnostics)
        guard !diagnostics.hasErrors else { throw ExitCode.refused }
        if policies.count > 1, written.directory == nil {
            console.say("there are \(policies.count) profiles in it; write a policy for each with -d")
            throw ExitCode.refused
        }
        // All texts before the first file: a policy that is refused leaves nothing behind.
        let texts = try policies.map { (name: $0.name?.value ?? "policy", text: try text(of: $0, console)) }
        guard let first = texts.first else { throw ExitCode.refused }
        try await prove(zip(policies, texts.map(\.text)), of: source, bench)
        do throws(FileError) {
            if let directory = written.directory {
                for (name, text) in texts { try AtomicFile.create("\(directory)/\(name).toml", Array(text.utf8)) }
            } else if let output = written.output {
                try AtomicFile.create(output, Array(first.text.utf8))
            }
        } catch {
            throw console.impossible(error)
        }
        if !written.isGiven { try console.result(first.text) }
    }

    /// Compares what is about to be written with the original.
    private func prove(
        _ imported: Zip2Sequence<[Policy], [String]>,
        of source: SourceFile,
        _ bench: Workbench
    ) async throws {
        let proof = ImportProof(
            console: bench.console,
            bench: bench,
            targetOption: targetOption,
            allowsWider: allowWider
        )
        let isProfile = ProfileReader.looksLikeProfile(source)
        // The same profiles in the same order, under names that a policy may not have.
        let originals = isProfile ? ProfileReader.read(source, keepsNames: true).policies.map { $0.name?.value } : []
        let made = imported.enumerated().map { index, pair in
            let (policy, text) = pair
            let name = originals.indices.contains(index) ? originals[index] : nil
            return ImportProof.Imported(policy: policy, text: text, original: name ?? policy.name?.value ?? "policy")
        }
        let original = isProfile ? .profiles(source) : ImportProof.Original.bane(bench.load(source).policy)
        try await proof.check(made, against: original)
    }

    /// The policy's text; what no policy can say is said on standard error, and refused where it denies.
    private func text(of policy: Policy, _ console: Console) throws -> String {
        let written = PolicyWriter(policy).write()
        let diagnostics = written.omitted.map { rule in
            Diagnostic(
                rule.action == .deny ? .error : .warning,
                rule.action == .deny ? "import-widens" : "import-left-out",
                "no policy can say \"\(rule.text)\"",
                at: rule.origin?.place
            )
        }
        console.show(diagnostics)
        if diagnostics.hasErrors { throw ExitCode.refused }
        let document = TOMLDocument.parse(SourceFile(name: "policy", text: written.text))
        return formatted(document).map { String(decoding: $0, as: UTF8.self) } ?? written.text
    }

    private func read(_ source: SourceFile, _ bench: Workbench) -> ([Policy], [Diagnostic]) {
        if ProfileReader.looksLikeProfile(source) {
            let (policies, diagnostics) = ProfileReader.read(source, name: name)
            return (policies.map { $0.keepingABI() }, diagnostics)
        }
        let document = TOMLDocument.parse(source)
        guard BanePolicy.isBane(document.root) else {
            if document.diagnostics.hasErrors { return ([], document.diagnostics) }
            let message = "this is neither an AppArmor profile nor a bane file"
            return ([], [Diagnostic(.error, "not-importable", message, at: Place(source, 0..<0))])
        }
        let loaded = bench.load(source)
        guard let name else { return ([loaded.policy], loaded.diagnostics) }
        guard ProfileName.isValid(name) else {
            let message = "\"\(name)\" cannot name a profile"
            return ([], [Diagnostic(.error, "bad-name", message, at: Place(source, 0..<0), help: ProfileName.rule)])
        }
        var policy = loaded.policy
        policy.name = policy.layers.first.map { Located(name, range: 0..<0, layer: $0) }
        return ([policy], loaded.diagnostics)
    }
}
