extension ContainerSettings {
    /// The lines of `[container]` that say what the policy's own text says.
    var lines: [String] {
        let fields: [(String, PolicyValue?)] = [
            ("image", image.own().map(PolicyValue.string)), ("user", user.own().map(PolicyValue.string)),
            ("read_only", readOnly.own().map(PolicyValue.boolean)),
            ("no_new_privileges", noNewPrivileges.own().map(PolicyValue.boolean)),
            ("tmpfs", Self.list(tmpfs)), ("devices", Self.list(devices) ?? noDevices.own().map(PolicyValue.strings)),
            ("seccomp", seccomp.own().map(PolicyValue.string)),
            ("pids_limit", pidsLimit.own().map(PolicyValue.integer)),
            ("network", network.own().map(PolicyValue.string)),
            ("userns", userns.own().map { .string($0.rawValue) }), ("pid", pid.own().map { .string($0.rawValue) }),
            ("ipc", ipc.own().map { .string($0.rawValue) }),
            ("system_paths", systemPaths.own().map { .string($0.rawValue) }),
        ]
        return fields.compactMap { key, value in value.map { PolicyField(key, $0).text } }
    }

    private static func list(_ texts: [Located<String>]) -> PolicyValue? {
        let own = texts.filter(\.isOwn).map(\.value)
        return own.isEmpty ? nil : .strings(own)
    }
}

extension SeccompSettings {
    /// The lines of `[seccomp]` that say what the policy's own text says.
    var lines: [String] {
        [("allow", allow), ("deny", deny)].compactMap { key, calls in
            let own = calls.filter(\.isOwn).map(\.value.form)
            return own.isEmpty ? nil : PolicyField(key, .list(own)).text
        }
    }
}

extension SystemCall {
    /// The element of a list that is read as this.
    fileprivate var form: PolicyValue {
        arguments.isEmpty
            ? .string(name)
            : .table([PolicyField("name", .string(name)), PolicyField("args", .list(arguments.map(\.form)))])
    }
}

extension SystemCall.Condition {
    fileprivate var form: PolicyValue {
        var fields = [
            PolicyField("index", .integer(index)), PolicyField("op", .string(comparison.rawValue)),
            PolicyField("value", .integer(Int(clamping: value))),
        ]
        if let mask { fields.append(PolicyField("mask", .integer(Int(clamping: mask)))) }
        return .table(fields)
    }
}
