import ArmorJSON

extension BundleStatement {
    /// What errors call the statement.
    static let file = "statement"

    /// Reads a statement, of which every key and value must be known.
    static func read(_ bytes: [UInt8], limits: BundleLimits) throws(BundleError) -> BundleStatement {
        let keys: Set = ["version", "generator", "image", "target", "policies"]
        let object = try StrictObject(bytes, in: file, keys: keys)
        let version = try object.count("version")
        guard version == Self.version else { throw BundleError(.laterForm(version)) }
        var policies: [BundledPolicy] = []
        for value in try object.list("policies") { policies.append(try BundledPolicy(value)) }
        let statement = BundleStatement(
            generator: try object.text("generator"),
            image: object.has("image") ? try object.digest("image") : nil,
            target: try BundleTarget(try object.value("target")),
            policies: policies
        )
        try statement.check(limits)
        return statement
    }

    /// What no single value tells: names that stand twice, and too much of everything.
    private func check(_ limits: BundleLimits) throws(BundleError) {
        let files = self.files
        guard !policies.isEmpty else { throw BundleError(.malformed(Self.file, "it names no policy")) }
        guard Set(policies.map(\.name)).count == policies.count, Set(files.map(\.name)).count == files.count else {
            throw BundleError(.malformed(Self.file, "a name stands twice"))
        }
        guard files.count <= limits.files else { throw BundleError(.malformed(Self.file, "it names too many files")) }
        for file in files where file.size > limits.file { throw BundleError(.tooLarge(file.name, limits.file)) }
        // Each is below the limit of one, and there are few enough of them: no sum overflows.
        guard files.reduce(0, { $0 + $1.size }) <= limits.total else {
            throw BundleError(.tooLarge("what is in the files", limits.total))
        }
    }
}

extension BundleTarget {
    fileprivate init(_ value: JSONValue) throws(BundleError) {
        let object = try StrictObject(value, in: BundleStatement.file, keys: ["name", "digest"])
        self.init(name: try object.optionalText("name"), digest: try object.digest("digest"))
    }
}

extension BundledPolicy {
    fileprivate init(_ value: JSONValue) throws(BundleError) {
        let keys: Set = ["name", "digest", "policy", "extends", "profile", "seccomp"]
        let object = try StrictObject(value, in: BundleStatement.file, keys: keys)
        var extends: [BundleFile] = []
        for value in try object.list("extends") { extends.append(try BundleFile(value, .policy)) }
        self.init(
            name: try object.text("name"),
            digest: try object.digest("digest"),
            policy: try BundleFile(try object.value("policy"), .policy),
            extends: extends,
            profile: try BundleFile(try object.value("profile"), .profile),
            seccomp: object.has("seccomp") ? try BundleFile(try object.value("seccomp"), .seccomp) : nil
        )
    }
}

extension BundleFile {
    fileprivate init(_ value: JSONValue, _ role: BundleRole) throws(BundleError) {
        let object = try StrictObject(value, in: BundleStatement.file, keys: ["name", "mediaType", "size", "digest"])
        try object.require("mediaType", role.rawValue)
        let name = try object.text("name")
        guard BundleName.isValid(name) else { throw object.malformed("name", "no plain relative path") }
        self.init(name: name, role: role, size: try object.count("size"), digest: try object.digest("digest"))
    }
}
