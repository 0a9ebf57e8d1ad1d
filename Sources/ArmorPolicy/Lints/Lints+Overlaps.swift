import ArmorGlob

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
    private static func overlap(
        _ input: LintInput,
        _ running: EffectiveAccess.Permission,
        _ verb: String
    ) -> [LintHit] {
        var meetings = Meetings(input: input, running: running)
        for path in candidates(input, running) { meetings.note(path) }
        meetings.intersect()
        return meetings.found.sorted { $0.key < $1.key }.map { runner, other in
            let writer = runner == other.writer ? nil : input.rules[other.writer]
            if let writer, input.wideRules.contains(other.writer) {
                // The rule for every file is at fault, not each rule for running.
                return LintHit(writer, "allows writing \(shown(other.witness)), which may be run")
            }
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

/// Where rules for running and rules for writing meet.
private struct Meetings {
    let input: LintInput
    let running: EffectiveAccess.Permission
    /// By the rule for running: a file that both permit, and the rule for writing.
    private(set) var found: [Int: (witness: [UInt8], writer: Int)] = [:]

    /// How many pairs of globs are intersected at most, and how far each is pursued: a policy of thousands of rules must
    /// not take minutes, and samples have found what is common by then.
    private static let pairs = 1_000
    /// How many pairs are compared by their beginnings to find those.
    private static let comparisons = 100_000
    private static let limits = AutomatonLimits(states: 2_000)

    init(input: LintInput, running: EffectiveAccess.Permission) {
        self.input = input
        self.running = running
    }

    /// Takes a path as witness for all rules that permit running it, if it may be written.
    mutating func note(_ path: [UInt8]) {
        let matches = input.access.matches(path)
        guard !matches.isEmpty else { return }
        for requester in EffectiveAccess.Requester.allCases {
            let runners = matches.granting(running, to: requester).filter { found[$0] == nil }
            guard !runners.isEmpty else { continue }
            let writers = matches.granting(.write, to: requester)
            guard let writer = writers.first(where: runners.contains) ?? writers.first else { continue }
            for runner in runners where !(input.rules[runner].value is AllRule) {
                found[runner] = (path, writer)
            }
        }
    }

    /// Asks each two globs that may meet for a name that both match: what samples of either alone would miss.
    mutating func intersect() {
        let runners = globs(running).filter { found[$0.index] == nil }
        let writers = globs(.write)
        var left = Self.pairs
        var comparisons = Self.comparisons
        for runner in runners {
            for writer in writers where found[runner.index] == nil {
                comparisons -= 1
                guard comparisons > 0 else { return }
                guard writer.path.mayMeet(runner.path) else { continue }
                left -= 1
                guard left > 0 else { return }
                guard case .common(let name) = intersection(runner.path, writer.path, limits: Self.limits) else {
                    continue
                }
                note(name)
            }
        }
    }

    private func globs(_ permission: EffectiveAccess.Permission) -> [(index: Int, path: Glob)] {
        input.samples.keys.sorted().compactMap { index in
            guard let file = input.rules[index].value as? FileRule, file.names(permission) else { return nil }
            return file.path.map { (index, $0) }
        }
    }
}
