import ArmorKernel
import ArmorSource
import ArmorTarget

/// What is asked of the kernel.
enum KernelChecks {
    static let all = [absent, disabled, notMounted, partial, unenforced, stacked]

    static let absent = Check(
        "H01",
        .error,
        "no AppArmor in the kernel",
        why: "profiles do nothing; engines start containers without them and do not say so",
        remedy: "use a kernel with CONFIG_SECURITY_APPARMOR; gen, check and test work without"
    )
    static let disabled = Check(
        "H02",
        .error,
        "AppArmor is switched off",
        why: "profiles do nothing; engines start containers without them and do not say so",
        remedy: "start the kernel with apparmor=1 security=apparmor"
    )
    static let notMounted = Check(
        "H03",
        .error,
        "AppArmor's files are not mounted",
        why: "no profile can be loaded, and engines take it for missing",
        remedy: "mount -t securityfs securityfs /sys/kernel/security"
    )
    static let partial = Check(
        "H04",
        .error,
        "a kind of rule that every known release enforces is not enforced",
        why: "the kernel does not ask AppArmor about it: what a policy leaves out is allowed",
        remedy: "use a distribution's kernel of 5.15 or later"
    )
    static let unenforced = Check(
        "H05",
        .note,
        "a kind of rule is not enforced by this kernel",
        why: "what a policy says of it changes nothing here; check says so of each rule",
        remedy: "do not count on such rules here; seccomp may help"
    )
    static let stacked = Check(
        "H06",
        .note,
        "executed programs may run as NAME//&unconfined",
        why: "from Linux 6.17 on; rules about signals and ptrace must name that peer as well",
        remedy: "extend the preset container, which does"
    )
}

extension Doctor {
    /// The kernel, and its features where it tells them.
    func examineKernel() -> (DoctorArea, Features?) {
        var area = DoctorArea("kernel")
        area.fact("release", host.text("/proc/sys/kernel/osrelease") ?? "not known")
        let features: Features
        do throws(KernelError) {
            features = try host.securityFilesystem.features()
        } catch {
            let check: Check? =
                switch error.reason {
                case .absent: KernelChecks.absent
                case .disabled: KernelChecks.disabled
                case .notMounted: KernelChecks.notMounted
                default: nil
                }
            area.fact("apparmor", error.message)
            if let check { area.findings.append(check.found(error.message)) } else { area.unseen.append(error.message) }
            return (area, nil)
        }
        area.fact("apparmor", "on")
        area.fact("features", FeatureComparison(features).sentence)
        let missing = Mediation.allCases.filter { !features.enforces($0) }
        area.fact("enforced", Mediation.allCases.filter(features.enforces).map(\.rawValue).joined(separator: " "))
        let basic = missing.filter { kind in Self.releases.allSatisfy { $0.features.enforces(kind) } }
        area.findings += basic.map { KernelChecks.partial.found("rules of the kind \($0.rawValue) are not enforced") }
        let others = missing.filter { !basic.contains($0) }
        if !others.isEmpty {
            let names = others.map(\.rawValue).joined(separator: ", ")
            area.findings.append(KernelChecks.unenforced.found("rules of these kinds are not enforced: \(names)"))
        }
        if let release = host.kernelRelease, release >= KernelRelease(6, 17) {
            area.findings.append(KernelChecks.stacked.found("programs may run under stacked labels"))
        }
        return (area, features)
    }

    static let releases = Target.names.compactMap(Target.named)
}

/// The release that a kernel's features are nearest to, and how they differ.
struct FeatureComparison {
    let sentence: String

    /// So many differences are named; a kernel that differs in more is its own.
    private static let limit = 6

    init(_ features: Features) {
        let differences = Doctor.releases.map { release in (release.name, Self.difference(features, release.features)) }
        guard let (name, (lacks, adds)) = differences.min(by: { Self.size($0.1) < Self.size($1.1) }) else {
            sentence = "not known"
            return
        }
        guard !lacks.isEmpty || !adds.isEmpty else {
            sentence = "those of \(name)"
            return
        }
        let parts = [("without", lacks), ("with", adds)].filter { !$0.1.isEmpty }.map { word, list in
            let shown = list.prefix(Self.limit).joined(separator: ", ")
            return "\(word) \(shown)\(list.count > Self.limit ? " and \(list.count - Self.limit) more" : "")"
        }
        sentence = "nearest to \(name), \(parts.joined(separator: "; "))"
    }

    private static func size(_ difference: (lacks: [String], adds: [String])) -> Int {
        difference.lacks.count + difference.adds.count
    }

    /// Leaves, and words of leaves, that only one side has.
    private static func difference(_ mine: Features, _ theirs: Features) -> (lacks: [String], adds: [String]) {
        func words(_ features: Features) -> Set<String> {
            Set(features.values.flatMap { path, _ in features.mask(path).map { "\(path)/\($0)" } })
        }
        let (left, right) = (words(mine), words(theirs))
        return (right.subtracting(left).sorted(), left.subtracting(right).sorted())
    }
}
