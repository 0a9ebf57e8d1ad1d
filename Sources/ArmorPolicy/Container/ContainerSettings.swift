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

    package init() {}

    /// Adds what a farther text says.
    mutating func add(_ other: ContainerSettings) {
        image = image ?? other.image
        user = user ?? other.user
        readOnly = readOnly ?? other.readOnly
        noNewPrivileges = noNewPrivileges ?? other.noNewPrivileges
        tmpfs += other.tmpfs
        devices += other.devices
        seccomp = seccomp ?? other.seccomp
        pidsLimit = pidsLimit ?? other.pidsLimit
        network = network ?? other.network
        userns = userns ?? other.userns
        pid = pid ?? other.pid
        ipc = ipc ?? other.ipc
        systemPaths = systemPaths ?? other.systemPaths
    }
}
