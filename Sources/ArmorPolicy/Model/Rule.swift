/// What a rule does with the accesses that it names.
package enum Action: String, Sendable, Hashable {
    case allow, deny
}

/// One rule of a profile: what it names, what it does with it, and where it came from.
package struct Rule: Sendable {
    package var value: any RuleValue
    package var action: Action
    /// Whether the kernel logs an access that this rule decides.
    package var logged: Bool
    /// −1000 to 1000; none is 0 (apparmor.d(5), from parser 4.1).
    package var priority: Int?
    /// One place each time the rule was written; the first is the one that diagnostics point at.
    package var origins: [Origin]

    package init(_ value: any RuleValue, _ action: Action, logged: Bool, priority: Int? = nil, origins: [Origin]) {
        self.value = value
        self.action = action
        self.logged = logged
        self.priority = priority
        self.origins = origins
    }

    /// The first place it was written.
    package var origin: Origin? { origins.first }

    /// Whether an author wants it to stay, in any of the places where it is written; see ``Origin/isKept``.
    package var isKept: Bool { origins.contains(where: \.isKept) }

    /// `priority=`, `audit` and `deny`, in the order that apparmor.d(5) gives, each with a blank behind it.
    package var qualifierText: String {
        let rank = priority.map { "priority=\($0) " } ?? ""
        return rank + (logged ? "audit " : "") + (action == .deny ? "deny " : "")
    }

    /// The whole rule as the profile has it, its comma included.
    package var text: String { qualifierText + value.text + "," }
}

/// What a rule names: one type for each kind of rule that AppArmor has, in a file of its own.
package protocol RuleValue: Sendable {
    /// Which kind this is.
    static var kind: RuleKind { get }

    /// What its table in a policy may hold.
    static var schema: ValueSchema { get }

    /// What its table says, in a phrase of Markdown.
    static var about: String { get }

    /// Reads all rules of this kind from the value of its table in a policy.
    ///
    /// Mistakes become diagnostics of the context; what is right is returned all the same.
    static func read(_ reader: SectionReader) -> [Rule]

    /// The rule in AppArmor's words (apparmor.d(5)), without qualifiers before it and without the comma.
    var text: String { get }

    /// The rule as a policy says it: what `read` reads as this rule, without qualifiers.
    func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm]

    /// What the target must know for this rule to hold, beyond what every parser since 3.0 and every kernel since 5.15
    /// has.
    var requirements: [Requirement] { get }

    /// Whether this names everything that another value of its kind names; false where it cannot be told.
    func covers(_ other: any RuleValue) -> Bool
}

extension RuleValue {
    package func covers(_ other: any RuleValue) -> Bool { text == other.text }
    package var requirements: [Requirement] { [] }
}

/// The kinds of rule, in the order in which a profile lists them.
///
/// A new kind is a new file with a type that is a `RuleValue`, a case here, and its line in `type`.
package enum RuleKind: String, Sendable, CaseIterable {
    case all
    case capability
    case network
    case unix
    case signal
    case ptrace
    case dbus
    case mount
    case messageQueue = "mqueue"
    case ioUring = "io_uring"
    case userns
    case resourceLimit = "rlimit"
    case changeProfile = "change_profile"
    case file
    case raw

    /// The type that reads and writes this kind.
    package var type: any RuleValue.Type {
        switch self {
        case .all: AllRule.self
        case .capability: CapabilityRule.self
        case .network: NetworkRule.self
        case .unix: UnixRule.self
        case .signal: SignalRule.self
        case .ptrace: PtraceRule.self
        case .dbus: DbusRule.self
        case .mount: MountRule.self
        case .messageQueue: MessageQueueRule.self
        case .ioUring: IoUringRule.self
        case .userns: UsernsRule.self
        case .resourceLimit: ResourceLimitRule.self
        case .changeProfile: ChangeProfileRule.self
        case .file: FileRule.self
        case .raw: RawRule.self
        }
    }

    /// The key of its table in a policy; `all` is a key of `[profile]`.
    package var table: String {
        switch self {
        case .all: "profile"
        case .capability: "capabilities"
        case .network: "network"
        case .unix: "unix"
        case .signal: "signals"
        case .ptrace: "ptrace"
        case .dbus: "dbus"
        case .mount: "mounts"
        case .messageQueue: "mqueue"
        case .ioUring: "io_uring"
        case .userns: "namespaces"
        case .resourceLimit: "limits"
        case .changeProfile: "change_profile"
        case .file: "filesystem"
        case .raw: "raw"
        }
    }

    /// Its table in a policy, as schema.
    package var key: KeySchema { KeySchema(table, type.schema, type.about) }

    /// The heading of its section in a profile.
    package var heading: String {
        switch self {
        case .all: "Everything"
        case .capability: "Capabilities"
        case .network: "Network"
        case .unix: "Unix sockets"
        case .signal: "Signals"
        case .ptrace: "Tracing"
        case .dbus: "D-Bus"
        case .mount: "Mounts"
        case .messageQueue: "Message queues"
        case .ioUring: "io_uring"
        case .userns: "User namespaces"
        case .resourceLimit: "Resource limits"
        case .changeProfile: "Changes of profile"
        case .file: "Files"
        case .raw: "Raw rules"
        }
    }
}
