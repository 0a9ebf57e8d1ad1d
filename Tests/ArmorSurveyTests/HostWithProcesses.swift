import ArmorTestSupport
import Foundation

extension SyntheticHost {
    /// A process of the host, as `/proc` shows it.
    func process(
        _ number: Int,
        _ command: String,
        label: String? = "unconfined",
        cgroup: String = "/init.scope",
        noNewPrivileges: Bool = false,
        isFiltered: Bool = true
    ) throws {
        try write("/proc/\(number)/comm", "\(command)\n")
        try write("/proc/\(number)/cgroup", "0::\(cgroup)\n")
        let status =
            "Name:\t\(command)\nUmask:\t0022\nNoNewPrivs:\t\(noNewPrivileges ? 1 : 0)\nSeccomp:\t\(isFiltered ? 2 : 0)\n"
        try write("/proc/\(number)/status", status)
        try write("/proc/\(number)/task/\(number)/comm", "\(command)\n")
        if let label { try write("/proc/\(number)/task/\(number)/attr/apparmor/current", "\(label)\n") }
    }

    /// A kernel with AppArmor that holds these profiles, each as `NAME (MODE)`.
    func loaded(_ profiles: [String], features: [String: String] = [:]) throws {
        try write("/sys/module/apparmor/parameters/enabled", "Y\n")
        try write("/sys/kernel/security/apparmor/profiles", profiles.map { "\($0)\n" }.joined())
        try write("/sys/kernel/security/apparmor/features/capability", "0xffffff\n")
        for (path, value) in features { try write("/sys/kernel/security/apparmor/features/\(path)", "\(value)\n") }
    }

    /// The cgroup of a container of Docker's under systemd.
    static func docker(_ id: String) -> String { "/system.slice/docker-\(id).scope" }
}

/// An id of 64 digits from two.
func id(_ digits: String) -> String { String(repeating: digits, count: 32) }
