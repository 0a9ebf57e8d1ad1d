import ArmorGlob

extension Lints {
    /// Grants that ``SensitiveAccess`` asks a person about: C17 to C24.
    static let sensitive: [Lint] = [
        Lint(
            "C17",
            .medium,
            "a device that is not known to be harmless",
            why: "a device acts on hardware, or on the kernel, that all containers share",
            remedy: "name the one device that is needed; runtimes make null, zero, random and the terminals available",
            basis: .samples
        ) { $0.sensitive[.device] ?? [] },
        Lint(
            "C18",
            .medium,
            "a file of /proc or /sys that is not known to be harmless",
            why: "these files control or reveal the kernel and other processes",
            remedy: "name the one file that is needed, with owner = true where it is the process's own",
            basis: .samples
        ) { $0.sensitive[.kernelInterface] ?? [] },
        Lint(
            "C19",
            .medium,
            "the socket of a service that is not known to be harmless",
            why: "a service acts for its clients, often as root of the host",
            remedy: "connect to services of the same application only",
            basis: .samples
        ) { $0.sensitive[.socket] ?? [] },
        Lint(
            "C20",
            .medium,
            "changing programs or settings",
            why: "others run or trust what is there; B11 lists the worst",
            remedy: "write below the program's own data folder; make settings when the image is built",
            basis: .samples
        ) { $0.sensitive[.systemChange] ?? [] },
        Lint(
            "C21",
            .medium,
            "files of the host or of the container engine",
            why: "they belong to other containers, to the engine, or to the host",
            remedy: "mount the one folder that is needed, read-only, and name it",
            basis: .samples
        ) { $0.sensitive[.hostFile] ?? [] },
        Lint(
            "C22",
            .medium,
            "running a program that changes privileges or namespaces",
            why: "an attacker uses these programs to leave the container",
            remedy: "start the container as the final user; leave such programs out of the image",
            basis: .samples
        ) { $0.sensitive[.privilegedProgram] ?? [] },
        Lint(
            "C23",
            .medium,
            "a capability that few programs need",
            why: "it acts beyond the program's own files, processes and ports",
            remedy: "find what needs it; most programs work without it",
            check: allowing(rareCapabilities)
        ),
        Lint(
            "C24",
            .medium,
            "user namespaces, or io_uring with a kernel thread or other credentials",
            why: "inside of a user namespace a program has every capability; a ring may act under other credentials",
            remedy: "leave them out; programs fall back to ordinary processes and system calls"
        ) { namespaces($0) },
    ]

    /// Those that ``SensitiveAccess`` asks about and that no lint of a higher level reports.
    static let rareCapabilities: Set = [
        "audit_read", "block_suspend", "linux_immutable", "sys_pacct", "sys_resource", "sys_tty_config", "syslog",
        "wake_alarm",
    ]

    private static func namespaces(_ input: LintInput) -> [LintHit] {
        input.rules.compactMap { rule in
            guard rule.action == .allow else { return nil }
            switch rule.value {
            case is UsernsRule: return LintHit(rule, "allows creating user namespaces")
            case is IoUringRule: return LintHit(rule, "allows \(rule.value.text)")
            default: return nil
            }
        }
    }
}

extension LintInput {
    /// The rules that permit a sensitive access to one of their sample names, one finding for each kind.
    static func sensitiveGrants(
        _ rules: [Rule],
        _ access: EffectiveAccess,
        _ samples: [Int: [[UInt8]]]
    ) -> [SensitiveAccess.Kind: [LintHit]] {
        var hits: [SensitiveAccess.Kind: [LintHit]] = [:]
        for index in samples.keys.sorted() {
            guard let file = rules[index].value as? FileRule else { continue }
            var seen: Set<SensitiveAccess.Kind> = []
            let permissions = EffectiveAccess.Permission.allCases.filter(file.names)
            for path in samples[index] ?? [] {
                let found = permissions.compactMap { permission in
                    sensitivity(file, path, permission).map { (permission, $0) }
                }
                guard found.contains(where: { !seen.contains($0.1.kind) }) else { continue }
                let matches = access.matches(path)
                for (permission, sensitive) in found {
                    let requester: EffectiveAccess.Requester = file.owner ? .owner : .other
                    guard matches.granting(permission, to: requester).contains(index),
                        seen.insert(sensitive.kind).inserted
                    else { continue }
                    let message = "allows \(permission.verb) \(shown(path)), which \(sensitive.reason)"
                    hits[sensitive.kind, default: []].append(LintHit(rules[index], message))
                }
            }
        }
        return hits
    }

    private static func sensitivity(
        _ file: FileRule,
        _ path: [UInt8],
        _ permission: EffectiveAccess.Permission
    ) -> SensitiveAccess? {
        .file(path, permission, SensitiveAccess.FileFacts(isOwner: file.owner))
    }
}
