import ArmorSource

extension BundleStatement {
    /// The statement's bytes: the same values are the same bytes.
    package var bytes: [UInt8] {
        let json = JSONText.fields([
            ("version", .integer(Self.version)), ("generator", .string(generator)),
            ("image", image.map { .string($0.text) }), ("target", target.json),
            ("policies", .array(policies.map(\.json))),
        ])
        return Array((json.text + "\n").utf8)
    }
}

extension BundleTarget {
    fileprivate var json: JSONText { .fields([("name", name.map(JSONText.string)), ("digest", .string(digest.text))]) }
}

extension BundledPolicy {
    fileprivate var json: JSONText {
        .fields([
            ("name", .string(name)), ("digest", .string(digest.text)), ("policy", policy.json),
            ("extends", .array(extends.map(\.json))), ("profile", profile.json), ("seccomp", seccomp?.json),
        ])
    }
}

extension BundleFile {
    fileprivate var json: JSONText {
        .fields([
            ("name", .string(name)), ("mediaType", .string(role.rawValue)), ("size", .integer(size)),
            ("digest", .string(digest.text)),
        ])
    }
}
