import ArmorGlob

/// Names and folders that other programs, the system or an engine depend on.
enum SensitivePlaces {
    // MARK: Changes

    /// Whether others run or trust what is changed: programs, libraries, settings, and the state of the system.
    ///
    /// - Parameter names: the components of an absolute path.
    static func isUnchangeable(_ names: [String]) -> Bool {
        guard let top = names.first else { return false }
        if top == "etc", names.count > 2, serverSettings.contains(names[1]) { return false }
        if isProgramFolder(top) {
            let isPackage = top == "opt" || names.starts(with: ["usr", "local"])
            return !(isPackage && names.dropLast().contains(where: dataFolders.contains))
        }
        if homes.contains(top) { return isHiddenInHome(names) }
        return state.contains { names.starts(with: $0) }
    }

    /// hier(7): programs, libraries and settings.
    private static func isProgramFolder(_ top: String) -> Bool {
        ["usr", "bin", "sbin", "etc", "boot", "opt", "snap", "nix", "gnu", "efi"].contains(top) || top.hasPrefix("lib")
    }

    /// Folders of `/etc` in which entry points of images write settings of the server that they start, and which no other
    /// program reads.
    private static let serverSettings: Set = [
        "apache2", "bind", "caddy", "coturn", "dnsmasq.d", "dovecot", "ejabberd", "elasticsearch", "exim4", "grafana",
        "haproxy",
        "httpd", "icecast2", "influxdb", "kafka", "lighttpd", "mariadb", "memcached", "mongod", "mosquitto", "mysql",
        "nginx",
        "opensearch", "php", "php-fpm.d", "postfix", "postgresql", "proftpd", "prometheus", "rabbitmq", "redis",
        "squid",
        "supervisor", "traefik", "unbound", "uwsgi", "valkey", "varnish", "vsftpd", "zabbix",
    ]

    /// Folders of packages in `/opt` and `/usr/local` that hold what the program itself writes.
    private static let dataFolders: Set = [
        "data", "logs", "log", "tmp", "temp", "cache", "work", "run", "var", "uploads",
    ]

    private static let homes: Set = ["root", "home"]

    /// Files in a home that shells, desktops and tools run or are set up by; not their caches.
    private static func isHiddenInHome(_ names: [String]) -> Bool {
        let inHome = names.dropFirst(names.first == "home" ? 2 : 1)
        guard let first = inHome.first, first.hasPrefix(".") else { return false }
        return !["cache", "npm", "m2", "cargo", "gradle"].contains(String(first.dropFirst()))
    }

    private static func folders(_ texts: [String]) -> [[String]] {
        texts.map { $0.split(separator: "/").map(String.init) }
    }

    /// Folders and files outside of those that root's programs act on (systemd.unit(5), cron(8), sudo(8), dpkg(1), and
    /// the documentation of each engine).
    private static let state = folders([
        "/var/spool/cron", "/var/spool/at", "/var/spool/anacron", "/var/lib/systemd", "/var/lib/cloud", "/var/lib/dpkg",
        "/var/lib/apt", "/var/lib/rpm", "/var/lib/pacman", "/var/lib/snapd", "/var/lib/flatpak", "/var/lib/sudo",
        "/var/lib/pam", "/var/lib/polkit-1", "/var/lib/dbus", "/var/lib/AccountsService", "/var/lib/NetworkManager",
        "/var/lib/apparmor", "/var/lib/usbguard", "/var/lib/dkms", "/var/lib/initramfs-tools", "/var/lib/docker",
        "/var/lib/containerd", "/var/lib/containers", "/var/lib/crio", "/var/lib/kubelet", "/var/lib/rancher",
        "/var/lib/k0s", "/var/lib/etcd", "/var/lib/cni", "/var/lib/lxc", "/var/lib/lxd", "/var/lib/incus",
        "/var/lib/libvirt", "/var/lib/machines", "/var/lib/portables", "/var/lib/buildkit", "/var/snap",
        "/var/cache/apparmor", "/var/cache/ldconfig", "/var/log/audit", "/var/log/journal", "/var/log/wtmp",
        "/var/log/btmp", "/var/log/lastlog", "/var/log/auth.log", "/var/log/secure", "/var/log/kern.log",
        "/var/log/syslog", "/var/log/messages", "/run/systemd", "/run/udev", "/run/dbus", "/run/docker",
        "/run/containerd", "/run/containers", "/run/crio", "/run/podman", "/run/libpod", "/run/runc", "/run/crun",
        "/run/k3s", "/run/k0s", "/run/rke2", "/run/buildkit", "/run/nri", "/run/libvirt", "/run/lxd", "/run/lxc",
        "/run/incus", "/run/netns", "/run/utmp", "/run/initctl", "/run/xtables.lock", "/run/sudo", "/run/polkit",
        "/run/log", "/run/user", "/var/backups", "/selinux", "/run/modprobe.d", "/run/sysctl.d", "/run/tmpfiles.d",
        "/run/credentials", "/vmlinuz",
        "/initrd.img",
    ])

    // MARK: Reads

    /// Whether reading shows what belongs to the host or to an engine: other containers' files, and where the kernel is.
    static func isUnreadable(_ names: [String]) -> Bool { unreadable.contains { names.starts(with: $0) } }

    private static let unreadable = folders([
        "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/var/lib/crio", "/var/lib/kubelet",
        "/var/lib/rancher", "/var/lib/k0s", "/var/lib/etcd", "/var/lib/lxd", "/var/lib/lxc", "/var/lib/incus",
        "/var/lib/libvirt", "/run/containerd", "/run/docker", "/run/crio", "/run/k3s", "/run/libpod", "/run/runc",
        "/run/crun", "/run/systemd/private", "/run/credentials", "/boot", "/lib/modules", "/usr/lib/modules",
        "/etc/kubernetes", "/etc/rancher", "/etc/docker", "/etc/containerd", "/var/log/audit", "/var/log/journal",
        "/var/log/auth.log", "/var/log/secure", "/var/spool/cron",
    ])

    /// Folders whose files are keys or credentials.
    static let secretFolders: Set = [".ssh", ".gnupg", ".aws", ".kube", ".azure", ".docker"]

    // MARK: Sockets

    static let socketEndings = [
        ".sock", ".socket", "-sock", "_sock", "_socket", "-socket", ".ttrpc", ".grpc", "unix.socket",
    ]

    /// Sockets below `/run` whose names do not say so.
    static let sockets = globs([
        "/run/containerd/s/*",
        "/run/systemd/{private,notify,journal/{socket,stdout,dev-log,syslog},io.*,userdb/*,resolve/io.*}",
        "/run/udev/control",
        "/run/user/[0-9]*/{bus,systemd/*,keyring/*,gnupg/*}", "/run/dbus/*", "/run/initctl",
        "/run/{,**/}{docker,podman,containerd,crio,buildkitd,libvirt}{-sock*,.sock*}",
    ])

    // MARK: Programs

    /// Programs that change privileges or namespaces, mount, load kernel modules or profiles, or command an engine.
    static let privilegedPrograms: Set = [
        "su", "sudo", "sudoedit", "doas", "pkexec", "runuser", "capsh", "newuidmap", "newgidmap", "nsenter", "unshare",
        "pivot_root", "mount", "umount", "fusermount", "fusermount3", "losetup", "switch_root", "insmod", "modprobe",
        "rmmod", "kmod", "kexec", "sysctl", "iptables", "nft", "bpftool", "gdb", "gdbserver",
        "docker", "dockerd", "podman", "nerdctl", "ctr", "crictl", "containerd", "containerd-shim",
        "containerd-shim-runc-v2", "runc", "crun", "runsc", "kata-runtime", "youki", "buildah", "buildctl", "skopeo",
        "kubectl",
        "kubelet", "k3s", "lxc", "lxd", "incus", "lxc-attach", "machinectl", "systemctl", "systemd-run",
        "systemd-nspawn", "bwrap",
        "flatpak", "firejail", "virsh", "qemu-system-x86_64", "apparmor_parser", "aa-exec", "aa-disable", "setenforce",
        "debugfs",
        "mknod", "setcap", "crontab", "reboot", "shutdown", "halt", "poweroff",
    ]
}
