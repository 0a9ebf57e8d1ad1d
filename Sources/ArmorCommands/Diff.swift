import ArgumentParser
import ArmorCompiled
import ArmorProof
import ArmorSource
import ArmorTarget

/// `armor diff`: what a change newly allows and newly denies.
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        _superCommandName: Armor.name,
        abstract: "Say what NEW newly allows and newly denies against OLD.",
        discussion: """
            Each side is a policy, a profile's text, a compiled file, a preset's name such as docker-default, or kernel:NAME.
            Decided exactly, glob against glob, on what both compile to; each difference comes with the shortest name that
            shows it. Policies are compared under one name. Exit status 1 where there is a difference, with --only-wider
            where NEW allows anything that OLD does not, and where it could not be decided. With --across-targets, one
            policy is compared with itself as the releases known by name would enforce it. Of a text that holds several
            profiles, the profile that --profile or the other side names is compared.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

    @Argument(help: "What there was.")
    var old: String

    @Argument(help: "What there is to be.")
    var new: String?

    @Flag(help: "Tell, and refuse, only what NEW allows and OLD does not.")
    var onlyWider = false

    @Flag(help: "Compare one policy between the releases that are known by name.")
    var acrossTargets = false

    @Option(help: ArgumentHelp("The profile to compare, of texts that hold several.", valueName: "name"))
    var profile: String?

    @Option(help: "How the result is written.")
    var format: Format = .text

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if acrossTargets, new != nil || targetOption.target != nil {
            throw ValidationError("--across-targets takes one policy and no --target.")
        }
        if !acrossTargets, new == nil { throw ValidationError("Name what there is to be, or give --across-targets.") }
    }

    func run() async throws {
        let console = Console()
        let reports = acrossTargets ? try await forecast(console) : [try await compare(console)]
        let told = onlyWider ? reports.map { $0.onlyWider() } : reports
        switch format {
        case .text: try console.result(told.map(\.text).joined())
        case .markdown: try console.result(told.map(\.markdown).joined(separator: "\n"))
        case .json:
            let json = told.map(\.json)
            try console.result((acrossTargets ? JSONText.array(json) : json[0]).text + "\n")
        }
        if reports.contains(where: { $0.isUndecided || (onlyWider ? $0.isWider : !$0.isEmpty) }) {
            throw ExitCode.refused
        }
    }

    private func compare(_ console: Console) async throws -> DiffReport {
        guard let new else { throw ExitCode.impossible }
        let sides = try await ProofSides(console, targetOption, parser: parser)
        let before = try sides.source(old)
        let after = try sides.source(new)
        let names = [profile, after.ownName, before.ownName].compactMap(\.self)
        // One name for both, because rules refer to the profile itself by its name: that of the side whose name is fixed.
        if before.isPolicy, !after.isPolicy {
            let second = try await sides.side(new, after, preferring: names)
            return report(try await sides.side(old, before, as: second.profile.name), second, (old, new))
        }
        let first = try await sides.side(old, before, as: before.isPolicy ? names.first : nil, preferring: names)
        let second = try await sides.side(
            new,
            after,
            as: after.isPolicy || names.isEmpty ? first.profile.name : nil,
            preferring: names + [first.profile.name]
        )
        return report(first, second, (old, new))
    }

    /// Each release against the one before it.
    private func forecast(_ console: Console) async throws -> [DiffReport] {
        let includes = try targetOption.includes.paths(console)
        var sides: [(target: String, side: ProofSide)] = []
        for target in Target.releases {
            let made = try await ProofSides(console, target: target, includes: includes, parser: parser)
            sides.append((target.name, try await made.side(old, profile: profile)))
        }
        return zip(sides, sides.dropFirst()).map { before, after in
            report(before.side, after.side, ("\(old) on \(before.target)", "\(old) on \(after.target)"))
        }
    }

    private func report(_ old: ProofSide, _ new: ProofSide, _ names: (String, String)) -> DiffReport {
        DiffReport((names.0, old.compiled, old.asked), (names.1, new.compiled, new.asked))
    }
}
