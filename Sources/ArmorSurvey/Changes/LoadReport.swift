package import ArmorKernel
package import ArmorSource

/// What `load` says of what it loaded.
package struct LoadReport {
    private let results: [LoadedResult]
    /// The policies, in the results' order, as the user named them.
    private let policies: [String]

    package init(results: [LoadedResult], policies: [String]) {
        self.results = results
        self.policies = policies
    }

    /// What Docker, and Podman alike, must be told to use a profile.
    private func option(_ result: LoadedResult) -> String { "--security-opt apparmor=\(result.name)" }

    /// Two lines a profile: what was done, and the command to go on with.
    package var text: String {
        results.map { result in
            let place = result.storedAt.map { "kept in \($0)" } ?? "not kept over a restart"
            let done = result.isReplacement ? "replaced" : "loaded"
            return
                "\(result.name): \(done), mode \(result.mode), verified; \(place)\n  docker run \(option(result)) …\n"
        }.joined()
    }

    package var json: JSONText {
        .object([
            (key: "version", value: .integer(1)),
            (key: "profiles", value: .array(zip(results, policies).map { profile($0, policy: $1) })),
        ])
    }

    private func profile(_ result: LoadedResult, policy: String) -> JSONText {
        .fields([
            ("name", .string(result.name)),
            ("policy", .string(policy)),
            ("mode", .string(result.mode)),
            ("replaced", .boolean(result.isReplacement)),
            ("children", .array(result.children.map(JSONText.string))),
            ("verified_by", .string(result.proof.rawValue)),
            ("stored_at", result.storedAt.map(JSONText.string) ?? .null),
            ("left_children", .array(result.leftChildren.map(JSONText.string))),
            ("docker_option", .string(option(result))),
        ])
    }
}
