import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorSource
import ArmorTOML

/// `armor import`: other tools' files as policies.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a bane file or an AppArmor profile into a policy.",
        discussion: "Prints the policy, or writes it with -o or -d, which refuse a file that exists."
    )

    @Argument(help: "A bane TOML file or an AppArmor profile; - is standard input.")
    var file: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the policy to this new file.", valueName: "file"))
    var output: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("Write each profile's policy to NAME.toml in this folder.", valueName: "dir")
    )
    var directory: String?

    func validate() throws {
        if output != nil, directory != nil { throw ValidationError("-o and -d exclude each other.") }
    }

    func run() throws {
        let console = Console()
        let bench = Workbench(console: console)
        let (policies, diagnostics) = read(try bench.source(file), bench)
        console.show(diagnostics)
        guard !diagnostics.hasErrors, let first = policies.first else { throw ExitCode.refused }
        if policies.count > 1, directory == nil {
            console.say("there are \(policies.count) profiles in it; write a policy for each with -d")
            throw ExitCode.refused
        }
        do throws(FileError) {
            if let directory {
                for policy in policies {
                    let name = policy.name?.value ?? "policy"
                    try AtomicFile.create("\(directory)/\(name).toml", Array(text(of: policy, console).utf8))
                }
                return
            }
            if let output { return try AtomicFile.create(output, Array(text(of: first, console).utf8)) }
        } catch {
            throw console.impossible(error)
        }
        try console.result(text(of: first, console))
    }

    /// The policy's text; what no policy can say is said on standard error.
    private func text(of policy: Policy, _ console: Console) -> String {
        let written = PolicyWriter(policy).write()
        console.show(
            written.omitted.map { rule in
                Diagnostic(
                    .warning,
                    "import-left-out",
                    "no policy can say \"\(rule.text)\"",
                    at: rule.origin?.place
                )
            }
        )
        return written.text
    }

    private func read(_ source: SourceFile, _ bench: Workbench) -> ([Policy], [Diagnostic]) {
        if ProfileReader.looksLikeProfile(source) {
            let (policies, diagnostics) = ProfileReader.read(source)
            return (policies, diagnostics)
        }
        let document = TOMLDocument.parse(source)
        guard BanePolicy.isBane(document.root) else {
            if document.diagnostics.hasErrors { return ([], document.diagnostics) }
            let message = "this is neither an AppArmor profile nor a bane file"
            return ([], [Diagnostic(.error, "not-importable", message, at: Place(source, 0..<0))])
        }
        let loaded = bench.load(source)
        return ([loaded.policy], loaded.diagnostics)
    }
}
