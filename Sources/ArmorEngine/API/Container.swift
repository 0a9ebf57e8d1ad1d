/// A running container, as its engine describes it. Names, images and paths are chosen by others.
package struct Container: Sendable, Equatable {
    /// 64 lower-case hexadecimal digits.
    package let id: String
    /// Without the slash that the API puts in front.
    package let name: String
    /// As it was asked for: `nginx:1.27`.
    package let image: String
    /// The AppArmor profile that the engine says it set; none where it says none. What the kernel enforces is another
    /// question.
    package let profile: String?
    /// The host's number of its first process; none where the engine tells none.
    package let firstProcess: Int?
    package let settings: ContainerSettings

    package init(
        id: String,
        name: String,
        image: String,
        profile: String?,
        firstProcess: Int?,
        settings: ContainerSettings
    ) {
        self.id = id
        self.name = name
        self.image = image
        self.profile = profile
        self.firstProcess = firstProcess
        self.settings = settings
    }

    /// Whether a text has the form of an id.
    package static func isID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// What a container was started with that concerns privilege.
package struct ContainerSettings: Sendable, Equatable {
    /// A namespace that a container may share with the host.
    package enum Namespace: String, Sendable, CaseIterable { case pid, network, ipc, uts, user, cgroup }

    /// Something of the host's that is mounted in a container.
    package struct Mount: Sendable, Equatable {
        /// `bind`, `volume`, `tmpfs`, …
        package let kind: String
        /// The host's path; empty where there is none.
        package let source: String
        /// The container's path.
        package let target: String
        package let isWritable: Bool
        /// `rprivate`, `rshared`, …; empty where the engine tells none.
        package let propagation: String

        package init(kind: String, source: String, target: String, isWritable: Bool, propagation: String) {
            self.kind = kind
            self.source = source
            self.target = target
            self.isWritable = isWritable
            self.propagation = propagation
        }
    }

    package var isPrivileged = false
    /// In capital letters without `CAP_`; `ALL` is all of them. In the order of the command line.
    package var addedCapabilities: [String] = []
    package var droppedCapabilities: [String] = []
    package var hostNamespaces: Set<Namespace> = []
    /// As the command line has them.
    package var securityOptions: [String] = []
    package var hasReadOnlyRoot = false
    /// Whether the runtime hides and protects parts of `/proc` and `/sys`, as is usual.
    package var masksSystemPaths = true
    package var mounts: [Mount] = []
    /// The host's paths.
    package var devices: [String] = []
    /// Bytes; none where there is no limit.
    package var memoryLimit: Int?
    /// None where there is no limit.
    package var processLimit: Int?
    /// The user that the first process starts as, as `USER` or `--user` give it; empty is root, or the image's own.
    package var user = ""

    package init() {}

    /// Whether `no-new-privileges` was asked for this container.
    package var asksNoNewPrivileges: Bool {
        securityOptions.contains { option in
            ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"].contains(option)
        }
    }

    /// Whether seccomp was switched off for this container.
    package var isWithoutSeccomp: Bool {
        securityOptions.contains("seccomp=unconfined") || securityOptions.contains("seccomp:unconfined")
    }
}
