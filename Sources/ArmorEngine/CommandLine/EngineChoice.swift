/// What says which engine a program speaks to (docker(1), podman(1), nerdctl's documentation of its commands).
struct EngineChoice: Sendable, Equatable {
    private enum Kind { case address, context, connection }

    /// As the user wrote it.
    let text: String
    /// Whether that engine is on this host.
    let isHere: Bool

    /// None where the option is about something else.
    init?(_ program: EngineCommandLine.Program, option: String, _ value: String) {
        let kind: Kind
        switch (program, option) {
        case (.docker, "host"), (.docker, "H"), (.nerdctl, "host"), (.nerdctl, "H"), (.podman, "url"): kind = .address
        case (.docker, "context"), (.docker, "c"): kind = .context
        case (.podman, "connection"), (.podman, "c"): kind = .connection
        default: return nil
        }
        self.init(kind, value, text: "\(option.count > 1 ? "--" : "-")\(option) \(value)")
    }

    private init(_ kind: Kind, _ value: String, text: String) {
        self.text = text
        isHere =
            switch kind {
            case .address: value.hasPrefix("unix:") || value.hasPrefix("/")
            case .context: value == "default"
            case .connection: false
            }
    }

    /// The same of the environment's variables.
    static func environment(
        _ program: EngineCommandLine.Program,
        _ variable: (String) -> String?
    ) -> [EngineChoice] {
        let known: [(String, Kind)] =
            switch program {
            case .docker: [("DOCKER_HOST", .address), ("DOCKER_CONTEXT", .context)]
            case .podman: [("CONTAINER_HOST", .address), ("CONTAINER_CONNECTION", .connection)]
            case .nerdctl: []
            }
        return known.compactMap { name, kind in
            variable(name).flatMap { $0.isEmpty ? nil : EngineChoice(kind, $0, text: "\(name)=\($0)") }
        }
    }
}
