/// Tells from its cgroup which container a process is in (`/proc/PID/cgroup`, cgroups(7)).
///
/// All processes of a container are in its cgroup or below, those that `docker exec` starts too, whatever they do to
/// their names, parents and sessions; and engines that cannot be asked have cgroups all the same.
package struct ContainerCgroup: Sendable, Hashable {
    /// 64 hexadecimal digits.
    package let id: String
    /// What made it, as far as the name tells: `docker`, `podman`, `containerd`, `cri-o`, `kubernetes`; else `unknown`.
    package let engine: String

    /// Reads the file; none where no container's cgroup is in it. Of containers within containers it is the outermost,
    /// which is the one that this host's engine knows.
    package init?(file: String) {
        for line in file.split(whereSeparator: \.isNewline) {
            // HIERARCHY:CONTROLLERS:PATH; the path may hold colons.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let found = Self.container(in: parts[2]) else { continue }
            self = found
            return
        }
        return nil
    }

    private init(id: String, engine: String) {
        self.id = id
        self.engine = engine
    }

    /// Prefixes of systemd's scopes, each with what is behind it; those of the monitors beside a container are longer.
    private static let prefixes = [
        ("docker-", "docker"), ("libpod-", "podman"), ("cri-containerd-", "containerd"), ("crio-", "cri-o"),
        ("nerdctl-", "containerd"),
    ]

    private static func container(in path: Substring) -> ContainerCgroup? {
        var parent: Substring = ""
        for name in path.split(separator: "/") {
            defer { parent = name }
            let bare = name.hasSuffix(".scope") ? name.dropLast(".scope".count) : name
            if let (prefix, engine) = prefixes.first(where: { bare.hasPrefix($0.0) }) {
                let id = bare.dropFirst(prefix.count)
                if Container.isID(id) { return ContainerCgroup(id: String(id), engine: engine) }
            } else if Container.isID(bare) {
                return ContainerCgroup(id: String(bare), engine: engine(of: parent))
            }
        }
        return nil
    }

    /// The cgroupfs driver names a container's cgroup by its id alone, in a folder of the engine's.
    private static func engine(of parent: Substring) -> String {
        if parent == "docker" { return "docker" }
        if parent == "libpod_parent" || parent == "machine" { return "podman" }
        return parent.hasPrefix("pod") || parent.hasPrefix("kubepods") ? "kubernetes" : "unknown"
    }
}
