/// A report of policies, as values: what it tells, before anything is written as HTML or JSON.
///
/// Texts in it are as policies and logs have them, cut to lengths that can be shown: whoever writes them makes them safe.
package struct ReportDocument: Sendable {
    /// Of the form of its data; see ``FormerReport``.
    package static let version = 1

    /// `armor 0.1.0`.
    package let generator: String
    /// As of when it tells; none where neither a log nor the user says.
    package let moment: Moment?
    /// The release or features that the policies were compiled for, and by which parser.
    package let target: String
    package let logs: LogFacts?
    package let policies: [PolicyReport]

    package init(
        generator: String,
        moment: Moment?,
        target: String,
        logs: LogFacts?,
        policies: [PolicyReport]
    ) {
        (self.generator, self.moment, self.target) = (generator, moment, target)
        (self.logs, self.policies) = (logs, policies)
    }

    /// A time that the same input always gives, never that of the clock: the same files make the same bytes.
    package struct Moment: Sendable, Equatable {
        package enum Source: String, Sendable {
            /// `SOURCE_DATE_EPOCH`.
            case given
            /// The last event of the policies in the logs.
            case lastEvent = "last-event"
        }

        /// Milliseconds since 1970.
        package let time: UInt64
        package let source: Source

        package init(time: UInt64, source: Source) { (self.time, self.source) = (time, source) }
    }

    /// What was read of logs, and what is known to be missing.
    package struct LogFacts: Sendable {
        /// As the user named them.
        package let names: [String]
        package let bytes: UInt64
        /// Runs of the machines that they are of, one at least.
        package let runs: Int
        /// Of AppArmor's, whoever's they are.
        package let events: UInt64
        /// How many of what.
        package let losses: [Loss]

        package init(names: [String], bytes: UInt64, runs: Int, events: UInt64, losses: [Loss]) {
            (self.names, self.bytes, self.runs) = (names, bytes, runs)
            (self.events, self.losses) = (events, losses)
        }
    }

    package struct Loss: Sendable, Equatable {
        package let count: UInt64
        package let words: String
    }
}

/// What is told of one policy.
package struct PolicyReport: Sendable {
    package let name: String
    /// As the user named it.
    package let file: String
    package let summary: String?
    /// Of the policy and all that it extends.
    package let digest: String
    /// The rendered profile: what the next report is compared with.
    package let profile: String
    package let allowed: Allowed
    package let runtime: RuntimeLayers
    package let risk: RiskAssessment
    /// What logs tell; none where none was given.
    package let observed: Observed?
    package let changes: Changes

    package init(
        name: String,
        file: String,
        summary: String?,
        digest: String,
        profile: String,
        allowed: Allowed,
        runtime: RuntimeLayers,
        risk: RiskAssessment,
        observed: Observed?,
        changes: Changes
    ) {
        (self.name, self.file, self.summary, self.digest) = (name, file, summary, digest)
        (self.profile, self.allowed, self.runtime, self.risk) = (profile, allowed, runtime, risk)
        (self.observed, self.changes) = (observed, changes)
    }

    /// What logs tell of the policy.
    package struct Observed: Sendable {
        package let coverage: CoverageFacts
        package let denials: DenialFacts

        package init(coverage: CoverageFacts, denials: DenialFacts) {
            (self.coverage, self.denials) = (coverage, denials)
        }
    }
}

/// At most so many of a list, and how many more there are: whatever the input, a page has a size that can be read.
package struct Bounded<Element: Sendable>: Sendable {
    package let shown: [Element]
    package let more: Int

    package init(_ all: [Element], most: Int) {
        shown = Array(all.prefix(most))
        more = max(0, all.count - most)
    }

    private init(shown: [Element], more: Int) { (self.shown, self.more) = (shown, more) }

    /// Of each that is shown something else; the others are not looked at.
    package func map<Other>(_ make: (Element) -> Other) -> Bounded<Other> {
        Bounded<Other>(shown: shown.map(make), more: more)
    }

    package var count: Int { shown.count + more }
    package var isEmpty: Bool { shown.isEmpty }
}

/// Texts cut to what can be shown.
enum Excerpt {
    private static let longest = 400

    static func of(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        return String(decoding: text.utf8.prefix(longest), as: UTF8.self) + "…"
    }

    static func of(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(longest), as: UTF8.self) + (bytes.count > longest ? "…" : "")
    }
}
