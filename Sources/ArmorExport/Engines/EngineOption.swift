import ArmorPolicy
package import ArmorSource

/// An option of `docker run`, `podman run` or `nerdctl run`.
package struct EngineOption: Sendable {
    /// Long, without dashes.
    package let name: String
    /// None for a switch.
    package let value: String?
    /// Where the policy says it; none where armor decided.
    package let place: Place?

    init(_ name: String, _ value: String? = nil, at place: Place? = nil) {
        (self.name, self.value, self.place) = (name, value, place)
    }

    /// As words of a command line.
    package var words: [String] { ["--\(name)"] + (value.map { [$0] } ?? []) }
}

/// The programs that start containers, as far as their options differ (docker-run(1), podman-run(1), nerdctl's reference of
/// its commands).
package enum Engine: String, Sendable, CaseIterable {
    case docker, podman, nerdctl
}

/// What an engine's program is told, in an order of its own: what confines, what it may, what it sees, how much it takes.
package struct EngineOptions: Sendable {
    package private(set) var options: [EngineOption] = []
    /// What the engine has no option for.
    package private(set) var notes: [Diagnostic] = []

    private let spec: ContainerSpec
    private let engine: Engine

    /// The options beside `--security-opt apparmor=`.
    package init(_ spec: ContainerSpec, _ engine: Engine) {
        (self.spec, self.engine) = (spec, engine)
        security()
        capabilities()
        files()
        if let user = spec.user { add("user", user.value.text, at: user.place) }
        namespaces()
        limits()
    }

    private mutating func add(_ name: String, _ value: String? = nil, at place: Place? = nil) {
        options.append(EngineOption(name, value, at: place))
    }

    private mutating func security() {
        if spec.noNewPrivileges.value { add("security-opt", "no-new-privileges", at: spec.noNewPrivileges.place) }
        switch spec.seccomp.value {
        case .runtimes: break
        case .unconfined: add("security-opt", "seccomp=unconfined", at: spec.seccomp.place)
        case .file(let path): add("security-opt", "seccomp=\(path)", at: spec.seccomp.place)
        }
        if let paths = spec.systemPaths, paths.value == .unmasked {
            add("security-opt", engine == .podman ? "unmask=ALL" : "systempaths=unconfined", at: paths.place)
        }
    }

    private mutating func capabilities() {
        let place = spec.capabilities.place
        switch spec.capabilities.value {
        case .runtimes(let denied):
            for name in denied { add("cap-drop", name.uppercased(), at: place) }
        case .only(let names):
            add("cap-drop", "ALL", at: place)
            for name in names { add("cap-add", name.uppercased(), at: place) }
        case .allBut(let names):
            add("cap-add", "ALL", at: place)
            for name in names { add("cap-drop", name.uppercased(), at: place) }
        }
    }

    private mutating func files() {
        if spec.readOnly.value { add("read-only", at: spec.readOnly.place) }
        for tmpfs in spec.tmpfs { add("tmpfs", tmpfs.value.text, at: tmpfs.place) }
        for device in spec.devices { add("device", device.value.text, at: device.place) }
    }

    private mutating func namespaces() {
        if let network = spec.network { add("network", network.value, at: network.place) }
        if let userns = spec.userns {
            switch (userns.value, engine) {
            case (.host, _): add("userns", "host", at: userns.place)
            case (.private, .podman): add("userns", "auto", at: userns.place)
            case (.private, _):
                notes.append(
                    .leftOut(
                        "\(engine.rawValue) gives no single container a user namespace of its own",
                        at: userns.place,
                        help: "set userns-remap for the daemon"
                    )
                )
            }
        }
        // A container has its own where nothing is said.
        if let pid = spec.pid, pid.value == .host { add("pid", "host", at: pid.place) }
        if let ipc = spec.ipc, ipc.value == .host || engine != .nerdctl {
            add("ipc", ipc.value.rawValue, at: ipc.place)
        }
    }

    private mutating func limits() {
        if let limit = spec.pidsLimit { add("pids-limit", "\(limit.value)", at: limit.place) }
        for limit in spec.limits {
            let resource = limit.value.resource
            guard resource != "as" else {
                notes.append(.limitOfProfile("\(engine.rawValue) knows no limit \"as\"", at: limit.place))
                continue
            }
            let number = limit.value.value.map { "\($0)" } ?? "-1"
            add("ulimit", "\(resource)=\(number):\(number)", at: limit.place)
        }
    }
}

extension Diagnostic {
    /// A limit that the target has no word for. It holds all the same: AppArmor sets it when the program is executed.
    static func limitOfProfile(_ what: String, at place: Place?) -> Diagnostic {
        .leftOut("\(what); the profile sets it", at: place)
    }
}
