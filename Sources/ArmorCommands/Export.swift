import ArgumentParser
import ArmorExport
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSeccomp
import ArmorSource

/// `armor export`: a policy in the words of a runtime.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        _superCommandName: Armor.name,
        abstract: "Write what a runtime is to enforce beside AppArmor, in its own words.",
        discussion: """
            Prints a command line, a file or a part of one, or writes it with -o or -d. What armor decided where the policy is
            silent, and what the target cannot say, is told on standard error, at its place in the policy.

            docker run $(armor export web.toml --to docker)
            """
    )

    /// How the result is written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, lines, json, docker, oci }

    @Argument(help: "A policy file, in armor's or bane's schema; - is standard input.")
    var policy: String

    @Option(name: .customLong("to"), help: "Whose words to write.")
    var target: ExportTarget

    @OptionGroup var written: OutputOptions

    @Option(
        help: """
            lines: an engine's command with an option a line; json: the text and the notes; docker, oci: a filter as engines \
            take it, for any machine, or as a runtime does, for this one.
            """
    )
    var format: Format = .text

    @Option(help: ArgumentHelp("The release of Kubernetes that reads it.", valueName: "version"))
    var kubernetesVersion: KubernetesVersion = .profileField

    @Option(
        help: ArgumentHelp(
            "The file of a seccomp filter, in place of what the policy says.",
            discussion: "Named as it is, and read by the runtime's program.",
            valueName: "file"
        )
    )
    var seccomp: String?

    @Flag(help: "For spo: the profile's own text instead of the abstract form.")
    var raw = false

    @OptionGroup var targetOption: TargetOption

    /// What makes a filter of system calls out of a policy.
    private static var seccompText: Exporter.SeccompText {
        { policy, form in
            let profile = SeccompBuilder(policy).profile
            switch form {
            case .engine: return profile.json
            case .runtime: return profile.resolved(machine: SeccompProfile.hostMachine).json
            }
        }
    }

    func validate() throws {
        if format == .lines, target.engine == nil {
            throw ValidationError("--format lines goes with docker, podman and nerdctl.")
        }
        if format == .docker || format == .oci, target != .seccomp {
            throw ValidationError("--format \(format.rawValue) goes with --to seccomp.")
        }
        if raw, target != .spo { throw ValidationError("--raw goes with --to spo.") }
    }

    func run() async throws {
        let console = Console()
        let bench = Workbench(console: console)
        let loaded = try bench.load(policy)
        console.show(loaded.diagnostics)
        guard !loaded.diagnostics.hasErrors else { throw ExitCode.refused }
        guard let name = loaded.policy.name?.value else {
            console.say("a policy without a name has no profile: add name = \"…\"")
            throw ExitCode.refused
        }
        if target == .seccomp || target == .oci { _ = try OwnFilter.builder(loaded.policy, console) }
        let filter = try ownFilter(loaded.policy, console)
        var options = Exporter.Options()
        options.isOnLines = format == .lines
        options.kubernetes = kubernetesVersion
        options.seccompForm = format == .oci ? .runtime : .engine
        options.seccompFile = seccomp ?? filter?.path
        if raw { options.profile = try await profile(loaded.policy, bench) }
        let exporter = Exporter(loaded.policy, options, seccomp: Self.seccompText)
        guard let exported = exporter.exported(target) else { throw ExitCode.refused }
        if format != .json { console.show(exported.notes) }
        do throws(FileError) { try filter?.write() } catch { throw console.impossible(error) }
        try write(format == .json ? json(exported) : exported.text, name, console)
    }

    /// The filter that is written beside what names it.
    private func ownFilter(_ policy: Policy, _ console: Console) throws -> OwnFilter? {
        guard seccomp == nil, target.namesFilter, let folder = written.folder else { return nil }
        return try OwnFilter(policy, in: folder, console)
    }

    private func profile(_ policy: Policy, _ bench: Workbench) async throws -> String {
        let renderer = ProfileRenderer(
            target: try await targetOption.resolve(bench.console),
            template: try bench.template(nil),
            generator: "armor \(Armor.version)"
        )
        let (profile, diagnostics) = renderer.render(policy)
        bench.console.show(diagnostics)
        guard let profile else { throw ExitCode.refused }
        return profile.text
    }

    private func json(_ exported: Exported) -> String {
        let result = JSONText.fields([
            ("version", .integer(1)), ("target", .string(target.rawValue)), ("text", .string(exported.text)),
            ("notes", .array(exported.notes.map(DiagnosticFormats.jsonObject))),
        ])
        return result.text + "\n"
    }

    private func write(_ text: String, _ name: String, _ console: Console) throws {
        do throws(FileError) {
            if let output = written.output {
                try AtomicFile.write(output, Array(text.utf8))
            } else if let directory = written.directory {
                try AtomicFile.write("\(directory)/\(name).\(target.ending)", Array(text.utf8))
            }
        } catch { throw console.impossible(error) }
        if !written.isGiven { try console.result(text) }
    }
}

extension ExportTarget: ExpressibleByArgument {
    /// Those that can be had.
    package static var allValueStrings: [String] { allCases.map(\.rawValue) }

    package init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        self.init(rawValue: argument)
    }
}

extension KubernetesVersion: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
    package var defaultValueDescription: String { "\(major).\(minor)" }
}
