import ArmorEngine
import ArmorKernel
import ArmorSource
import ArmorTarget

/// What is asked of container engines.
enum EngineChecks {
    static let all = [
        withoutAppArmor, defaultMissing, foreignDefault, readsPower, refusesRuntime, allowsCrypto, unconfined,
        withoutSeccomp, rootless,
    ]

    static let withoutAppArmor = Check(
        "H50",
        .error,
        "an engine that does not use AppArmor",
        why: "all its containers run unconfined although the kernel could confine them",
        remedy: "start the engine again after apparmor.service; see that apparmor_parser is installed"
    )
    static let defaultMissing = Check(
        "H51",
        .warning,
        "Docker's default profile is not loaded",
        why: "it was unloaded while the engine ran, by aa-remove-unknown for one: its containers are unconfined since",
        remedy: "restart the engine and its containers; do not use aa-remove-unknown beside an engine"
    )
    static let foreignDefault = Check(
        "H52",
        .error,
        "a docker-default that is not Docker's",
        why: "every container that names no profile runs under it",
        remedy: "aa-remove-unknown, or unload docker-default, then restart the engine, which loads its own"
    )
    static let readsPower = Check(
        "H53",
        .warning,
        "Docker's default profile is from before 2023",
        why: "containers can read the processor's energy counters, a side channel; 20.10.27, 23.0.8 and 24.0.7 deny it",
        remedy: "update the engine and restart it, or give containers policies of their own"
    )
    static let refusesRuntime = Check(
        "H54",
        .warning,
        "containers that the engine cannot stop",
        why: "AppArmor 4 confines runc and crun, and the default profile takes signals from unconfined programs alone",
        remedy: "update the engine and restart it, or give containers policies that extend the preset container"
    )
    static let allowsCrypto = Check(
        "H55",
        .note,
        "Docker's default profile leaves the kernel's crypto sockets open",
        why: "the family alg has a large attack surface and no use in containers; profiles from 2026 on deny it",
        remedy: "update the engine, or give containers policies of their own, which allow no family that is not listed"
    )
    static let unconfined = Check(
        "H56",
        .error,
        "a container that is not confined",
        why: "nothing but namespaces, capabilities and seccomp is between it and the host",
        remedy: "armor status --containers shows all; start it with --security-opt apparmor=NAME"
    )
    static let withoutSeccomp = Check(
        "H57",
        .warning,
        "an engine without seccomp",
        why: "all system calls are open to its containers",
        remedy: "use a kernel and a runtime with seccomp; do not start the engine with seccomp-profile=unconfined"
    )
    static let rootless = Check(
        "H58",
        .warning,
        "a rootless engine",
        why: "only root can load profiles, so that its containers run unconfined unless one was loaded before",
        remedy: "sudo armor load POLICY, then name the profile; look at the containers' labels"
    )
}

extension Doctor {
    /// The engines, the profile that Docker gives by itself, and containers that have none.
    func examineEngines(_ loaded: Loaded, _ features: Features?) -> DoctorArea {
        var area = DoctorArea("engines")
        for client in engines.clients {
            do throws(EngineError) {
                try examine(client, isMediated: features != nil, &area)
            } catch { area.unseen.append(error.message) }
        }
        area.unseen += engines.errors.map(\.message)
        for kind in engines.silent { area.fact(kind.rawValue, "installed, without a socket") }
        if engines.clients.contains(where: { $0.kind == .docker }), let features {
            examineDefault(loaded, features, &area)
        }
        let survey = ContainerSurvey.run(host, engines: engines, isMediated: features != nil)
        area.fact("containers", "\(survey.containers.count)")
        area.unseen += survey.unread
        for state in survey.containers where [.none, .unconfined, .partly].contains(state.confinement) {
            area.findings.append(EngineChecks.unconfined.found("runs unconfined", subject: state.name))
        }
        return area
    }

    private func examine(_ client: EngineClient, isMediated: Bool, _ area: inout DoctorArea) throws(EngineError) {
        let information = try client.information()
        let runtime = information.defaultRuntime.map { ", runtime \($0)" } ?? ""
        area.fact(client.name, "\(information.version)\(runtime)")
        area.fact("\(client.kind.rawValue)'s security", information.securityOptions.joined(separator: "; "))
        if isMediated, !information.has("apparmor") {
            area.findings.append(EngineChecks.withoutAppArmor.found("\(client.name) does not use AppArmor"))
        }
        if !information.has("seccomp") {
            area.findings.append(EngineChecks.withoutSeccomp.found("\(client.name) does not use seccomp"))
        }
        if information.has("rootless") {
            area.findings.append(EngineChecks.rootless.found("\(client.name) is rootless"))
        }
    }

    /// Asks the kernel what the loaded profile allows: its answers tell how old the rules are.
    private func examineDefault(_ loaded: Loaded, _ features: Features, _ area: inout DoctorArea) {
        guard case .profiles(let profiles) = loaded else {
            area.unseen.append("how old Docker's default profile is: only root can ask the kernel")
            return
        }
        let names = Set(profiles.map(\.name))
        guard names.contains(DefaultProfileProbe.profile) else {
            area.findings.append(EngineChecks.defaultMissing.found("docker-default is not loaded"))
            return
        }
        for probe in DefaultProfileProbe.all where isMet(probe.need, names, features) {
            do throws(KernelError) {
                if let finding = try probe.found(kernel) { area.findings.append(finding) }
            } catch {
                area.unseen.append("how old Docker's default profile is: \(error.message)")
                return
            }
        }
    }

    private func isMet(_ need: DefaultProfileProbe.Need, _ names: Set<String>, _ features: Features) -> Bool {
        switch need {
        case .nothing: true
        case .plainNetwork: features.has("network_v8") && !features.has("network_v9")
        case .profile(let name): names.contains(name)
        }
    }
}
