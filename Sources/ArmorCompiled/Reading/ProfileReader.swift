/// Reads the structure "profile", its fields in the order in which the kernel unpacks them.
struct ProfileReader {
    private(set) var stream: PolicyStream
    private let version: PolicyVersion
    private let namespace: [UInt8]?
    private let recordStart: Int
    /// Where the structure itself begins: behind the version and the namespace.
    private let start: Int

    init(stream: PolicyStream, version: PolicyVersion, namespace: [UInt8]?, recordStart: Int) {
        self.stream = stream
        self.version = version
        self.namespace = namespace
        self.recordStart = recordStart
        start = stream.index
    }

    mutating func read() throws(CompiledError) -> CompiledProfile {
        try enter("profile")
        let name = try stream.string()
        guard !name.isEmpty else { throw CompiledError(.badText, at: start) }
        var profile = CompiledProfile(
            name: String(decoding: name, as: UTF8.self),
            nameBytes: name,
            namespace: namespace.map { String(decoding: $0, as: UTF8.self) },
            version: version
        )
        try readHead(&profile)
        try readCapabilities(&profile)
        try readLimits(&profile)
        try readFamilies(&profile)
        if stream.enter(.structure, "policydb") {
            profile.rules = try readRules()
            try stream.end(.structureEnd)
        }
        profile.files = try readRules()
        // The names of what `pivot_root … -> NAME` changes to stand here even where no rule of files asks for any.
        if profile.files == nil, stream.enter(.structure, "xtable") { try stream.skipStructure() }
        try keepStructure("data", in: &profile)
        try stream.end(.structureEnd)
        profile.hashedBytes = start..<stream.index
        profile.recordBytes = recordStart..<stream.index
        profile.hasOwnVersion = stream.bytes[recordStart...].starts(with: Self.versionTag)
        return profile
    }

    private static let versionTag: [UInt8] = [0x04, 8, 0] + Array("version\0".utf8)

    private mutating func enter(_ name: String) throws(CompiledError) {
        guard stream.enter(.structure, name) else { throw CompiledError(.expected(name), at: stream.index) }
    }

    private mutating func readHead(_ profile: inout CompiledProfile) throws(CompiledError) {
        _ = try stream.optionalString("rename")
        profile.attachment = try stream.optionalString("attach")
        profile.attachmentRules = try readRules()
        if profile.attachmentRules != nil { profile.attachmentLength = try stream.number() }
        profile.disconnected = try stream.optionalString("disconnected")
        profile.disconnectedIPC = try stream.optionalString("disconnected_ipc")
        profile.killSignal = try stream.optionalNumber("kill")
        profile.errorNumber = try stream.optionalNumber("error")
        try enter("flags")
        let flags = try stream.number()
        profile.isHat = flags & 1 != 0
        profile.otherFlags = flags & ~1
        let offset = stream.index
        guard let mode = CompiledProfile.Mode(rawValue: try stream.number()) else {
            throw CompiledError(.expected("a mode"), at: offset)
        }
        profile.mode = mode
        profile.auditsAll = try stream.number() != 0
        try stream.end(.structureEnd)
        profile.pathFlags = .init(rawValue: try stream.optionalNumber("path_flags") ?? 0)
    }

    private mutating func readCapabilities(_ profile: inout CompiledProfile) throws(CompiledError) {
        var low: [UInt64] = []
        for _ in 0..<4 { low.append(UInt64(try stream.number())) }
        var words = CompiledProfile.CapabilityWords(allow: low[0], audit: low[1], quiet: low[2])
        if stream.enter(.structure, "caps64") {
            words.allow |= UInt64(try stream.number()) << 32
            words.audit |= UInt64(try stream.number()) << 32
            words.quiet |= UInt64(try stream.number()) << 32
            _ = try stream.number()
            try stream.end(.structureEnd)
        }
        if stream.enter(.structure, "capsx") {
            words.extended = UInt64(try stream.number())
            words.extended |= UInt64(try stream.number()) << 32
            try stream.end(.structureEnd)
        }
        profile.capabilities = words
    }

    private mutating func readLimits(_ profile: inout CompiledProfile) throws(CompiledError) {
        if stream.enter(.structure, "xattrs") {
            guard stream.enter(.array) else {
                throw CompiledError(.expected("an array of attributes"), at: stream.index)
            }
            for _ in 0..<(try stream.count()) { profile.attachmentAttributes.append(try stream.string()) }
            try stream.end(.arrayEnd)
            try stream.end(.structureEnd)
        }
        guard stream.enter(.structure, "rlimits") else { return }
        let mask = try stream.number()
        guard stream.enter(.array) else { throw CompiledError(.expected("an array of limits"), at: stream.index) }
        for number in 0..<(try stream.count()) {
            let value = try stream.longNumber()
            if number < 32, mask & 1 << UInt32(number) != 0 { profile.limits[number] = value }
        }
        try stream.end(.arrayEnd)
        try stream.end(.structureEnd)
    }

    private mutating func readFamilies(_ profile: inout CompiledProfile) throws(CompiledError) {
        if stream.enter(.array, "net_allowed_af") {
            for _ in 0..<(try stream.count()) {
                let allow = try stream.shortNumber()
                let audit = try stream.shortNumber()
                profile.families.append(.init(allow: allow, audit: audit, quiet: try stream.shortNumber()))
            }
            try stream.end(.arrayEnd)
        }
        try keepStructure("secmark", in: &profile)
    }

    /// Keeps the bytes of a structure that is compared as a whole.
    private mutating func keepStructure(_ name: String, in profile: inout CompiledProfile) throws(CompiledError) {
        let start = stream.index
        guard stream.enter(.structure, name) else { return }
        try stream.skipStructure()
        profile.otherData += stream.bytes[start..<stream.index]
    }

    /// A state machine and what belongs to it; none where none stands here.
    private mutating func readRules() throws(CompiledError) -> CompiledRules? {
        if stream.enter(.structure, "tags") { try stream.skipStructure() }
        let permissions = try readPermissions()
        let permissionsVersion = try stream.optionalNumber("permsv")
        guard let blob = try stream.optionalBlob("aadfa") else {
            if permissions != nil { throw CompiledError(.expected("aadfa"), at: stream.index) }
            return nil
        }
        let machine = try StateMachine.read(stream.bytes, blob)
        if let permissions, let accept = machine.accept.max(), accept >= permissions.count {
            throw CompiledError(.permissions("a state's row is missing"), at: blob.lowerBound)
        }
        let start = try readStart("start", of: machine)
        return CompiledRules(
            machine: machine,
            permissions: permissions,
            permissionsVersion: permissionsVersion,
            start: start,
            fileStart: try readStart("dfa_start", of: machine),
            transitions: try readTransitions()
        )
    }

    private mutating func readStart(_ name: String, of machine: StateMachine) throws(CompiledError) -> UInt32 {
        let offset = stream.index
        let start = try stream.optionalNumber(name) ?? 1
        guard start < machine.count else { throw CompiledError(.machine("its start is no state"), at: offset) }
        return start
    }

    private mutating func readPermissions() throws(CompiledError) -> [PermissionEntry]? {
        guard stream.enter(.structure, "perms") else { return nil }
        let offset = stream.index
        let version = try stream.number("version")
        guard version == 1 else { throw CompiledError(.permissions("its version is \(version)"), at: offset) }
        guard stream.enter(.array) else { throw CompiledError(.expected("an array"), at: stream.index) }
        var entries: [PermissionEntry] = []
        for _ in 0..<(try stream.count()) { entries.append(try readEntry()) }
        try stream.end(.arrayEnd)
        try stream.end(.structureEnd)
        return entries
    }

    private mutating func readEntry() throws(CompiledError) -> PermissionEntry {
        _ = try stream.number()
        return PermissionEntry(
            allow: try stream.number(),
            deny: try stream.number(),
            subtree: try stream.number(),
            cond: try stream.number(),
            kill: try stream.number(),
            complain: try stream.number(),
            prompt: try stream.number(),
            audit: try stream.number(),
            quiet: try stream.number(),
            hide: try stream.number(),
            xindex: try stream.number(),
            tag: try stream.number(),
            label: try stream.number()
        )
    }

    private mutating func readTransitions() throws(CompiledError) -> [[UInt8]] {
        guard stream.enter(.structure, "xtable") else { return [] }
        guard stream.enter(.array) else { throw CompiledError(.expected("an array"), at: stream.index) }
        var names: [[UInt8]] = []
        for _ in 0..<(try stream.count()) { names.append(try stream.string()) }
        try stream.end(.arrayEnd)
        try stream.end(.structureEnd)
        return names
    }
}
