package import ArmorSource

/// What the container's runtime enforces beside AppArmor: `[container]`. Of what there can be one, the nearest text's stays;
/// lists add up.
package struct ContainerSettings: Sendable {
    /// Which namespace a container has: its own, or the host's.
    package enum Namespace: String, Sendable, CaseIterable {
        case `private`, host
    }

    /// Whether the runtime hides `/proc/kcore` and its like, and keeps `/proc/sys` and `/sys` from being written.
    package enum SystemPaths: String, Sendable, CaseIterable {
        case masked, unmasked
    }

    /// A reference as engines take it: `nginx`, `example.org/web:1.27@sha256:…`.
    package var image: Located<String>?
    /// `USER[:GROUP]`, names or numbers.
    package var user: Located<String>?
    /// Whether the root file system is only read.
    package var readOnly: Located<Bool>?
    package var noNewPrivileges: Located<Bool>?
    /// `PATH[:OPTIONS]`.
    package var tmpfs: [Located<String>] = []
    /// `PATH[:PATH][:ACCESS]`, access being letters of `rwm`.
    package var devices: [Located<String>] = []
    /// The list of devices where it is empty: none at all, said on purpose.
    package var noDevices: Located<[String]>?
    /// `default` for what the policy comes to, `unconfined`, or the file of a runtime's filter.
    package var seccomp: Located<String>?
    /// -1 for none.
    package var pidsLimit: Located<Int>?
    /// `none`, `bridge`, `host`, or the name of a network.
    package var network: Located<String>?
    package var userns: Located<Namespace>?
    package var pid: Located<Namespace>?
    package var ipc: Located<Namespace>?
    package var systemPaths: Located<SystemPaths>?

    /// What was said differently by two texts, one of them an entitlement.
    package private(set) var disagreements: [Disagreement] = []

    /// A setting that two texts want differently.
    package struct Disagreement: Sendable {
        package let key: String
        package let near: Claim
        package let far: Claim
    }

    /// What one text wants of a setting.
    package struct Claim: Sendable {
        /// The value as a policy has it, without quotes.
        package let text: String
        package let place: Place
        package let layer: Layer
    }

    package init() {}

    /// Adds what a farther text says.
    mutating func add(_ other: ContainerSettings) {
        image = nearest("image", image, other.image)
        user = nearest("user", user, other.user)
        readOnly = nearest("read_only", readOnly, other.readOnly)
        noNewPrivileges = nearest("no_new_privileges", noNewPrivileges, other.noNewPrivileges)
        tmpfs += other.tmpfs
        devices += other.devices
        noDevices = noDevices ?? other.noDevices
        seccomp = nearest("seccomp", seccomp, other.seccomp)
        pidsLimit = nearest("pids_limit", pidsLimit, other.pidsLimit)
        network = nearest("network", network, other.network)
        userns = nearest("userns", userns, other.userns)
        pid = nearest("pid", pid, other.pid)
        ipc = nearest("ipc", ipc, other.ipc)
        systemPaths = nearest("system_paths", systemPaths, other.systemPaths)
    }

    private mutating func nearest<Value: Equatable>(_ key: String, _ near: Located<Value>?, _ far: Located<Value>?)
        -> Located<Value>?
    {
        guard let near, let far else { return near ?? far }
        if near.value != far.value, near.layer.entitlement != nil || far.layer.entitlement != nil {
            func claim(_ located: Located<Value>) -> Claim {
                Claim(text: "\(located.value)", place: located.place, layer: located.layer)
            }
            disagreements.append(Disagreement(key: key, near: claim(near), far: claim(far)))
        }
        return near
    }
}
