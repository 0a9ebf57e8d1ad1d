/// What speaks against a policy, from what armor can decide.
package struct RiskAssessment: Sendable {
    /// The worst that was found and that the policy does not accept with a reason.
    package enum Level: String, Sendable, CaseIterable, Comparable {
        case low, medium, high, critical

        package static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    package struct Finding: Sendable, Hashable {
        /// A lint's.
        package let code: String
        package let level: Level
        package let message: String
        package let place: String?
        /// What an attacker, or bad luck, makes of it.
        package let why: String
        package let remedy: String?
    }

    /// A finding that the policy accepts.
    package struct Accepted: Sendable, Hashable {
        package let code: String
        package let message: String
        /// In the policy's words.
        package let reason: String
    }

    /// A known way out of a container.
    package struct Way: Sendable {
        package enum Verdict: String, Sendable { case shut, open, undecided }

        package let title: String
        package let verdict: Verdict
        /// An access that leads there, and the rule that allows it; none where it is shut.
        package let example: String?
        package let rule: String?
    }

    /// Whether anything that may be written may be run.
    package enum WriteAndRun: Sendable {
        case nothing
        /// The shortest path, and the rules that allow it.
        case path(String, rules: [String])
        case undecided
    }

    package let level: Level
    /// What it comes to, in sentences; the first is the most important.
    package let sentences: [String]
    package let findings: Bounded<Finding>
    package let accepted: Bounded<Accepted>
    package let ways: [Way]
    package let writeAndRun: WriteAndRun
    /// The policy's own tests that hold, and those that do not.
    package let passedTests: Int
    package let failedTests: Bounded<String>

    package var openWays: [Way] { ways.filter { $0.verdict == .open } }
}
