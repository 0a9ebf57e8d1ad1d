import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorSource
import ArmorTOML

/// `armor import`: other tools' files as policies.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn a bane file or an AppArmor profile into a policy.",
        discussion: "Prints the policy, or writes it with -o, which refuses a file that exists."
    )

    @Argument(help: "A bane TOML file or an AppArmor profile; - is standard input.")
    var file: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the policy to this new file.", valueName: "file"))
    var output: String?

    func run() throws {
        let console = Console()
        let bench = Workbench(console: console)
        let source = try bench.source(file)
        let (policy, diagnostics) = read(source, bench)
        console.show(diagnostics)
        guard !diagnostics.hasErrors, let policy else { throw ExitCode.refused }
        let written = PolicyWriter(policy).write()
        for rule in written.omitted {
            console.show([
                Diagnostic(.warning, "import-left-out", "no policy can say \"\(rule.text)\"", at: rule.origin?.place)
            ])
        }
        guard let output else { return try console.result(written.text) }
        do throws(FileError) {
            try AtomicFile.create(output, Array(written.text.utf8))
        } catch {
            throw console.impossible(error)
        }
    }

    private func read(_ source: SourceFile, _ bench: Workbench) -> (Policy?, [Diagnostic]) {
        if ProfileReader.looksLikeProfile(source) {
            let (policy, diagnostics) = ProfileReader.read(source)
            return (policy, diagnostics)
        }
        guard BanePolicy.isBane(TOMLDocument.parse(source).root) else {
            let message = "this is neither an AppArmor profile nor a bane file"
            return (nil, [Diagnostic(.error, "not-importable", message, at: Place(source, 0..<0))])
        }
        let loaded = bench.load(source)
        return (loaded.policy, loaded.diagnostics)
    }
}
