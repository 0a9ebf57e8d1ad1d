package import ArgumentParser
import ArmorKernel

/// The command `armor`.
package struct Armor: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "armor",
        abstract: "Least privilege for containers: AppArmor profiles from policies, proved.",
        discussion: """
            A policy is a TOML file that says what a program may touch; everything else is denied. Start with
            "armor init", render with "armor gen", check with "armor check".

            Exit status: 0 fine; 1 the answer is no (errors in a policy, findings); 2 it could not be done
            (missing program, unreadable file); 64 usage.
            """,
        version: version,
        subcommands: asked
    )

    private static let commands: [any ParsableCommand.Type] = [
        Gen.self, Check.self, Test.self, Explain.self, Diff.self, Learn.self, Load.self, Verify.self, Unload.self,
        Status.self, Run.self, Record.self, Doctor.self, Fmt.self, Init.self, Import.self, Export.self, Report.self,
        Bundle.self, Schema.self,
    ]

    /// The command that the first argument names, alone: to make all of them ready takes longer than most have to do.
    /// All of them where it names none, for what is said of them.
    private static var asked: [any ParsableCommand.Type] {
        guard let word = CommandLine.arguments.dropFirst().first,
            let command = commands.first(where: { $0.configuration.commandName == word })
        else { return commands }
        return [command]
    }

    /// The release, as in CHANGELOG.md.
    package static let version = "0.1.0"

    package init() {}

    /// Reads the process's arguments, does what they say and ends the process with its exit status.
    package static func launch() async { await main() }

    /// What must be done while the process has one thread.
    package static func prepare() { ProcessMemory.shareOneHeap() }
}
