import ArgumentParser
import ArmorEngine
import ArmorExport
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorSketch
import ArmorSource

/// `armor record`: from a command that starts a container to a policy for it.
struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        _superCommandName: Armor.name,
        abstract: "Run a container under a complaining profile, and write the policy that it needs.",
        usage: "armor record --name <name> [<options>] -- docker run …",
        discussion: """
            A first policy is made of the image ("armor init --image"), loaded in complain mode and not kept; the container
            runs under it until it ends, the script has ended, or SIGINT. What the host's log then says of this profile is
            learned, as "armor learn" does it, and the policy is written to a new file. The profile is unloaded in any case.

            SIGTERM and SIGHUP end it with nothing written. Complain mode is no sandbox: record programs that you trust.
            """
    )

    @Option(help: ArgumentHelp("The profile's name, which nothing else may use.", valueName: "name"))
    var name: String

    @OptionGroup var includes: IncludeOptions

    @Option(
        help: ArgumentHelp(
            "The image to start from: a file, a folder, or an engine's name. Default: the command's own.",
            valueName: "image"
        )
    )
    var image: String?

    @Option(
        help: ArgumentHelp(
            "A program that uses the container: it is run when the container is up, and ends the recording.",
            valueName: "file"
        )
    )
    var script: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The new file of the policy. Default: the name and .toml.", valueName: "file")
    )
    var output: String?

    @Argument(parsing: .postTerminator, help: "The command that starts the container.")
    var command: [String] = []

    func validate() throws {
        if !ProfileName.isValid(name) {
            throw ValidationError("\"\(printable(name))\" cannot name a profile: \(ProfileName.rule).")
        }
        if let reason = ProfileName.reservation(name) { throw ValidationError("The name \"\(name)\" \(reason).") }
    }

    func run() async throws {
        let console = Console()
        // What is wrong with the command is told before anything is looked for or changed.
        let line = try console.understood { () throws(EngineCommandLine.Failure) in try EngineCommandLine(command) }
        let arguments = try console.understood { () throws(EngineCommandLine.Failure) in
            try line.arguments(profile: name)
        }
        guard line.isAttended else {
            throw ValidationError("A recording ends with its container: leave out --detach, and give run, not create.")
        }
        let file = output ?? "\(name).toml"
        let recording = try prepare(line, arguments, console)
        guard PolicyInput.absolutePath(file) == nil else { throw console.impossible(FileError(file, .exists)) }
        let start = try await startingPolicy(line, console)
        let source = SourceFile(name: file, text: start)
        let window = SystemTime.now() / 1_000
        let isExercised = try await recording.run(source)
        let learned = try await learn(source, since: window, console)
        do throws(FileError) { try AtomicFile.create(file, learned) } catch { throw console.impossible(error) }
        tellNext(file, console)
        if !isExercised { throw ExitCode.refused }
    }

    /// Finds all that is needed, or ends the command before anything is changed.
    private func prepare(_ line: EngineCommandLine, _ arguments: [String], _ console: Console) throws -> Recording {
        let host = try console.host()
        let includes = try includes.paths(console, rootOnly: true)
        do throws(SystemProgram.Failure) {
            let program = try SystemProgram.find(line.programWord)
            var exercise: SystemProgram?
            if let script { exercise = try SystemProgram.find(PolicyInput.absolutePath(script) ?? script) }
            return Recording(
                console: console,
                host: host,
                name: name,
                program: program,
                arguments: arguments,
                exercise: exercise,
                includes: includes
            )
        } catch { throw console.impossible(error) }
    }

    /// Of the image where it can be read, else with what every container has.
    private func startingPolicy(_ line: EngineCommandLine, _ console: Console) async throws -> String {
        let source = ImageSource(console: console)
        if let image { return try await source.policy(image, name: name, line).text }
        if line.image != nil, let policy = try? await source.policy(nil, name: name, line) { return policy.text }
        console.say("the image was not read: the recording starts with what every container has")
        return StartingPolicy(name: name, preset: "container").text
    }

    /// The policy with what the log of this recording shows to be missing.
    private func learn(_ source: SourceFile, since seconds: UInt64, _ console: Console) async throws -> [UInt8] {
        let options = try LogOptions.parse(["--since", "@\(seconds)"])
        let sides = try await ProofSides(
            console,
            target: try await TargetOption.parse([]).resolve(console),
            includes: try includes.paths(console),
            parser: nil
        )
        let work = LearnWork(console: console, sides: sides, accepted: AcceptedRisks([]))
        let loaded = sides.bench.load(source)
        let known = LearnWork.Known(name: name, policy: loaded.policy, source: source)
        let reading = LogReading(console: console, scope: known.scope(), options: options)
        guard let logs = try await reading.readHost() else {
            console.say("nothing was learned: the first policy was enough, or the host logged nothing")
            reading.tellOfSilence()
            return source.bytes
        }
        let report = try await work.report(known, logs)
        for line in report.text.split(separator: "\n") { console.say(String(line)) }
        return report.proposal.new.bytes
    }

    private func tellNext(_ file: String, _ console: Console) {
        let word = ShellWord.quoted(file)
        console.say("\(file) is written. Next:")
        console.say("  read it: each entry says why it is there; armor check \(word)")
        console.say("  sudo armor run \(word) -- \(command.map(ShellWord.quoted).joined(separator: " "))")
        console.say("  what is denied then: sudo armor learn --policy \(word)")
    }
}
