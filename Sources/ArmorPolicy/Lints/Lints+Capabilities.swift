extension Lints {
    /// A01–A05, B02, B09, B17 and C13; others are beside what they unlock.
    static let capabilities: [Lint] = [
        Lint(
            "A01",
            .critical,
            "capability sys_admin",
            why: "sys_admin mounts, sets names and quotas, enters name spaces: it is most of what root on the host is",
            remedy: "find what needs it and allow that; most programs need none of it",
            check: allowing(["sys_admin"])
        ),
        Lint(
            "A02",
            .critical,
            "capability sys_module",
            why: "a module that is loaded runs in the kernel of the host",
            remedy: "load modules on the host, before the container starts",
            check: allowing(["sys_module"])
        ),
        Lint(
            "A03",
            .critical,
            "capability sys_rawio",
            why: "sys_rawio reaches I/O ports, device memory and raw disk commands",
            remedy: "take it out; give the one device that is needed instead",
            check: allowing(["sys_rawio"])
        ),
        Lint(
            "A04",
            .critical,
            "capability mac_admin or mac_override",
            why: "whoever holds it loads and replaces AppArmor profiles, this one included",
            remedy: "take it out; profiles are loaded on the host",
            check: allowing(["mac_admin", "mac_override"])
        ),
        Lint(
            "A05",
            .critical,
            "every capability",
            why: "\"all\" includes sys_admin and sys_module, and those that future kernels add",
            remedy: "list the capabilities that are needed",
            check: everyCapability
        ),
        Lint(
            "B02",
            .high,
            "capability dac_read_search",
            why: "it reads every file whatever its mode, and open_by_handle_at(2) reaches files outside the container",
            remedy: "run as the user that owns the files",
            check: allowing(["dac_read_search"])
        ),
        Lint(
            "B09",
            .high,
            "capability net_admin, bpf, perfmon or checkpoint_restore",
            why: "each opens large parts of the kernel: packet filters, programs in the kernel, other processes' state",
            remedy: "set the network up outside the container; take the capability out",
            check: allowing(["net_admin", "bpf", "perfmon", "checkpoint_restore"])
        ),
        Lint(
            "B17",
            .high,
            "capability setfcap, setpcap, mknod, sys_boot or sys_time",
            why: "they make files with capabilities, device nodes, or act on the whole machine",
            remedy: "do this while the image is built, or on the host",
            check: allowing(["setfcap", "setpcap", "mknod", "sys_boot", "sys_time"])
        ),
        Lint(
            "C13",
            .medium,
            "setuid, setgid, dac_override or chown with no reason given",
            why: "they are needed to drop privileges at the start, and are left over where nothing is dropped",
            remedy: "run as the final user, or say why with a comment or \"reason\"",
            check: unexplained(["setuid", "setgid", "dac_override", "chown"])
        ),
    ]

    /// Rules that name one of these capabilities and hold.
    static func allowing(_ names: Set<String>) -> @Sendable (LintInput) -> [LintHit] {
        { input in
            named(names, input).map { LintHit($0.rule, "allows the capability \($0.value.name ?? "all")") }
        }
    }

    private static func named(_ names: Set<String>, _ input: LintInput) -> [(rule: Rule, value: CapabilityRule)] {
        names.sorted().flatMap { name in
            input.effective(
                CapabilityRule.self,
                where: { $0.name == name },
                deniedBy: { $0.name == nil || $0.name == name }
            )
        }
    }

    private static func unexplained(_ names: Set<String>) -> @Sendable (LintInput) -> [LintHit] {
        { input in
            named(names, input).filter { $0.rule.origin?.reason == nil }
                .map { LintHit($0.rule, "allows the capability \($0.value.name ?? "all") and does not say why") }
        }
    }

    private static func everyCapability(_ input: LintInput) -> [LintHit] {
        let denied = Set(input.rules(CapabilityRule.self, .deny).map(\.value.name))
        guard !denied.contains(nil) else { return [] }
        let worst: [String] = ["sys_admin", "sys_module", "sys_rawio", "mac_admin", "mac_override", "sys_ptrace"]
            .filter { !denied.contains(Optional($0)) }
        let among = worst.isEmpty ? "" : ": \(worst.joined(separator: ", ")) among them"
        return input.rules(CapabilityRule.self).filter { $0.value.name == nil }
            .map {
                LintHit($0.rule, "allows \(denied.isEmpty ? "every capability" : "all other capabilities")\(among)")
            }
    }
}
