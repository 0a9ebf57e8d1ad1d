package import ArmorKernel

/// Finds the engines of this host by their sockets.
package enum EngineSockets {
    /// What was found, and what could not be.
    package struct Found: Sendable {
        package var clients: [EngineClient]
        package var errors: [EngineError]
        /// Engines whose program is here and whose socket is not.
        package var silent: [EngineClient.Kind]

        package init(
            clients: [EngineClient] = [],
            errors: [EngineError] = [],
            silent: [EngineClient.Kind] = []
        ) {
            self.clients = clients
            self.errors = errors
            self.silent = silent
        }
    }

    private static let programs: [(kind: EngineClient.Kind, paths: [String])] = [
        (.docker, ["/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd"]),
        (.podman, ["/usr/bin/podman", "/usr/local/bin/podman"]),
    ]

    /// The engines of root, and those that this user runs as themselves.
    ///
    /// - Parameters:
    ///   - dockerHost: the value of `DOCKER_HOST`, which replaces Docker's usual socket. One that is not on this host is
    ///     an error: the containers of another host have no processes here to look at.
    ///   - user: whose rootless engines are looked for; root has none.
    package static func find(_ host: HostFiles, dockerHost: String?, user: Int) -> Found {
        var found = Found()
        var docker = ["/var/run/docker.sock"]
        var podman = ["/run/podman/podman.sock"]
        if user != 0 {
            docker.append("/run/user/\(user)/docker.sock")
            podman.append("/run/user/\(user)/podman/podman.sock")
        }
        if let dockerHost, !dockerHost.isEmpty {
            if dockerHost.hasPrefix("unix:///") {
                docker = [String(dockerHost.dropFirst("unix://".count))]
            } else {
                docker = []
                found.errors.append(EngineError("docker", .notLocal(dockerHost)))
            }
        }
        for (kind, paths) in [(EngineClient.Kind.docker, docker), (.podman, podman)] {
            let sockets = paths.filter(host.isSocket)
            found.clients += sockets.map { EngineClient(kind, socket: host.root + $0) }
            let isInstalled = programs.contains { $0.kind == kind && $0.paths.contains(where: host.isProgram) }
            if sockets.isEmpty, isInstalled, !(kind == .docker && docker.isEmpty) { found.silent.append(kind) }
        }
        return found
    }
}
