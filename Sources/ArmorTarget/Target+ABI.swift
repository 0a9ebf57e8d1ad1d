extension Target {
    /// The ABI to pin where the policy names none: the newest that has a file, since each later one mediates more.
    package var newestABI: String? { ["5.0", "4.0", "3.0"].first(where: abis.contains) }

    /// Whether rules that need a feature are enforced under an ABI: both the kernel and the ABI must have it.
    package func enforces(_ path: String, abi: String?) -> Bool {
        if let missing = abi.flatMap({ Self.missing[$0] }), missing.contains(where: path.hasPrefix) { return false }
        return features.has(path)
    }

    /// Features of later kernels that the files of the parser's `abi/` folder do not list.
    private static let missing = [
        "kernel-5.4-vanilla": [
            "namespaces/mask", "io_uring", "ipc", "network", "network_v8", "network_v9", "dbus",
        ],
        "kernel-5.4-outoftree-network": ["namespaces/mask", "io_uring", "ipc", "network_v8", "network_v9"],
        "3.0": ["namespaces/mask", "io_uring", "ipc", "network_v8/af_inet", "network_v9"],
        "4.0": ["io_uring", "network_v8/af_inet", "network_v9"],
        "4.0-ip": ["io_uring", "network_v9"],
    ]

    /// The ABI of a policy that pins none: the profile then has no `abi` line, and apparmor_parser enforces every feature of
    /// the kernel it compiles for.
    package static let noABI = "none"

    /// Whether unix sockets are mediated by address and peer, so that `network unix` alone does not cover them.
    package func mediatesUnix(abi: String?) -> Bool {
        ["network_v9/af_unix", "network_v8/af_unix", "network/af_unix"].contains { enforces($0, abi: abi) }
    }
}
