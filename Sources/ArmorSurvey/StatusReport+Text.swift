import ArmorEngine
import ArmorKernel

extension StatusReport {
    /// The tables for a person; findings are not among them.
    package var text: String {
        var text = ""
        if kernelError == nil {
            var table = TextTable(["profile", "mode", "origin", "policy", "processes"])
            for state in profiles.profiles {
                table.add([
                    state.profile.name, state.profile.mode, state.origin.rawValue, state.policy ?? "-",
                    Self.summary(state.processes),
                ])
            }
            if !profiles.profiles.isEmpty { text += table.text }
        }
        guard let containers else { return text }
        var table = TextTable(["container", "engine", "image", "asked for", "confined by", "processes"])
        for state in containers.containers {
            table.add([
                state.name, state.engine, state.container?.image ?? "-", state.container?.profile ?? "-",
                Self.effective(state), "\(state.processes.count)",
            ])
        }
        if !containers.containers.isEmpty { text += (text.isEmpty ? "" : "\n") + table.text }
        return text
    }

    /// How many, and the first of them.
    private static func summary(_ processes: [LabelledProcess]) -> String {
        guard !processes.isEmpty else { return "-" }
        let names = processes.prefix(3).map { "\($0.number) \($0.command)" }.joined(separator: ", ")
        return "\(processes.count): \(names)\(processes.count > 3 ? ", …" : "")"
    }

    /// The labels with their modes, in words where there are none.
    private static func effective(_ state: ContainerState) -> String {
        switch state.confinement {
        case .none: "nothing: no AppArmor"
        case .unknown: "not seen"
        default:
            state.labels.map { entry in
                let mode = entry.label.mode.map { " (\($0))" } ?? ""
                return entry.label.text + mode + (state.labels.count > 1 ? " ×\(entry.processes.count)" : "")
            }.joined(separator: ", ")
        }
    }
}
