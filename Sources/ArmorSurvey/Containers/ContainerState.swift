package import ArmorEngine
package import ArmorKernel

/// A container as it runs: what its engine says of it, and what the kernel says of its processes.
package struct ContainerState: Sendable {
    /// 64 hexadecimal digits.
    package let id: String
    /// `docker`, `podman`, or what its cgroup tells.
    package let engine: String
    /// None where its engine could not be asked.
    package let container: Container?
    /// All of its processes whose confinement could be read.
    package let processes: [LabelledProcess]
    /// The first process's own words; none where they could not be read.
    package let status: ProcessStatus?
    /// Whether the kernel has AppArmor at all.
    package let isMediated: Bool

    package init(
        id: String,
        engine: String,
        container: Container?,
        processes: [LabelledProcess],
        status: ProcessStatus?,
        isMediated: Bool = true
    ) {
        self.id = id
        self.engine = engine
        self.container = container
        self.processes = processes
        self.status = status
        self.isMediated = isMediated
    }

    /// What a person calls it.
    package var name: String {
        guard let name = container?.name, !name.isEmpty else { return String(id.prefix(12)) }
        return name
    }

    /// The labels of its processes, each with those that have it, most processes first.
    package var labels: [(label: ConfinementLabel, processes: [LabelledProcess])] {
        Dictionary(grouping: processes, by: \.label)
            .map { (label: $0.key, processes: $0.value) }
            .sorted { ($1.processes.count, $0.label.text) < ($0.processes.count, $1.label.text) }
    }

    package var confinement: Confinement { isMediated ? Confinement(processes.map(\.label)) : .none }
}

/// What confines a container, in one word.
package enum Confinement: String, Sendable, CaseIterable {
    /// The kernel has no AppArmor.
    case none
    /// It has no process whose confinement could be read.
    case unknown
    /// No process is confined.
    case unconfined
    /// Some are confined, some are not.
    case partly
    /// All are confined by the profile that the engine gives to every container.
    case engineDefault = "default"
    /// All are confined by profiles of their own.
    case custom

    package init(_ labels: [ConfinementLabel]) {
        let free = labels.count(where: \.confinesNothing)
        if labels.isEmpty {
            self = .unknown
        } else if free > 0 {
            self = free == labels.count ? .unconfined : .partly
        } else {
            self = labels.allSatisfy { $0.profiles.contains(where: Self.isEngineDefault) } ? .engineDefault : .custom
        }
    }

    /// Whether a profile is one that an engine loads by itself: Docker, containerd, nerdctl, Podman and CRI-O name theirs
    /// so, the last two with their version.
    package static func isEngineDefault(_ profile: String) -> Bool {
        ["docker-default", "cri-containerd.apparmor.d", "nerdctl-default", "crio-default"].contains(profile)
            || profile.hasPrefix("containers-default-") || profile.hasPrefix("crio-default-")
    }
}

extension ConfinementLabel {
    /// Whether no profile is in it that denies anything: `unconfined`, also that of a namespace, and `runc (unconfined)`,
    /// whose profile has that mode. In `web//&unconfined` web confines.
    var confinesNothing: Bool {
        mode == "unconfined" || profiles.allSatisfy { $0 == "unconfined" || $0.hasSuffix(":unconfined") }
    }
}

/// What a process's `/proc/PID/status` says of its privileges (proc_pid_status(5)).
package struct ProcessStatus: Sendable, Equatable {
    /// Whether it can gain privileges by executing no program.
    package let hasNoNewPrivileges: Bool
    /// Whether seccomp filters its system calls.
    package let isFiltered: Bool

    package init(hasNoNewPrivileges: Bool, isFiltered: Bool) {
        self.hasNoNewPrivileges = hasNoNewPrivileges
        self.isFiltered = isFiltered
    }

    /// Reads the file; none where it does not tell. The first line holds a name of the process's choice, with its line
    /// ends escaped by the kernel.
    package init?(file: String) {
        var values: [Substring: Int] = [:]
        for line in file.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, values[parts[0]] == nil else { continue }
            values[parts[0]] = Int(parts[1].drop { $0 == "\t" || $0 == " " })
        }
        guard let newPrivileges = values["NoNewPrivs"], let seccomp = values["Seccomp"] else { return nil }
        self.init(hasNoNewPrivileges: newPrivileges == 1, isFiltered: seccomp == 2)
    }
}
