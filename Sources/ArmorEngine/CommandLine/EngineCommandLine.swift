/// A command line that starts a container, into which the option can be put that says which AppArmor profile it gets.
package struct EngineCommandLine: Sendable, Equatable {
    /// The programs whose options are known.
    package enum Program: String, Sendable, CaseIterable { case docker, podman, nerdctl }

    /// Why nothing can be put in. Each is a mistake in what the user wrote.
    package enum Failure: Error, Sendable, Equatable {
        /// There is no command at all.
        case empty
        /// It begins with another program.
        case unknownProgram(String)
        /// The program's command is none that starts a container; nil where there is none.
        case notRun(String?)
        /// An option that is not known, where it cannot be told whether the next word is its value.
        case unknownOption(String)
        /// The line asks for another profile.
        case otherProfile(String)
        /// An option whose value is missing.
        case missingValue(String)

        /// One sentence without a full stop.
        package var message: String {
            switch self {
            case .empty: "there is no command behind --"
            case .unknownProgram(let name): "\"\(name)\" is no program that starts containers"
            case .notRun(let command?): "\"\(command)\" starts no container that can be given a profile"
            case .notRun(nil): "there is no run or create"
            case .unknownOption(let option): "the option \(option) is not known, nor whether a value follows it"
            case .otherProfile(let name): "the command asks for the profile \"\(name)\" itself"
            case .missingValue(let option): "the value of \(option) is missing"
            }
        }

        /// What to do, one sentence.
        package var help: String {
            switch self {
            case .empty: "write: armor run POLICY -- docker run IMAGE"
            case .unknownProgram:
                "give docker, podman or nerdctl, without sudo in front: armor itself runs as root"
            case .notRun("compose"):
                "load the policy, and name the profile in the file: security_opt: [\"apparmor=NAME\"]"
            case .notRun: "give docker run, docker create or docker container run"
            case .unknownOption(let option): "write it with its value in one word, as \(option)=VALUE or \(option)=true"
            case .otherProfile: "take its --security-opt apparmor=… out"
            case .missingValue: "complete the command"
            }
        }
    }

    /// As the user wrote it: a name or a path.
    package let programWord: String
    package let program: Program
    /// The options before the command that say which engine is meant, in their order.
    private let engine: [EngineChoice]
    /// Up to and with `run` or `create`, without the program's name.
    private let command: [String]
    /// What follows: options, the image and the container's own command.
    private let rest: [String]
    /// The image, as the user wrote it; none where the line ends before it.
    package let image: String?
    /// What stands behind the image: the container's own command in place of the image's.
    package let words: [String]
    /// What is run in place of the image's entry point.
    package let entrypoint: String?
    /// Whether the program stays until the container ends.
    package let isAttended: Bool
    /// The options of `run` or `create`.
    private let given: GivenOptions

    /// Reads a command line, the program's name first.
    package init(_ words: [String]) throws(Failure) {
        guard let first = words.first else { throw .empty }
        let name = first.lastIndex(of: "/").map { String(first[first.index(after: $0)...]) } ?? first
        guard let program = Program(rawValue: name) else { throw .unknownProgram(first) }
        var reader = OptionReader(words, from: 1)
        let syntax = ProgramSyntax.of(program)
        var engine: [EngineChoice] = []
        try reader.skipOptions(values: syntax.globalValues, switches: syntax.globalSwitches) { option, value in
            if let choice = EngineChoice(program, option: option, value) { engine.append(choice) }
        }
        if reader.word == "container" { reader.advance() }
        guard let command = reader.word, command == "run" || command == "create" else { throw .notRun(reader.word) }
        reader.advance()
        let place = reader.position
        var given = GivenOptions()
        var entrypoint: String?
        var isDetached = false
        try reader.skipOptions(values: ProgramSyntax.values, switches: ProgramSyntax.switches) { option, value in
            given.add(option, value)
            if option == "entrypoint" { entrypoint = value }
            if Self.detaching.contains(option) { isDetached = !Self.falsehoods.contains(value) }
        }
        self.image = reader.word
        reader.advance()
        self.words = Array(words.dropFirst(reader.position))
        self.entrypoint = entrypoint
        self.isAttended = command == "run" && !isDetached
        self.programWord = first
        self.program = program
        self.engine = engine
        self.command = Array(words[1..<place])
        self.rest = Array(words[place...])
        self.given = given
    }

    /// What the program is to be given, so that the container runs under a profile: the option stands right behind `run` or
    /// `create`, and everything else is as it was, the image and the container's own command above all. A line that asks
    /// for the same profile already is taken as it is; one that asks for another is refused.
    ///
    /// - Parameter options: further ones to be put in behind that; see ``added(of:)``.
    package func arguments(profile: String, adding options: [AddedOption] = []) throws(Failure) -> [String] {
        let asked = given.profiles
        if let other = asked.first(where: { $0 != profile }) { throw .otherProfile(other) }
        let option = asked.isEmpty ? ["--security-opt", "apparmor=\(profile)"] : []
        return command + option + options.flatMap(\.words) + rest
    }

    /// Those of some options that the line leaves open; what it says itself stays as it says it.
    package func added(of options: [AddedOption]) -> [AddedOption] { options.filter { !given.decides($0) } }

    /// Those of some options of which the line says something else.
    package func overridden(of options: [AddedOption]) -> [AddedOption] {
        options.filter { given.decides($0) && !given.says($0) }
    }

    /// What leads to an engine that may be on another host, where this host's profiles are not loaded: an option, or else a
    /// variable of the environment. None where the engine is this host's.
    package func elsewhere(_ variable: (String) -> String?) -> String? {
        let choices = engine.isEmpty ? EngineChoice.environment(program, variable) : engine
        return choices.first { !$0.isHere }?.text
    }

    private static let detaching: Set<String> = ["detach", "d"]
    /// What pflag takes for a switch that is not set (strconv.ParseBool).
    private static let falsehoods: Set<String> = ["false", "False", "FALSE", "f", "F", "0"]
}
