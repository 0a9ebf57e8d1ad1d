/// Names that a glob of samples must not match unless each sample is such a name. Those of secrets are ``SecretFile/sampleNames``.
package enum SensitiveNames {
    /// The paths that differ from a sample in one component, which has the name of a sensitive file.
    ///
    /// - Parameter sample: absolute.
    package static func variants(of sample: [UInt8]) -> [[UInt8]] {
        let slash = UInt8(ascii: "/")
        let names = sample.split(separator: slash)
        let tail: [UInt8] = sample.last == slash ? [slash] : []
        return names.indices.flatMap { index -> [[UInt8]] in
            let head = names[..<index].flatMap { [slash] + $0 } + [slash]
            let rest = names[(index + 1)...].flatMap { [slash] + $0 } + tail
            let top = String(decoding: names[0], as: UTF8.self)
            let isMount = index <= 1 || mounts.contains(top)
            return ((isMount ? mounted : []) + programs).map { head + $0.utf8 + rest }
        }
    }

    /// Folders into which people mount sockets of engines and control groups; the program's own data folders are not among them.
    private static let mounts: Set = ["mnt", "media", "run", "host", "hostfs", "rootfs"]

    private static let mounted = [
        "docker.sock", "podman.sock", "containerd.sock", "crio.sock", "buildkitd.sock", "libvirt-sock", "unix.socket",
        "release_agent", "cgroup.procs",
    ]

    private static let programs = [
        "passwd", "su", "sudo", "sh", "bash", "shadow", "sudoers", "crontab",
        "core_pattern",
        "modprobe", "mem", "root", "cwd", "exe", "sda", "mount", "runc", "systemd", "login", "sshd", "common-auth",
        "docker",
    ]
}
