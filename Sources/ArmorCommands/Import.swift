import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorSource

/// `armor import`: other tools' files as policies.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn a bane file or an AppArmor profile into a policy.",
        discussion: "Prints the policy, or writes it with -o, which refuses a file that exists.")

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
        let text = PolicyWriter.text(of: policy)
        guard let output else { return try console.result(text) }
        do throws(FileError) {
            try AtomicFile.create(output, Array(text.utf8))
        } catch {
            throw console.impossible(error.description)
        }
    }

    private func read(_ source: SourceFile, _ bench: Workbench) -> (Policy?, [Diagnostic]) {
        if ProfileReader.looksLikeProfile(source) {
            let (policy, diagnostics) = ProfileReader.read(source)
            return (policy, diagnostics)
        }
        let loaded = bench.load(source)
        return (loaded.policy, loaded.diagnostics)
    }
}
