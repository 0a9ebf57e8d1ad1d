package import ArmorSource

/// A `[[test]]` of a policy: what must be allowed, or denied, decided later on the compiled policy.
package struct PolicyTest: Sendable {
    /// What is asked: one case for each class of access that AppArmor mediates.
    package enum Query: String, Sendable, CaseIterable {
        case read, write, append, execute, map, lock, link, capability, network, unix, signal, ptrace, mount, umount
        case mqueue, userns, dbus, rlimit
        case pivotRoot = "pivot_root"
        case ioUring = "io_uring"
        case changeProfile = "change_profile"

        /// The keys of the table form; empty where a string says it all.
        package var fields: [String] {
            switch self {
            case .link: ["path", "target"]
            case .execute: ["path", "transition", "profile"]
            case .network: ["family", "type", "protocol", "access", "ip", "port"]
            case .unix: ["access", "type", "addr", "label", "peer_addr", "peer_label"]
            case .signal: ["access", "set", "peer"]
            case .ptrace: ["access", "peer"]
            case .mount: ["source", "target", "fstype", "options"]
            case .pivotRoot: ["newroot", "oldroot"]
            case .mqueue: ["access", "type", "name", "label"]
            case .ioUring: ["access", "label"]
            case .dbus: ["access", "bus", "path", "interface", "member", "name", "label", "peer_name", "peer_label"]
            case .changeProfile: ["profile", "exec"]
            case .read, .write, .append, .map, .lock, .capability, .umount, .userns, .rlimit: []
            }
        }

        /// Whether what is asked is a path.
        package var takesPath: Bool {
            switch self {
            case .read, .write, .append, .execute, .map, .lock, .link, .umount, .pivotRoot: true
            default: false
            }
        }
    }

    /// What is asked about.
    package enum Subject: Sendable {
        /// A path, or the words that the kind's list elements have; a glob means every object of it.
        case text(Located<String>)
        /// The keys that the kind's tables have, each with its words.
        case fields([String: [String]], range: ByteRange)
    }

    package let name: String?
    /// The child or the hat that is asked; none asks the policy's own profile.
    package let profile: Located<String>?
    package let expected: Action
    package let query: Query
    package let subjects: [Subject]
    /// Whether to ask as the owner, as another, or, with none, as both.
    package let owner: Bool?
    package let place: Place
    /// The `[[test]]` table, which may ask several kinds of things.
    package let table: Place

    package init(
        name: String?,
        profile: Located<String>?,
        expected: Action,
        query: Query,
        subjects: [Subject],
        owner: Bool?,
        place: Place,
        table: Place
    ) {
        (self.name, self.profile, self.expected, self.query) = (name, profile, expected, query)
        (self.subjects, self.owner, self.place, self.table) = (subjects, owner, place, table)
    }
}
