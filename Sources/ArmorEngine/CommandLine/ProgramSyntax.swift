/// How the options of an engine's program are written, as far as it must be known to find where one ends and what
/// follows it begins (docker(1), podman(1), nerdctl's documentation of its commands).
///
/// All of them use the same form: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-xyz` for switches, and `--`
/// to end. A name that is not listed is taken as it is where it is written `--name=value`, and refused elsewhere: guessing
/// wrong whether a value follows would hide a later option that asks for another profile.
struct ProgramSyntax {
    let program: EngineCommandLine.Program
    /// Options before the command, that take a value.
    let globalValues: Set<String>
    /// Options before the command, that take none.
    let globalSwitches: Set<String>

    static func of(_ program: EngineCommandLine.Program) -> ProgramSyntax {
        switch program {
        case .docker:
            ProgramSyntax(
                program: program,
                globalValues: [
                    "config", "context", "c", "host", "H", "log-level", "l", "tlscacert", "tlscert", "tlskey",
                ],
                globalSwitches: ["debug", "D", "tls", "tlsverify"]
            )
        case .podman:
            ProgramSyntax(
                program: program,
                globalValues: [
                    "cdi-spec-dir", "cgroup-manager", "config", "conmon", "connection", "c", "events-backend",
                    "hooks-dir",
                    "identity", "imagestore", "log-level", "module", "namespace", "network-cmd-path",
                    "network-config-dir",
                    "out", "root", "runroot", "runtime", "runtime-flag", "ssh", "storage-driver", "storage-opt",
                    "tls-ca", "tls-cert", "tls-key", "tmpdir", "url", "volumepath",
                ],
                globalSwitches: ["noout", "remote", "r", "syslog", "transient-store"]
            )
        case .nerdctl:
            ProgramSyntax(
                program: program,
                globalValues: [
                    "address", "a", "host", "H", "namespace", "n", "snapshotter", "storage-driver", "cni-path",
                    "cni-netconfpath", "data-root", "cgroup-manager", "hosts-dir", "host-gateway-ip", "bridge-ip",
                    "cdi-spec-dirs", "userns-remap",
                ],
                globalSwitches: ["debug", "debug-full", "insecure-registry", "experimental", "kube-hide-dupe"]
            )
        }
    }

    /// Options of `run` and `create` that take no value, of all three programs: the shorter list, and the one that is
    /// needed. A switch may still be written `--name=false`.
    static let switches: Set<String> = [
        "detach", "d", "disable-content-trust", "help", "init", "interactive", "i", "no-healthcheck",
        "oom-kill-disable",
        "privileged", "publish-all", "P", "quiet", "q", "read-only", "rm", "sig-proxy", "tty", "t", "use-api-socket",
        // Podman
        "env-host", "http-proxy", "no-hosts", "no-hostname", "passwd", "read-only-tmpfs", "replace", "rmi", "rootfs",
        "tls-verify", "unsetenv-all",
    ]

    /// Options of `run` and `create` that take a value, of all three programs.
    static let values: Set<String> = [
        "add-host", "annotation", "attach", "a", "blkio-weight", "blkio-weight-device", "cap-add", "cap-drop",
        "cgroup-parent", "cgroupns", "cidfile", "cpu-count", "cpu-percent", "cpu-period", "cpu-quota", "cpu-rt-period",
        "cpu-rt-runtime", "cpu-shares", "c", "cpus", "cpuset-cpus", "cpuset-mems", "detach-keys", "device",
        "device-cgroup-rule", "device-read-bps", "device-read-iops", "device-write-bps", "device-write-iops", "dns",
        "dns-option", "dns-opt", "dns-search", "domainname", "entrypoint", "env", "e", "env-file", "expose", "gpus",
        "group-add", "health-cmd", "health-interval", "health-retries", "health-start-interval", "health-start-period",
        "health-timeout", "hostname", "h", "io-maxbandwidth", "io-maxiops", "ip", "ip6", "ipc", "isolation",
        "kernel-memory", "label", "l", "label-file", "link", "link-local-ip", "log-driver", "log-opt", "mac-address",
        "memory", "m", "memory-reservation", "memory-swap", "memory-swappiness", "mount", "name", "net", "net-alias",
        "network", "network-alias", "oom-score-adj", "pid", "pids-limit", "platform", "publish", "p", "pull", "restart",
        "runtime", "security-opt", "shm-size", "stop-signal", "stop-timeout", "storage-opt", "sysctl", "tmpfs",
        "ulimit",
        "user", "u", "userns", "uts", "volume", "v", "volume-driver", "volumes-from", "workdir", "w",
        // Podman
        "arch", "authfile", "cert-dir", "cgroup-conf", "cgroups", "chrootdirs",
        "conmon-pidfile", "creds", "decryption-key", "env-merge", "gidmap", "group-entry", "health-log-destination",
        "health-max-log-count", "health-max-log-size", "health-on-failure", "health-startup-cmd",
        "health-startup-interval", "health-startup-retries", "health-startup-success", "health-startup-timeout",
        "hostuser", "hosts-file", "image-volume", "init-ctr", "init-path", "os", "passwd-entry", "personality",
        "pidfile", "pod", "pod-id-file", "preserve-fd", "preserve-fds", "rdt-class", "requires", "retry", "retry-delay",
        "sdnotify", "seccomp-policy", "secret", "shm-size-systemd", "subgidname", "subuidname", "systemd", "timeout",
        "tz", "uidmap", "umask", "unsetenv", "variant",
        // nerdctl
        "cosign-certificate-identity", "cosign-certificate-identity-regexp", "cosign-certificate-oidc-issuer",
        "cosign-certificate-oidc-issuer-regexp", "cosign-key", "ipfs-address", "verify",
    ]
}
