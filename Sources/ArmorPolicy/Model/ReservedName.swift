/// A profile name that belongs to the kernel, a container engine or a distribution.
///
/// Loading another profile of such a name replaces the owner's: every container of the engine, or every program that the
/// distribution's profile attaches to, would then run under it.
package struct ReservedName: Sendable, Hashable {
    /// The owner's profile, as the end of a sentence that begins with the name: `is Docker's own profile …`.
    package let reason: String
    /// The preset that allows what the owner's profile allows; `nil` where there is none.
    package let preset: String?

    /// Finds the reservation of a name, or of the label of a profile that no policy could be named like; `nil` where
    /// the name is free.
    package init?(_ name: String) {
        if let known = Self.exact[name] {
            self = known
        } else if let known = Self.prefixes.first(where: { name.hasPrefix($0.prefix) }) {
            self = known.name
        } else if name.utf8.contains(UInt8(ascii: "<")),
            let known = Self.instances.first(where: { name.hasPrefix($0.prefix) })
        {
            self = known.name
        } else {
            return nil
        }
    }

    private init(reason: String, preset: String? = nil) { (self.reason, self.preset) = (reason, preset) }

    /// An engine's default for containers. All of these engines render the same template as Docker.
    private static func engine(_ owner: String) -> ReservedName {
        ReservedName(
            reason: "is \(owner) own profile, which every container without another has",
            preset: "docker-default"
        )
    }

    private static let exact: [String: ReservedName] = {
        var names = [
            "unconfined": ReservedName(reason: "means no profile at all"),
            "kernel": ReservedName(reason: "names the kernel"),
            "docker-default": engine("Docker's"),
            "moby-default": engine("Docker's"),
            "containerd-default": engine("containerd's"),
            "cri-containerd.apparmor.d": engine("containerd's"),
            "nerdctl-default": engine("nerdctl's"),
            "buildkit-default": engine("BuildKit's"),
            "crio-default": engine("CRI-O's"),
        ]
        for name in userNamespaceProfiles {
            names[name] = ReservedName(reason: "is a profile of Ubuntu's apparmor package")
        }
        for name in ["runc", "crun"] { names[name] = ReservedName(reason: "is the runtime's own profile") }
        for name in ["podman", "buildah"] { names[name] = ReservedName(reason: "is the profile of \(name) itself") }
        return names
    }()

    private static let prefixes: [(prefix: String, name: ReservedName)] = [
        ("containers-default-", engine("Podman's")),
        ("lxc-", ReservedName(reason: "belongs to LXC")),
        ("libvirt-", ReservedName(reason: "belongs to libvirt")),
        ("snap.", ReservedName(reason: "belongs to snapd")),
        ("snap-update-ns.", ReservedName(reason: "belongs to snapd")),
        ("null-", ReservedName(reason: "is the kernel's name for learning profiles")),
    ]

    /// Labels with the path of an engine's folder, `lxd-c1_</var/lib/lxd>`: no policy can have such a name, so that these
    /// say only whose profile a log is about.
    private static let instances: [(prefix: String, name: ReservedName)] = [
        ("lxd-", ReservedName(reason: "belongs to LXD")), ("incus-", ReservedName(reason: "belongs to Incus")),
        ("lxd_", ReservedName(reason: "belongs to LXD")), ("incus_", ReservedName(reason: "belongs to Incus")),
    ]

    /// The profiles that Ubuntu 24.04's package `apparmor` has for programs that create user namespaces, of those that make
    /// sandboxes and containers. Its profiles for applications, such as `chrome`, are left out: containers of these are
    /// named after them, and `load` refuses to replace a profile that it did not load.
    private static let userNamespaceProfiles = [
        "unprivileged_userns", "unpriv_bwrap", "unpriv_unshare", "bwrap", "bwrap-userns-restrict", "unshare",
        "unshare-userns-restrict", "flatpak", "rootlesskit", "slirp4netns", "ch-checkns", "ch-run", "userbindmount",
        "vpnns", "linux-sandbox",
    ]
}
