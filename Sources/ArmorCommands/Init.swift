import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorSource

/// `armor init`: a policy to start from.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starting policy, commented.",
        discussion: "Prints it, or writes it with -o, which refuses a file that exists."
    )

    @Argument(help: "The profile's name.")
    var name = "my-app"

    @Option(
        help: ArgumentHelp(
            "What to start from: \(Presets.starting.joined(separator: ", ")).",
            valueName: "preset"
        )
    )
    var preset = "container"

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the policy to this new file.", valueName: "file"))
    var output: String?

    func validate() throws {
        if !ProfileName.isValid(name) {
            throw ValidationError("\"\(printable(name))\" cannot name a profile: \(ProfileName.rule).")
        }
        if let reason = ProfileName.reservation(name) { throw ValidationError("The name \"\(name)\" \(reason).") }
        if !Presets.starting.contains(preset) {
            let hint = nearest(to: preset, in: Presets.starting).map { " Did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("There is no preset \"\(printable(preset))\".\(hint)")
        }
    }

    func run() throws {
        let console = Console()
        let text = StartingPolicy(name: name, preset: preset).text
        guard let output else { return try console.result(text) }
        do throws(FileError) {
            try AtomicFile.create(output, Array(text.utf8))
        } catch {
            throw console.impossible(error)
        }
    }
}
