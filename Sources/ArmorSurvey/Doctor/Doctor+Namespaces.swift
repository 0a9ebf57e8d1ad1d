import ArmorKernel
import ArmorSource

/// What is asked about user namespaces.
enum NamespaceChecks {
    static let all = [open, restricted]

    static let open = Check(
        "H30",
        .note,
        "every user may make user namespaces",
        why: "inside of one every capability is had, and with them much of the kernel can be attacked",
        remedy:
            "sysctl kernel.apparmor_restrict_unprivileged_userns=1 where the kernel has it, else user.max_user_namespaces"
    )
    static let restricted = Check(
        "H31",
        .note,
        "AppArmor keeps unconfined programs from making user namespaces",
        why: "rootless engines and browsers need a profile with the rule userns, or fail",
        remedy: "give such a program a profile of its own with userns; do not switch the restriction off"
    )
}

extension Doctor {
    /// Who may make user namespaces (user_namespaces(7), and the settings that Debian and Ubuntu add).
    func examineNamespaces() -> DoctorArea {
        var area = DoctorArea("user namespaces")
        func setting(_ name: String) -> Int? {
            let value = host.number("/proc/sys/" + name.split(separator: ".").joined(separator: "/"))
            area.fact(name, value.map(String.init) ?? "not there")
            return value
        }
        let limit = setting("user.max_user_namespaces")
        let isAllowed = setting("kernel.unprivileged_userns_clone") != 0
        let isRestricted = setting("kernel.apparmor_restrict_unprivileged_userns") == 1
        _ = setting("kernel.apparmor_restrict_unprivileged_unconfined")
        guard let limit, limit > 0, isAllowed else { return area }
        let check = isRestricted ? NamespaceChecks.restricted : NamespaceChecks.open
        area.findings.append(check.found(check.title))
        return area
    }
}
