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
        subcommands: [
            Gen.self, Check.self, Test.self, Explain.self, Diff.self, Load.self, Unload.self, Status.self, Fmt.self,
            Init.self, Import.self,
        ]
    )

    /// The release, as in CHANGELOG.md.
    package static let version = "0.1.0"

    package init() {}

    /// Reads the process's arguments, does what they say and ends the process with its exit status.
    package static func launch() async { await main() }

    /// What must be done while the process has one thread.
    package static func prepare() { ProcessMemory.shareOneHeap() }
}
