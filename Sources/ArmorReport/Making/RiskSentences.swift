import ArmorCompiled

/// What an assessment comes to, in words, for somebody who reads nothing else.
struct RiskSentences {
    let mode: CompiledProfile.Mode
    let findings: [RiskAssessment.Finding]
    let ways: [RiskAssessment.Way]
    let writeAndRun: RiskAssessment.WriteAndRun
    let failedTests: Int

    var all: [String] { enforced + worst + [open, code] + lints + tests }

    private var enforced: [String] {
        switch mode {
        case .enforce: []
        case .kill: ["A process that does what is not allowed is killed."]
        case .complain:
            [
                "The profile only complains: what it does not allow is logged and happens all the same. What follows is what it "
                    + "would come to if it was enforced."
            ]
        default: ["The profile's mode is \(mode): do not count on it to confine anything."]
        }
    }

    /// What makes the risk what it is, where that is one of the lints'.
    private var worst: [String] {
        guard let worst = findings.first, worst.level >= .high else { return [] }
        return ["The worst finding, \(worst.code): \(worst.message)."]
    }

    private var open: String {
        let count = ways.count { $0.verdict == .open }
        let undecided = ways.count { $0.verdict == .undecided }
        let rest = undecided == 0 ? "" : " Of \(undecided) it could not be decided."
        guard !ways.isEmpty else { return "No known way out was asked about." }
        if count == 0 {
            return undecided == ways.count
                ? "Of \(ways.count) known ways out of a container none could be decided."
                : "\(undecided == 0 ? "All" : "The other") \(ways.count - undecided) known ways out of a container are shut.\(rest)"
        }
        return
            "\(count) of \(ways.count) known ways out of a container \(count == 1 ? "is" : "are") open in the profile; "
            + "what else the runtime enforces may shut them.\(rest)"
    }

    private var code: String {
        switch writeAndRun {
        case .nothing: "Nothing that may be written may be run: an intruder cannot bring a program along."
        case .path(let path, _):
            "What may be written may be run, for one \(path): an intruder can bring a program along."
        case .undecided: "Whether anything that may be written may be run could not be decided."
        }
    }

    private var lints: [String] {
        let counts = RiskAssessment.Level.allCases.reversed().compactMap { level -> String? in
            let count = findings.count { $0.level == level }
            return count == 0 ? nil : "\(count) \(level.rawValue)"
        }
        guard !counts.isEmpty else { return ["The lints find nothing that the policy does not accept with a reason."] }
        let noun = findings.count == 1 ? "finding" : "findings"
        return ["The lints have \(findings.count) \(noun): \(counts.joined(separator: ", "))."]
    }

    private var tests: [String] {
        guard failedTests > 0 else { return [] }
        return ["\(failedTests) of the policy's own tests \(failedTests == 1 ? "does" : "do") not hold."]
    }
}
