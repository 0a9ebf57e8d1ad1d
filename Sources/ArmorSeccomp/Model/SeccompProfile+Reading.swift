import ArmorJSON
import ArmorPolicy

extension SeccompProfile {
    /// How large a profile may be: Docker's own has under a thousand values.
    private static let limits = JSONLimits()

    /// Reads Docker's JSON or the runtime-spec's. Keys that neither knows are passed over, as both do; what is known must be of
    /// its type, and words must be known.
    package static func read(_ bytes: [UInt8]) throws(SeccompError) -> SeccompProfile {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(bytes, limits: limits)
        } catch {
            throw SeccompError("", error.message)
        }
        guard value.object != nil else { throw SeccompError("", "a profile is an object") }
        let reader = SeccompReading(value, "")
        guard let action = try reader.word("defaultAction", Action.init) else {
            throw SeccompError("defaultAction", "is missing")
        }
        var profile = SeccompProfile(
            defaultAction: action,
            defaultErrno: try reader.errno("defaultErrnoRet"),
            rules: try reader.objects("syscalls").map { element throws(SeccompError) in try SeccompRule(element) }
        )
        profile.machines = try reader.names("architectures", after: SeccompWords.architecturePrefix)
        profile.families = try reader.objects("archMap").map { family throws(SeccompError) in
            guard let machine = try family.name("architecture", after: SeccompWords.architecturePrefix) else {
                throw SeccompError(family.path, "has no architecture")
            }
            let others = try family.names("subArchitectures", after: SeccompWords.architecturePrefix)
            return MachineFamily(machine, others)
        }
        profile.flags = try reader.texts("flags")
        if !profile.machines.isEmpty, !profile.families.isEmpty {
            throw SeccompError("", "\"architectures\" and \"archMap\" exclude one another")
        }
        return profile
    }
}

extension SeccompRule {
    fileprivate init(_ reader: SeccompReading) throws(SeccompError) {
        var names = try reader.texts("names")
        if let name = try reader.text("name") {
            if !names.isEmpty { throw SeccompError(reader.path, "\"name\" and \"names\" exclude one another") }
            names = [name]
        }
        if names.isEmpty { throw SeccompError(reader.path, "names no system call") }
        guard let action = try reader.word("action", SeccompProfile.Action.init) else {
            throw SeccompError(reader.path, "has no action")
        }
        let arguments = try reader.objects("args").map { element throws(SeccompError) in try element.condition() }
        self.init(names, action, errno: try reader.errno("errnoRet"), arguments)
        comment = try reader.text("comment").flatMap { $0.isEmpty ? nil : $0 }
        includes = try reader.filter("includes")
        excludes = try reader.filter("excludes")
    }
}

/// One object of a profile; each getter refuses what is not of its type, and takes `null` for nothing.
private struct SeccompReading {
    let value: JSONValue
    /// Where it is, as `syscalls[3]`.
    let path: String

    init(_ value: JSONValue, _ path: String) { (self.value, self.path) = (value, path) }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func member(_ key: String) -> JSONValue? { value[key].flatMap { $0 == .null ? nil : $0 } }

    func text(_ key: String) throws(SeccompError) -> String? {
        guard let member = member(key) else { return nil }
        guard let text = member.text else { throw SeccompError(place(key), "must be a string") }
        return text
    }

    func word<Word>(_ key: String, _ make: (String) -> Word?) throws(SeccompError) -> Word? {
        guard let text = try text(key) else { return nil }
        guard let word = make(text) else { throw SeccompError(place(key), "\"\(text)\" is not known") }
        return word
    }

    func name(_ key: String, after prefix: String) throws(SeccompError) -> String? {
        try word(key) { SeccompWords.name($0, after: prefix) }
    }

    private func elements(_ key: String) throws(SeccompError) -> [JSONValue] {
        guard let member = member(key) else { return [] }
        guard let elements = member.elements else { throw SeccompError(place(key), "must be an array") }
        return elements
    }

    func texts(_ key: String) throws(SeccompError) -> [String] {
        try elements(key).map { element throws(SeccompError) in
            guard let text = element.text else { throw SeccompError(place(key), "must hold strings") }
            return text
        }
    }

    func names(_ key: String, after prefix: String) throws(SeccompError) -> [String] {
        try texts(key).map { text throws(SeccompError) in
            guard let name = SeccompWords.name(text, after: prefix) else {
                throw SeccompError(place(key), "\"\(text)\" is not known")
            }
            return name
        }
    }

    func objects(_ key: String) throws(SeccompError) -> [SeccompReading] {
        try elements(key).enumerated().map { index, element throws(SeccompError) in
            guard element.object != nil else { throw SeccompError("\(place(key))[\(index)]", "must be an object") }
            return SeccompReading(element, "\(place(key))[\(index)]")
        }
    }

    /// An error's number: the kernel takes none above 4095 (include/linux/err.h, `MAX_ERRNO`).
    func errno(_ key: String) throws(SeccompError) -> Int? {
        guard let member = member(key) else { return nil }
        guard let number = member.integer, 0...4_095 ~= number else {
            throw SeccompError(place(key), "must be 0 to 4095")
        }
        return number
    }

    private func number(_ key: String) throws(SeccompError) -> UInt64? {
        guard let member = member(key) else { return nil }
        guard case .number(let number) = member, let result = UInt64(number.text) else {
            throw SeccompError(place(key), "must be a whole number of 64 bits")
        }
        return result
    }

    func filter(_ key: String) throws(SeccompError) -> SeccompRule.Filter {
        var filter = SeccompRule.Filter()
        guard let member = member(key) else { return filter }
        guard member.object != nil else { throw SeccompError(place(key), "must be an object") }
        let inner = SeccompReading(member, place(key))
        filter.capabilities = try inner.names("caps", after: SeccompWords.capabilityPrefix)
        filter.machines = try inner.texts("arches").map(SeccompWords.machine(ofCondition:))
        if let text = try inner.text("minKernel"), !text.isEmpty {
            guard let release = KernelRelease(text) else {
                throw SeccompError(inner.place("minKernel"), "must be as \"4.8\"")
            }
            filter.minKernel = release
        }
        return filter
    }

    /// Of a masked comparison `value` is the mask and `valueTwo` the value; of the others the value stands in `value`.
    func condition() throws(SeccompError) -> SystemCall.Condition {
        let comparison = try word("op") { word in SeccompWords.comparisons.first { $0.word == word }?.comparison }
        guard let comparison, let value = try number("value"), let index = try number("index"), index < 6 else {
            throw SeccompError(path, "needs an index of 0 to 5, an op and a value")
        }
        let second = try number("valueTwo") ?? 0
        return comparison == .maskedEq
            ? SystemCall.Condition(index: Int(index), .maskedEq, second, mask: value)
            : SystemCall.Condition(index: Int(index), comparison, value)
    }
}
