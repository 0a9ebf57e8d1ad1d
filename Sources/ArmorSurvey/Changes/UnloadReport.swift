package import ArmorKernel
package import ArmorSource

/// What `unload` says of what it removed.
package struct UnloadReport {
    private let results: [UnloadedResult]

    package init(results: [UnloadedResult]) { self.results = results }

    package var text: String {
        results.map { result in
            var parts = [result.wasLoaded ? "unloaded" : "was not loaded"]
            parts += result.removedFile.map { ["\($0) removed"] } ?? []
            let numbers = Set(result.unconfined.map(\.number)).sorted().map(String.init)
            if !numbers.isEmpty { parts.append("unconfined now: \(numbers.joined(separator: " "))") }
            return "\(printable(result.name)): \(parts.joined(separator: "; "))\n"
        }.joined()
    }

    package var json: JSONText {
        .object([(key: "version", value: .integer(1)), (key: "profiles", value: .array(results.map(profile)))])
    }

    private func profile(_ result: UnloadedResult) -> JSONText {
        .fields([
            ("name", .string(result.name)),
            ("was_loaded", .boolean(result.wasLoaded)),
            ("removed_file", result.removedFile.map(JSONText.string) ?? .null),
            ("unconfined", .array(Set(result.unconfined.map(\.number)).sorted().map(JSONText.integer))),
        ])
    }
}
