/// One profile, hat or child of a compiled policy.
package struct CompiledProfile: Sendable {
    /// As the kernel lists it: a child is `parent//child`. Bytes that are no UTF-8 are shown as U+FFFD.
    package let name: String
    package let nameBytes: [UInt8]
    /// The namespace that it is loaded into; none for the one that loads it.
    package let namespace: String?
    package let version: PolicyVersion

    /// The program glob of a profile that attaches itself, as it was written.
    package var attachment: [UInt8]?
    /// What programs a profile attaches to, where the name alone does not say it.
    package var attachmentRules: CompiledRules?
    /// How long the fixed part of the attachment is: the longest wins.
    package var attachmentLength: UInt32 = 0
    /// The names of the extended attributes that a program must have for the profile to attach, in their order; their
    /// values follow the path in ``attachmentRules``.
    package var attachmentAttributes: [[UInt8]] = []
    /// What a disconnected path is put below.
    package var disconnected: [UInt8]?
    package var disconnectedIPC: [UInt8]?
    /// The signal of mode `kill`, where another than SIGKILL was asked for.
    package var killSignal: UInt32?
    /// The number of the error that a denial gives, where another than EACCES was asked for.
    package var errorNumber: UInt32?
    package var isHat = false
    /// The bits of the flags beside ``isHat``, such as that of `flags=(debug)`.
    package var otherFlags: UInt32 = 0
    package var mode = Mode.enforce
    /// Whether everything that is allowed is logged, `flags=(audit)`.
    package var auditsAll = false
    package var pathFlags: PathFlags = []
    /// The structures that the queries of this module do not use (`secmark`, `data`), byte for byte.
    package var otherData: [UInt8] = []
    package var capabilities = CapabilityWords()
    /// Limits by their number (`RLIMIT_CPU` is 0), the hard ones.
    package var limits: [Int: UInt64] = [:]
    /// The socket types of each family in the form before network_v8; empty with newer features.
    package var families: [FamilyTypes] = []
    /// Everything but files; none where the policy was compiled without features.
    package var rules: CompiledRules?
    package var files: CompiledRules?

    /// The bytes that the kernel hashes, from the name of the structure to its end.
    package internal(set) var hashedBytes: Range<Int> = 0..<0
    /// The same with the version and the namespace before them.
    package internal(set) var recordBytes: Range<Int> = 0..<0
    var hasOwnVersion = true

    package enum Mode: UInt32, Sendable {
        case enforce = 0
        case complain, kill, unconfined, prompt
    }

    package struct PathFlags: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let attachDisconnected = PathFlags(rawValue: 0x4)
        package static let chrootRelative = PathFlags(rawValue: 0x8)
        package static let chrootNamespaceAttach = PathFlags(rawValue: 0x10)
        package static let attachDisconnectedIPC = PathFlags(rawValue: 0x20)
        package static let mediateDeleted = PathFlags(rawValue: 0x10000)
    }

    /// Bit n stands for the capability of that number.
    package struct CapabilityWords: Sendable, Hashable {
        package var allow: UInt64 = 0
        package var audit: UInt64 = 0
        package var quiet: UInt64 = 0
        package var extended: UInt64 = 0
    }

    /// The types of one family as bits: bit n for the type of number n.
    package struct FamilyTypes: Sendable, Hashable {
        package var allow: UInt16
        package var audit: UInt16
        package var quiet: UInt16
    }

    /// The mode it is loaded in.
    package var effectiveMode: Mode { version.forcesComplain ? .complain : mode }

    /// The name up to the first `//`, which a profile shares with its hats and children.
    package var familyName: ArraySlice<UInt8> {
        let slash = UInt8(ascii: "/")
        // A name that begins with "//" has no parent before it.
        for index in nameBytes.indices.dropFirst().dropLast()
        where nameBytes[index] == slash && nameBytes[index + 1] == slash { return nameBytes[..<index] }
        return nameBytes[...]
    }
}

/// A state machine of a profile with what its states mean.
package struct CompiledRules: Sendable {
    /// Its states and transitions.
    package let machine: StateMachine
    /// What the states' words are indices into; none in the older form, in which the words themselves are permissions.
    package let permissions: [PermissionEntry]?
    /// What the file rules' table is called by the kernels that write it so: 3 or none.
    package let permissionsVersion: UInt32?
    /// The state that walks begin in.
    package let start: UInt32
    /// Where the walk of a path begins.
    package let fileStart: UInt32
    /// The names of exec transitions, by their number. A NUL inside stands for the second `:` of a namespace.
    package let transitions: [[UInt8]]
}

/// One row of a table of permissions.
package struct PermissionEntry: Sendable, Hashable {
    package var allow: UInt32
    package var deny: UInt32
    package var subtree: UInt32
    package var cond: UInt32
    package var kill: UInt32
    package var complain: UInt32
    package var prompt: UInt32
    package var audit: UInt32
    package var quiet: UInt32
    package var hide: UInt32
    package var xindex: UInt32
    package var tag: UInt32
    package var label: UInt32
}
