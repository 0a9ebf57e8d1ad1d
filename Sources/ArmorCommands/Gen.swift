import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource

/// `armor gen`: policies to profiles.
struct Gen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gen",
        abstract: "Render policies as AppArmor profiles.",
        discussion: "Prints the profiles, or writes them with -o or -d. Nothing is written if any policy has an error."
    )

    @Argument(help: "Policy files, in armor's or bane's schema; - is standard input.")
    var policy: [String]

    @OptionGroup var written: OutputOptions

    @Option(help: "The profile's mode: enforce, complain or audit. Default: the policy's own.")
    var mode: ProfileRenderer.ModeOverride?

    @Option(help: ArgumentHelp("A template of your own for the profile.", valueName: "file"))
    var template: String?

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if written.output != nil, policy.count > 1 { throw ValidationError("-o takes one policy; use -d for several.") }
    }

    func run() async throws {
        let console = Console()
        let bench = Workbench(console: console)
        // Asking the parser for its version takes as long as reading a policy: both at once.
        let parser = targetOption.askParser()
        let template = try bench.template(template)
        let loaded = try policy.map { try bench.load($0) }
        let renderer = ProfileRenderer(
            target: try targetOption.resolve(console, asked: parser),
            template: template,
            mode: mode,
            generator: "armor \(Armor.version)"
        )
        let profiles = loaded.map { render($0, renderer, console) }
        let rendered = profiles.compactMap(\.self)
        guard rendered.count == policy.count, !hasNamesakes(rendered, console) else { throw ExitCode.refused }
        try write(rendered, console)
    }

    private typealias Rendered = (name: String, text: String)

    private func render(_ loaded: LoadedPolicy, _ renderer: ProfileRenderer, _ console: Console) -> Rendered? {
        console.show(loaded.diagnostics)
        guard !loaded.diagnostics.hasErrors else { return nil }
        let (profile, diagnostics) = renderer.render(loaded.policy)
        console.show(diagnostics)
        guard let profile, let name = loaded.policy.name?.value else { return nil }
        return (name, profile.text)
    }

    /// Two profiles of one name in one load fault in the kernel.
    private func hasNamesakes(_ profiles: [Rendered], _ console: Console) -> Bool {
        let twice = Dictionary(grouping: profiles, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        for name in twice { console.say("two policies are called \"\(name)\"") }
        return !twice.isEmpty
    }

    private func write(_ profiles: [Rendered], _ console: Console) throws {
        do {
            if let output = written.output, let profile = profiles.first {
                try AtomicFile.write(output, Array(profile.text.utf8))
            } else if let directory = written.directory {
                for profile in profiles {
                    try AtomicFile.write("\(directory)/\(profile.name)", Array(profile.text.utf8))
                }
            } else {
                try console.result(profiles.map(\.text).joined(separator: "\n"))
            }
        } catch let error as FileError {
            throw console.impossible(error)
        }
    }
}

extension ProfileRenderer.ModeOverride: ExpressibleByArgument {}
