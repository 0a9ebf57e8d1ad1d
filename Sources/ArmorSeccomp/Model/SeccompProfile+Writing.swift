import ArmorPolicy
package import ArmorSource

extension SeccompProfile {
    /// The profile as JSON, in the order of its rules; what is empty is left out, so that a profile without conditions is a
    /// runtime-spec's.
    package var json: JSONText {
        .fields([
            ("defaultAction", .string(defaultAction.rawValue)), ("defaultErrnoRet", defaultErrno.map(JSONText.integer)),
            ("architectures", Self.list(machines.map(SeccompWords.architecture(of:)))),
            ("archMap", families.isEmpty ? nil : .array(families.map(\.json))), ("flags", Self.list(flags)),
            ("syscalls", .array(rules.map(\.json))),
        ])
    }

    /// The same as a text, ending in a line end.
    package var text: String { json.text + "\n" }

    fileprivate static func list(_ texts: [String]) -> JSONText? {
        texts.isEmpty ? nil : .array(texts.map(JSONText.string))
    }
}

extension SeccompProfile.MachineFamily {
    fileprivate var json: JSONText {
        .object([
            (key: "architecture", value: .string(SeccompWords.architecture(of: machine))),
            (key: "subArchitectures", value: .array(others.map { .string(SeccompWords.architecture(of: $0)) })),
        ])
    }
}

extension SeccompRule {
    fileprivate var json: JSONText {
        .fields([
            ("names", .array(names.map(JSONText.string))), ("action", .string(action.rawValue)),
            ("errnoRet", errno.map(JSONText.integer)),
            ("args", arguments.isEmpty ? nil : .array(arguments.map(\.json))),
            ("comment", comment.map(JSONText.string)), ("includes", includes.json), ("excludes", excludes.json),
        ])
    }
}

extension SeccompRule.Filter {
    fileprivate var json: JSONText? {
        if isEmpty { return nil }
        return .fields([
            ("caps", SeccompProfile.list(capabilities.map(SeccompWords.capability(of:)))),
            ("arches", SeccompProfile.list(machines.map(SeccompWords.condition(of:)))),
            ("minKernel", minKernel.map { .string($0.text) }),
        ])
    }
}

extension SystemCall.Condition {
    fileprivate var json: JSONText {
        let word = SeccompWords.comparisons.first { $0.comparison == comparison }?.word ?? ""
        return .fields([
            ("index", .integer(index)), ("value", .unsigned(mask ?? value)),
            ("valueTwo", mask == nil ? nil : .unsigned(value)), ("op", .string(word)),
        ])
    }
}
