import ArmorEngine
import ArmorKernel

extension ContainerState {
    /// What is not as it should be, what the kernel says first.
    package var findings: [Finding] {
        confinementFindings
            + (container.map { privilegeFindings($0) + isolationFindings($0) + limitFindings($0) } ?? [])
    }

    private func found(_ check: Check, _ message: String) -> Finding { check.found(message, subject: name) }

    private var confinementFindings: [Finding] {
        var findings: [Finding] = []
        switch confinement {
        case .unknown, .custom: break
        case .none: findings.append(found(ContainerChecks.unconfined, "runs on a kernel without AppArmor"))
        case .unconfined: findings.append(found(ContainerChecks.unconfined, "runs unconfined"))
        case .partly:
            let free = processes.filter(\.label.confinesNothing)
            findings.append(found(ContainerChecks.partlyUnconfined, "unconfined are \(list(free))"))
        case .engineDefault:
            findings.append(found(ContainerChecks.onlyDefault, "has its engine's default profile alone"))
        }
        if let asked = container?.profile, asked != "unconfined" {
            // Those that are not confined at all were told already.
            let others = processes.filter { !$0.label.confinesNothing && !$0.label.includes(asked) }
            for (label, processes) in Dictionary(grouping: others, by: \.label.text).sorted(by: { $0.key < $1.key }) {
                let message = "the engine set the profile \"\(asked)\"; \"\(label)\" confines \(list(processes))"
                findings.append(found(ContainerChecks.otherProfile, message))
            }
        }
        let lax = Set(processes.filter { $0.label.mode == "complain" }.map(\.label.text)).sorted()
        findings += lax.map { found(ContainerChecks.complain, "the profile \"\($0)\" only complains") }
        return findings
    }

    /// Some of them by number and name.
    private func list(_ processes: [LabelledProcess]) -> String {
        let shown = processes.prefix(3).map { "\($0.number) (\($0.command))" }.joined(separator: ", ")
        return processes.count > 3 ? "\(shown) and \(processes.count - 3) more" : shown
    }

    private func privilegeFindings(_ container: Container) -> [Finding] {
        let settings = container.settings
        var findings: [Finding] = []
        if settings.isPrivileged { findings.append(found(ContainerChecks.privileged, "is privileged")) }
        for capability in settings.addedCapabilities {
            let check = Self.dangerous.contains(capability) ? ContainerChecks.dangerousCapability : nil
            guard let check = check ?? (Self.usual.contains(capability) ? nil : ContainerChecks.capability) else {
                continue
            }
            findings.append(found(check, "has the capability \(capability)"))
        }
        let isFiltered = status?.isFiltered ?? !(settings.isWithoutSeccomp || settings.isPrivileged)
        if !isFiltered { findings.append(found(ContainerChecks.noSeccomp, "runs without a seccomp filter")) }
        if !(status?.hasNoNewPrivileges ?? settings.asksNoNewPrivileges) {
            findings.append(found(ContainerChecks.newPrivileges, "runs without no_new_privileges"))
        }
        // A privileged one has them open anyway.
        if !settings.masksSystemPaths, !settings.isPrivileged {
            findings.append(found(ContainerChecks.systemPaths, "has /proc and /sys unmasked"))
        }
        findings += settings.devices.map { found(ContainerChecks.devices, "has the host's device \"\($0)\"") }
        return findings
    }

    /// Capabilities by which a container was shown to leave, or to take its confinement off.
    private static let dangerous: Set = [
        "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_PTRACE", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE",
        "BPF",
        "PERFMON", "CHECKPOINT_RESTORE", "SYS_BOOT",
    ]

    /// What Docker gives to every container unasked; asked for after `--cap-drop ALL` it is no more than that.
    private static let usual: Set = [
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
        "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    ]

    private func isolationFindings(_ container: Container) -> [Finding] {
        let checks: [(ContainerSettings.Namespace, Check)] = [
            (.pid, ContainerChecks.hostProcesses), (.network, ContainerChecks.hostNetwork),
            (.ipc, ContainerChecks.hostIPC), (.uts, ContainerChecks.hostNames), (.user, ContainerChecks.hostUsers),
            (.cgroup, ContainerChecks.hostCgroups),
        ]
        let shared = checks.filter { container.settings.hostNamespaces.contains($0.0) }
        return shared.map { found($0.1, "shares \($0.1.title)") } + container.settings.mounts.flatMap(mountFindings)
    }

    private func mountFindings(_ mount: ContainerSettings.Mount) -> [Finding] {
        var findings: [Finding] = []
        let danger = HostPath(mount.source)?.danger(isWritable: mount.isWritable)
        let check: Check? =
            switch danger {
            case .socket: ContainerChecks.engineSocket
            case .system: mount.isWritable ? ContainerChecks.writableHostFolder : ContainerChecks.readableHostFolder
            case nil: nil
            }
        if let check { findings.append(found(check, "has \"\(mount.source)\" at \"\(mount.target)\"")) }
        if ["shared", "rshared"].contains(mount.propagation) {
            findings.append(found(ContainerChecks.propagation, "mounts below \"\(mount.target)\" reach the host"))
        }
        return findings
    }

    private func limitFindings(_ container: Container) -> [Finding] {
        let settings = container.settings
        var findings: [Finding] = []
        if !settings.hasReadOnlyRoot {
            findings.append(found(ContainerChecks.writableRoot, "can write to its root file system"))
        }
        if settings.processLimit == nil {
            findings.append(found(ContainerChecks.processLimit, "may start any number of processes"))
        }
        if settings.memoryLimit == nil {
            findings.append(found(ContainerChecks.memoryLimit, "may use all memory"))
        }
        return findings
    }
}
