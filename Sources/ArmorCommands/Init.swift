import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorSketch
import ArmorSource

/// `armor init`: a policy to start from.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        _superCommandName: Armor.name,
        abstract: "Write a starting policy, commented.",
        discussion: """
            Prints it, or writes it with -o, which refuses a file that exists.

            With --image the policy is made from an image, which is read and not run: an OCI layout, what docker save
            wrote, or one that an engine of this host has. What could not be known is said in the policy and on standard
            error.
            """
    )

    @Argument(help: "The profile's name. Default: my-app, or the image's name.")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "What to start from: \(Presets.starting.joined(separator: ", ")). Default: container.",
            valueName: "preset"
        )
    )
    var preset: String?

    @Option(
        help: ArgumentHelp("The image to start from: a file, a folder, or an engine's name for it.", valueName: "image")
    )
    var image: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the policy to this new file.", valueName: "file"))
    var output: String?

    func validate() throws {
        if let name, !ProfileName.isValid(name) {
            throw ValidationError("\"\(printable(name))\" cannot name a profile: \(ProfileName.rule).")
        }
        if let name, let reason = ProfileName.reservation(name) {
            throw ValidationError("The name \"\(name)\" \(reason).")
        }
        if image != nil, preset != nil { throw ValidationError("--image finds the preset itself: leave out --preset.") }
        if let preset, !Presets.starting.contains(preset) {
            let hint = nearest(to: preset, in: Presets.starting).map { " Did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("There is no preset \"\(printable(preset))\".\(hint)")
        }
    }

    func run() async throws {
        let console = Console()
        let text =
            if let image {
                try await sketch(image, console)
            } else {
                StartingPolicy(name: name ?? "my-app", preset: preset ?? "container").text
            }
        guard let output else { return try console.result(text) }
        do throws(FileError) {
            try AtomicFile.create(output, Array(text.utf8))
        } catch {
            throw console.impossible(error)
        }
    }

    private func sketch(_ word: String, _ console: Console) async throws -> String {
        let result = try await ImageSource(console: console).read(word)
        let name = name ?? ImageSource.profileName(result, word)
        let sketch = Sketch(result.image, name: name, reference: result.reference)
        for remark in sketch.remarks { console.say(remark) }
        return sketch.text
    }
}
