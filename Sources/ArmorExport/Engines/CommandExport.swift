/// A command line of `docker run`, `podman run` or `nerdctl run`: all options, then the image.
struct CommandExport {
    /// How it is laid out.
    enum Form: Sendable {
        /// On one line, without the command itself: what stands behind `docker run`.
        case line
        /// The command, an option a line, each line but the last ending in a backslash.
        case lines
    }

    private let spec: ContainerSpec
    private let engine: Engine

    init(_ spec: ContainerSpec, _ engine: Engine) { (self.spec, self.engine) = (spec, engine) }

    func exported(_ form: Form) -> Exported {
        let options = EngineOptions(spec, engine)
        let all = [EngineOption("security-opt", "apparmor=\(spec.profile)")] + options.options
        var words = all.map { $0.words.map(ShellWord.quoted).joined(separator: " ") }
        var notes = options.notes
        if let image = spec.image {
            words.append(ShellWord.quoted(image.value))
        } else {
            notes.append(.leftOut("the policy names no image: write one behind the options", at: nil))
        }
        let text =
            switch form {
            case .line: words.joined(separator: " ")
            case .lines: (["\(engine.rawValue) run"] + words).joined(separator: " \\\n  ")
            }
        return Exported(text: text + "\n", notes: notes)
    }
}
