/// A path of the host that is mounted into a container, in its one plain form.
struct HostPath {
    /// The components, without `.`, `..` and empty ones.
    private let components: [String]

    /// What a container can do by a path of the host.
    enum Danger {
        /// It can command an engine, or a service that acts as the host's root, or the folder holds such a socket.
        case socket
        /// It can read the host's secrets, or change what the host runs or is set up by.
        case system
    }

    /// - Parameter path: as the engine reports it; `nil` for one that is not absolute, which names a volume.
    init?(_ path: String) {
        guard path.hasPrefix("/") else { return nil }
        var components: [String] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(String(component)) }
        }
        // The host's root under another name: Docker Desktop, Toolbx, and mounts that people make for agents.
        for prefix in Self.rootsOfTheHost where components.starts(with: prefix) {
            components.removeFirst(prefix.count)
            break
        }
        // /var/run is a link to /run, and /usr holds the system's folders, on every current distribution.
        if components.starts(with: ["var", "run"]) { components.removeFirst() }
        if components.count > 1, components[0] == "usr", Self.mergedFolders.contains(components[1]) {
            components.removeFirst()
        }
        self.components = components
    }

    /// - Parameter isWritable: whether the container can write to the mount.
    /// - Returns: the danger, `nil` for a path that is not known to be dangerous.
    func danger(isWritable: Bool) -> Danger? {
        // Above sockets and much else.
        if components.isEmpty || components == ["var"] || components == ["var", "lib"] { return .system }
        if isSocket { return .socket }
        if Self.volumes.contains(where: { $0.covers(components) }), components.last != "volumes" { return nil }
        if Self.secrets.contains(where: { $0.covers(components) || $0.isBelow(components) }) { return .system }
        if components.contains(where: Self.secretFolders.contains) { return .system }
        guard let first = components.first else { return nil }
        if components.count == 1 { return Self.folders.contains(first) || first == "home" ? .system : nil }
        guard isWritable, Self.folders.contains(first) || Self.state.contains(where: { $0.covers(components) }) else {
            return nil
        }
        return Self.harmless.contains { $0.covers(components) } ? nil : .system
    }

    /// Whether it is a socket by which the host is commanded, or a folder above one.
    private var isSocket: Bool {
        if components.starts(with: ["run", "user"]) {
            return components.count <= 3 || Self.userSockets.contains { components.last == $0 }
        }
        return Self.sockets.contains { $0.covers(components) || $0.isBelow(components) }
    }

    /// A name of the tables below, in its components.
    private struct Entry: ExpressibleByStringLiteral {
        let components: [String]

        init(stringLiteral path: String) { components = path.split(separator: "/").map(String.init) }

        /// Whether a path is the entry or below it.
        func covers(_ path: [String]) -> Bool { path.starts(with: components) }

        /// Whether the entry is below a path, so that mounting the path brings the entry along.
        func isBelow(_ path: [String]) -> Bool { components.starts(with: path) }
    }

    private static let rootsOfTheHost = [["host_mnt"], ["run", "host"], ["hostfs"], ["rootfs"], ["host"]]
    private static let mergedFolders: Set = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"]

    /// Sockets of engines and their shims, and of services that act as root for a client: each engine's documentation,
    /// systemd(1), dbus-daemon(1), libvirtd(8), lxd and snapd.
    private static let sockets: [Entry] = [
        "/run/docker.sock", "/run/docker", "/run/podman", "/run/containerd", "/run/crio", "/run/cri-dockerd.sock",
        "/run/buildkit", "/run/k3s", "/run/k0s", "/run/rke2", "/run/dockershim.sock", "/run/runc", "/run/crun",
        "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/systemd/notify", "/run/udev", "/run/libvirt",
        "/run/snapd.socket", "/run/snapd-snap.socket", "/run/incus", "/var/lib/lxd/unix.socket", "/run/lxd",
        "/var/lib/incus/unix.socket", "/var/snap/lxd/common/lxd/unix.socket", "/run/nri",
    ]
    private static let userSockets: Set = ["docker.sock", "podman.sock", "bus", "containerd.sock", "private"]

    /// Files and folders that give the host away to who reads them.
    private static let secrets: [Entry] = [
        "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d", "/etc/ssh", "/etc/kubernetes", "/etc/docker",
        "/etc/ssl/private", "/etc/krb5.keytab", "/etc/rancher", "/root", "/var/lib/kubelet", "/var/lib/docker",
        "/var/lib/containers", "/var/lib/containerd", "/var/lib/rancher", "/var/lib/k0s", "/var/lib/etcd",
        "/var/lib/libvirt", "/var/lib/lxd", "/var/lib/incus", "/proc/kcore", "/proc/sys", "/proc/1",
        "/proc/sysrq-trigger", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security", "/sys/fs/cgroup",
        "/sys/fs/bpf", "/sys/firmware", "/sys/module", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg",
        "/dev/mapper", "/dev/disk", "/dev/sda", "/dev/sdb", "/dev/vda", "/dev/nvme0n1", "/dev/nvme0", "/dev/dm-0",
        "/dev/loop-control", "/dev/kvm", "/dev/vfio", "/dev/cpu", "/dev/sg0", "/dev/fuse",
    ]

    /// Where engines keep the volumes that they make for containers.
    private static let volumes: [Entry] = ["/var/lib/docker/volumes", "/var/lib/containers/storage/volumes"]

    /// Folders of keys in any home.
    private static let secretFolders: Set = [".ssh", ".gnupg", ".aws", ".kube", ".docker"]

    /// Folders that the host's programs are in, are set up by, or by which they speak to the kernel.
    private static let folders: Set = [
        "bin", "boot", "dev", "efi", "etc", "lib", "lib32", "lib64", "libx32", "proc", "root", "sbin", "selinux", "sys",
        "usr",
    ]

    /// Folders below /var that the host acts on as root.
    private static let state: [Entry] = [
        "/var/spool/cron", "/var/spool/at", "/var/lib/systemd", "/var/lib/dpkg", "/var/lib/rpm", "/var/lib/cloud",
        "/var/lib/snapd", "/var/lib/apt",
    ]

    /// Paths in those folders that images are documented to be started with, often without `:ro`, and that do not open the
    /// host.
    private static let harmless: [Entry] = [
        "/etc/localtime", "/etc/timezone", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id",
        "/etc/ssl/certs", "/etc/letsencrypt", "/usr/share/zoneinfo", "/usr/share/fonts", "/usr/share/ca-certificates",
        "/dev/shm", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/dri", "/dev/snd", "/dev/net/tun",
        "/dev/log",
    ]
}
