package import ArmorSource

/// What a lint found at one place of a policy.
package struct LintFinding: Sendable {
    package let code: String
    package internal(set) var level: Lint.Level
    /// What was found, with its witness: "allows writing /proc/sys/kernel/core_pattern".
    package let message: String
    /// The rule that is responsible.
    package let place: Place?
    /// The text that the rule stands in; none for a summary.
    package let layer: Layer?
    /// The child or hat that was found wanting; none for the policy's own profile.
    package let child: String?
    package let why: String
    package let remedy: String
    package var notes: [Diagnostic.Note]

    init(_ lint: Lint, _ hit: LintHit, child: String?) {
        code = lint.code
        level = lint.level
        message = child.map { "child \"\($0)\": \(hit.message)" } ?? hit.message
        place = hit.place
        layer = hit.layer
        self.child = child
        why = lint.why
        remedy = lint.remedy
        notes = hit.notes
    }

    /// The line that stands for findings that are not shown.
    init(_ lint: Lint, more count: Int) {
        code = lint.code
        level = lint.level
        message = "\(count) more findings: \(lint.title)"
        place = nil
        layer = nil
        child = nil
        why = lint.why
        remedy = lint.remedy
        notes = []
    }

    /// How the policy accepts it.
    package var silence: String { "[lints] silence = [{ code = \"\(code)\", reason = \"…\" }]" }

    /// The finding as every other thing that is told about a policy.
    package var diagnostic: Diagnostic {
        Diagnostic(
            level.severity,
            code,
            message,
            at: place,
            notes: [Diagnostic.Note(why)] + notes,
            help: "\(remedy); or accept it: \(silence)"
        )
    }
}

/// A finding that the policy accepts.
package struct SilencedFinding: Sendable {
    package let finding: LintFinding
    /// Why, in the policy's words.
    package let reason: String
}

/// Everything that the lints have to say of a policy.
package struct LintReport: Sendable {
    /// Worst first.
    package var findings: [LintFinding] = []
    package var silenced: [SilencedFinding] = []
    /// What is wrong with the silences themselves.
    package var problems: [Diagnostic] = []

    package init() {}

    /// The codes of all findings, suppressed ones too.
    package var codes: Set<String> { Set((findings + silenced.map(\.finding)).map(\.code)) }

    /// Whether a rule has a finding with one of these codes, suppressed or not.
    package func explains(_ rule: Rule, _ codes: Set<String>) -> Bool {
        guard let place = rule.origin?.place else { return false }
        return (findings + silenced.map(\.finding)).contains { finding in
            codes.contains(finding.code) && finding.place?.source === place.source
                && finding.place?.range == place.range
        }
    }

    /// Findings and problems for people.
    package var diagnostics: [Diagnostic] { findings.map(\.diagnostic) + problems }
}
