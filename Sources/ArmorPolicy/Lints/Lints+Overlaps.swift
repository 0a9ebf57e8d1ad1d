extension Lints {
    /// One object under two permissions that must not meet: B01 and B19.
    static let overlaps: [Lint] = [
        Lint(
            "B01",
            .high,
            "one file writable and executable",
            why: "an intruder who can write a file runs his own program from it",
            remedy: "write and execute in different folders; add \"except\", or deny executing where it writes",
            basis: .samples
        ) { overlap($0, .execute, "executing") },
        Lint(
            "B19",
            .high,
            "one file writable and mapped as code",
            why: "an intruder who can write a library has every program run it that loads it",
            remedy: "map libraries from folders that cannot be written",
            basis: .samples
        ) { overlap($0, .map, "mapping as code") },
    ]

    /// Rules that permit running a file that may be written, with the file and the rule for writing.
    ///
    /// Samples of both sides are asked: each overlap of a literal is found, of two globs those that a sample lies in.
    private static func overlap(
        _ input: LintInput,
        _ running: EffectiveAccess.Permission,
        _ verb: String
    ) -> [LintHit] {
        var found: [Int: (witness: [UInt8], writer: Int)] = [:]
        for path in candidates(input, running) {
            for requester in EffectiveAccess.Requester.allCases {
                let runners = input.access.granting(running, on: path, to: requester).filter { found[$0] == nil }
                guard !runners.isEmpty else { continue }
                let writers = input.access.granting(.write, on: path, to: requester)
                guard let writer = writers.first(where: runners.contains) ?? writers.first else { continue }
                for runner in runners where !(input.rules[runner].value is AllRule) {
                    found[runner] = (path, writer)
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { runner, other in
            let writer = runner == other.writer ? nil : input.rules[other.writer]
            return LintHit(
                input.rules[runner],
                "allows \(verb) \(shown(other.witness)), which may be written",
                notes: LintHit.note("written by this rule", at: writer)
            )
        }
    }

    /// A path that no rule names, then the samples of every rule that writes or runs.
    private static func candidates(_ input: LintInput, _ running: EffectiveAccess.Permission) -> [[UInt8]] {
        let sampled = input.samples.sorted { $0.key < $1.key }.flatMap { index, samples -> [[UInt8]] in
            guard let file = input.rules[index].value as? FileRule else { return [] }
            return file.names(running) || file.names(.write) ? samples : []
        }
        return ([Array("/tmp/zq".utf8)] + sampled).uniqued()
    }
}
