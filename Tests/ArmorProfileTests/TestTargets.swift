import ArmorPolicy
import ArmorProfile

/// Targets for tests of rendering: what they have is said here, so that no test depends on the host.
enum TestTargets {
    static let debian12 = RenderTarget(
        name: "debian12",
        parser: ParserRelease(3, 0, 8),
        abis: ["3.0"],
        feature: has(common)
    )
    static let debian13 = RenderTarget(
        name: "debian13",
        parser: ParserRelease(4, 1, 0),
        abis: ["3.0", "4.0"],
        feature: has(common + ["namespaces/mask/userns_create", "io_uring"])
    )
    static let ubuntu2404 = RenderTarget(
        name: "ubuntu2404",
        parser: ParserRelease(4, 0, 1),
        abis: ["3.0", "4.0"],
        feature: has(
            common + [
                "namespaces/mask/userns_create", "io_uring", "ipc/posix_mqueue", "dbus", "network/af_unix",
                "network_v8/af_inet",
            ]
        )
    )

    static let all = [debian12, debian13, ubuntu2404]

    private static let common = ["signal", "ptrace", "mount", "network_v8", "caps/mask", "rlimit"]

    private static func has(_ features: [String]) -> @Sendable (String) -> Bool {
        { path in features.contains { path == $0 || ($0 == "caps/mask" && path.hasPrefix("caps/mask/")) } }
    }
}
