/// Whose words an export is in.
package enum ExportTarget: String, Sendable, CaseIterable {
    case docker, compose, podman, quadlet, nerdctl, kubernetes, spo, oci, systemd, seccomp

    /// The engine whose command line it is; none for files.
    package var engine: Engine? {
        switch self {
        case .docker: .docker
        case .podman: .podman
        case .nerdctl: .nerdctl
        case .compose, .quadlet, .kubernetes, .spo, .oci, .systemd, .seccomp: nil
        }
    }

    /// Whether it names a filter of system calls by its file.
    package var namesFilter: Bool {
        switch self {
        case .docker, .compose, .podman, .quadlet, .nerdctl, .kubernetes: true
        case .spo, .oci, .systemd, .seccomp: false
        }
    }

    /// What a file of it is called behind the profile's name.
    package var ending: String {
        switch self {
        case .docker, .podman, .nerdctl: rawValue
        case .compose: "compose.yaml"
        case .quadlet: "container"
        case .kubernetes: "kubernetes.yaml"
        case .spo: "spo.yaml"
        case .oci: "oci.json"
        case .systemd: "systemd.conf"
        case .seccomp: "seccomp.json"
        }
    }
}
