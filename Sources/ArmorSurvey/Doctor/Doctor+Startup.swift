import ArmorKernel
import ArmorSource

/// What is asked of the machine's start-up.
enum StartupChecks {
    static let all = [notEnabled, notLoaded, subfolder, overridden]

    static let notEnabled = Check(
        "H20",
        .error,
        "profiles are not loaded when the machine starts",
        why: "after a restart containers that name a profile do not start, and others run unconfined",
        remedy: "systemctl unmask apparmor; systemctl enable --now apparmor"
    )
    static let notLoaded = Check(
        "H21",
        .warning,
        "a profile on the disk is not loaded",
        why: "what it was written for runs unconfined, or does not start",
        remedy: "systemctl reload apparmor, and read what it says; armor load for armor's own"
    )
    static let subfolder = Check(
        "H22",
        .warning,
        "a profile in /etc/apparmor.d/containers",
        why: "start-up does not enter that folder, and aa-remove-unknown unloads what is defined there",
        remedy: "armor import it and armor load the policy, or move the file up into /etc/apparmor.d"
    )
    static let overridden = Check(
        "H23",
        .warning,
        "start-up treats a profile of armor's otherwise",
        why: "a file in disable or force-complain of its name has it left out, or not enforced",
        remedy: "remove that file"
    )
}

extension Doctor {
    /// Whether what is on the disk comes back after a restart, and whether it is there now.
    func examineStartup(_ parser: ParserProgram?, _ loaded: Loaded) async -> DoctorArea {
        var area = DoctorArea("start-up")
        let service = serviceState
        area.fact("apparmor.service", service.rawValue)
        if service != .enabled {
            area.findings.append(StartupChecks.notEnabled.found("apparmor.service is \(service.rawValue)"))
        }
        let names = host.names("\(BootFolder.path)/containers") ?? []
        area.findings += names.filter { !$0.hasPrefix(".") }.map { name in
            StartupChecks.subfolder.found("\"\(BootFolder.path)/containers/\(name)\" is not loaded at start-up")
        }
        let store = ProfileStore(path: host.root + BootFolder.path)
        for name in ((try? store.ours()) ?? [:]).keys.sorted() {
            area.findings += BootProblem.of(name, in: store).map {
                StartupChecks.overridden.found($0.message)
            }
        }
        await compare(parser, loaded, &area)
        return area
    }

    private func compare(_ parser: ParserProgram?, _ loaded: Loaded, _ area: inout DoctorArea) async {
        let disabled = Set(host.names("\(BootFolder.path)/\(BootFolder.disable)") ?? [])
        let files = host.profileFiles.filter { !disabled.contains(String($0.dropFirst(BootFolder.path.count + 1))) }
        area.fact("profile files", "\(files.count)")
        guard let parser, !files.isEmpty else { return }
        let defined: [String]
        do {
            defined = try await parser.names(inFiles: files.map { host.root + $0 })
        } catch {
            area.unseen.append("which profiles the files of \(BootFolder.path) define: \(error.message)")
            return
        }
        area.fact("profiles in them", "\(defined.count)")
        switch loaded {
        case .off: break
        case .hidden: area.unseen.append("whether they are loaded: only root can ask the kernel")
        case .profiles(let profiles):
            area.fact("loaded profiles", "\(profiles.count)")
            let missing = Set(defined).subtracting(profiles.map(\.name)).sorted()
            area.findings += missing.map { name in
                StartupChecks.notLoaded.found("the profile \"\(name)\" is in \(BootFolder.path) and not loaded")
            }
        }
    }

    /// Whether start-up loads profiles.
    private enum ServiceState: String {
        case enabled, disabled, masked
        case absent = "not installed"
    }

    /// systemd's links as systemctl makes them (systemctl(1)), else those of System V's start-up.
    private var serviceState: ServiceState {
        let name = "apparmor.service"
        if host.linkTarget("/etc/systemd/system/\(name)") == "/dev/null" { return .masked }
        for folder in ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"] {
            for entry in host.names(folder) ?? [] where entry.hasSuffix(".wants") || entry.hasSuffix(".requires") {
                if host.exists("\(folder)/\(entry)/\(name)") { return .enabled }
            }
        }
        if !host.exists("/run/systemd/system") {
            let scripts = host.names("/etc/rcS.d") ?? []
            if scripts.contains(where: { $0.hasPrefix("S") && $0.hasSuffix("apparmor") }) { return .enabled }
        }
        let places = ["/usr/lib/systemd/system/\(name)", "/lib/systemd/system/\(name)", "/etc/init.d/apparmor"]
        return places.contains(where: host.exists) ? .disabled : .absent
    }
}
