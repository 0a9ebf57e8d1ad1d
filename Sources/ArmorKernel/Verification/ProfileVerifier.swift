import ArmorCompiled
import ArmorSource

/// Compares profiles with what is kept, what is loaded and what runs.
package struct ProfileVerifier: Sendable {
    private let host: ArmorHost
    private let containers: [NamedContainer]

    /// - Parameter containers: the running containers; those of other profiles are passed over.
    package init(host: ArmorHost, containers: [NamedContainer]) {
        self.host = host
        self.containers = containers
    }

    /// The three sides of each profile, in their order. What is compared must not change meanwhile: the caller has the
    /// lock.
    package func verify(_ profiles: [ExpectedProfile]) throws -> [ProfileVerification] {
        let processes = try host.processes.processes()
        let details = try host.kernel.files.details(of: Set(profiles.map(\.name)))
        var comparison = LoadedComparison(kernel: host.kernel)
        return try profiles.map { profile in
            let kernel = try kernelSide(profile, details, &comparison)
            let file = try fileSide(profile)
            let running = containerSide(profile)
            let drift = file.drift + kernel.drift + running.drift
            return ProfileVerification(
                name: profile.name,
                policy: profile.policy,
                file: file.state,
                path: "\(host.store.path)/\(profile.name)",
                kernel: kernel.state,
                mode: details[profile.name]?.mode,
                proof: kernel.proof,
                processes: processes.filter { $0.label.includes(profile.name) },
                containers: running.containers,
                drift: drift
            )
        }
    }

    // MARK: The file

    private func fileSide(
        _ profile: ExpectedProfile
    ) throws(FileError) -> (state: ProfileVerification.FileState, drift: [Drift]) {
        let path = "\(host.store.path)/\(profile.name)"
        if case .ours(let record) = try host.records.entry(profile.name), !LoadRecord.isKept(record) {
            return (.notKept, [])
        }
        func drift(_ code: String, _ message: String, _ help: String? = nil) -> Drift {
            Drift(code, message, help: help ?? "\(profile.mending) mends it")
        }
        switch try host.store.entry(profile.name) {
        case .none:
            return (.missing, [drift("file-missing", "\"\(path)\" is missing: start-up will not load the profile")])
        case .foreign:
            return (
                .foreign,
                [
                    drift(
                        "file-foreign",
                        "\"\(path)\" was not written by armor",
                        "\(profile.mending) --take-over replaces it"
                    )
                ]
            )
        case .irregular(let kind):
            return (
                .irregular, [drift("file-irregular", "\"\(path)\" is \(kind)", "remove it, then \(profile.mending)")]
            )
        case .ours(let text):
            let boot = BootProblem.of(profile.name, in: host.store).map { Drift($0.code, $0.message, help: $0.help) }
            // The header tells of the policy's path and the program's version, which are no differences.
            if GeneratedHeader(text)?.body == GeneratedHeader(profile.text)?.body { return (.same, boot) }
            let what = "\"\(path)\" is not what the policy says: start-up will load another profile"
            return (.differs, boot + [drift("file-differs", what)])
        }
    }

    // MARK: The kernel

    private typealias KernelSide = (
        state: ProfileVerification.KernelState, proof: LoadedComparison.Proof?, drift: [Drift]
    )

    private func kernelSide(
        _ profile: ExpectedProfile,
        _ details: [String: LoadedDetails],
        _ comparison: inout LoadedComparison
    ) throws -> KernelSide {
        guard details[profile.name] != nil else {
            let what = "the profile \"\(profile.name)\" is not loaded: containers that ask for it do not start"
            return (.notLoaded, nil, [Drift("not-loaded", what, help: "\(profile.mending) mends it")])
        }
        let policy: CompiledPolicy
        do { policy = try CompiledPolicy.read(profile.binary) } catch {
            throw Drift("compiled-damaged", error.message, help: "check the package apparmor")
        }
        let mends = "\(profile.mending) mends it"
        var states: [ProfileVerification.KernelState] = []
        var proofs: Set<LoadedComparison.Proof> = []
        var drift: [Drift] = []
        for member in policy.profiles {
            let outcome = try comparison.compare(member, of: policy, with: details[member.name])
            switch outcome {
            case .same(let proof): proofs.insert(proof)
            case .notLoaded, .otherPolicy: states.append(.differs)
            case .otherMode: states.append(.otherMode)
            }
            drift += difference(member.name, outcome).map { [Drift($0.code, $0.message, help: mends)] } ?? []
        }
        let known = Set(policy.profiles.map(\.name))
        for extra in details.keys.sorted() where extra.hasPrefix("\(profile.name)//") && !known.contains(extra) {
            let what = "the kernel has \"\(extra)\", which the policy does not have"
            drift.append(Drift("extra-child", what, help: mends))
        }
        let worst = states.contains(.differs) ? ProfileVerification.KernelState.differs : states.first ?? .same
        return (worst, worst == .same ? proofs.weakest : nil, drift)
    }

    private func difference(_ name: String, _ outcome: LoadedComparison.Outcome) -> (code: String, message: String)? {
        switch outcome {
        case .same: nil
        case .notLoaded: ("child-missing", "the child \"\(name)\" is not loaded")
        case .otherPolicy: ("kernel-differs", "what the kernel has as \"\(name)\" is not what the policy says")
        case .otherMode(let mode, let expected):
            ("kernel-mode", "the kernel has \"\(name)\" in mode \(mode), and the policy says \(expected)")
        }
    }

    // MARK: The processes

    /// A process may be confined by more than the profile, but not by less.
    private func containerSide(_ profile: ExpectedProfile) -> (containers: [NamedContainer], drift: [Drift]) {
        let own = containers.filter { $0.profile == profile.name }
        var drift: [Drift] = []
        for container in own {
            let others = container.processes.filter { !$0.label.includes(profile.name) }
            guard let first = others.first else { continue }
            let what = "the container \"\(container.name)\" should be under \"\(profile.name)\", and is not"
            drift.append(
                Drift(
                    "container-label",
                    "\(what): \(UnloadRefusal.list(others)), the first under \"\(first.label.text)\"",
                    help: "restart it: \(container.engine) restart \(container.name)"
                )
            )
        }
        return (own, drift)
    }
}
