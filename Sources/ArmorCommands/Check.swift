import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource

/// `armor check`: everything that can be said of a policy without loading it.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        _superCommandName: Armor.name,
        abstract: "Read, lint and compile policies; touches nothing.",
        discussion: """
            Compiles with apparmor_parser, which needs no AppArmor in the kernel. Exit status 1 where a policy has errors
            (with --strict also for warnings). Silence a lint in the policy, with a reason:
            [lints] silence = [{ code = "B04", reason = "…" }]
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif, github }

    @Argument(help: "Policy files, in armor's or bane's schema; - is standard input.")
    var policy: [String]

    @Option(help: "How findings are written.")
    var format: Format = .text

    @Flag(help: "Warnings count as errors.")
    var strict = false

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption

    func run() async throws {
        let console = Console()
        let bench = Workbench(console: console)
        let target = try await targetOption.resolve(console, parser: parser)
        let includes = try targetOption.includes.paths(console)
        let compiler = try await PolicyCompiler.find(parser, target: target, includes: includes, console)
        let template = try bench.template(nil)
        var diagnostics: [Diagnostic] = []
        var counts: [(path: String, found: [Diagnostic])] = []
        for path in policy {
            let found = try await check(
                path,
                bench,
                ProfileRenderer(
                    target: target,
                    template: template,
                    generator: "armor \(Armor.version)"
                ),
                compiler
            )
            diagnostics += found
            counts.append((path, found))
        }
        try report(diagnostics, console)
        for (path, found) in counts { summarize(path, found, console) }
        let worst: Diagnostic.Severity = strict ? .warning : .error
        if diagnostics.contains(where: { $0.severity >= worst }) { throw ExitCode.refused }
    }

    private func check(
        _ path: String,
        _ bench: Workbench,
        _ renderer: ProfileRenderer,
        _ compiler: PolicyCompiler
    ) async throws -> [Diagnostic] {
        let loaded = try bench.load(path)
        guard !loaded.diagnostics.hasErrors else { return loaded.diagnostics }
        let (profile, diagnostics) = renderer.render(loaded.policy)
        let lints = Linter.run(loaded.policy, compiler.lintContext(for: loaded.policy))
        let filter = CheckSeccomp(policy: loaded.policy).diagnostics
        let found = loaded.diagnostics + diagnostics + lints.diagnostics + filter
        guard let profile else { return found }
        let (binary, messages) = try await compiler.compile(profile, of: loaded.policy, bench.console)
        guard let binary else { return found + messages }
        let proof = CheckProof(policy: loaded.policy, lints: lints, renderer: renderer, compiler: compiler)
        return found + messages + (try await proof.diagnostics(binary, bench.console))
    }

    private func report(_ diagnostics: [Diagnostic], _ console: Console) throws {
        switch format {
        case .text: console.show(diagnostics)
        case .json: try console.result(DiagnosticFormats.json(diagnostics))
        case .sarif: try console.result(DiagnosticFormats.sarif(diagnostics, version: Armor.version))
        case .github: try console.result(DiagnosticFormats.github(diagnostics))
        }
    }

    private func summarize(_ path: String, _ diagnostics: [Diagnostic], _ console: Console) {
        guard format == .text else { return }
        func count(_ severity: Diagnostic.Severity, _ word: String) -> String {
            let number = diagnostics.count { $0.severity == severity }
            return "\(number) \(word)\(number == 1 ? "" : "s")"
        }
        console.say("\(path): \(count(.error, "error")), \(count(.warning, "warning")), \(count(.note, "note"))")
    }
}
