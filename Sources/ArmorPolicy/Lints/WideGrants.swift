import ArmorSource

/// One finding for a rule that allows every file, instead of one for each thing that follows from it.
///
/// Such a rule also allows writing kernel settings, reading keys, and so on. These findings become notes of its B04, which
/// gets the level of the worst of them: to narrow the rule is the remedy for all.
struct WideGrants {
    /// The code of the finding that the others are folded into.
    static let code = "B04"

    /// Lints about what a file rule allows, as far as a wide rule allows it.
    private static let consequences: Set = [
        "A08", "A09", "A10", "A11", "A12", "B01", "B06", "B07", "B10", "B11", "B12", "B18", "B19", "C04",
    ]

    private var folded: [FindingSpot: [LintFinding]] = [:]
    private let wide: Set<FindingSpot>

    /// - Parameter findings: those of B04, suppressed ones too.
    init(_ findings: [LintFinding]) { wide = Set(findings.map(FindingSpot.init)) }

    /// Returns the findings of one lint without those that follow from a wide rule, and keeps these.
    mutating func taking(from findings: [LintFinding]) -> [LintFinding] {
        findings.filter { finding in
            let spot = FindingSpot(finding)
            guard Self.consequences.contains(finding.code), wide.contains(spot) else { return true }
            folded[spot, default: []].append(finding)
            return false
        }
    }

    /// What was folded into a finding of B04.
    func consequences(of finding: LintFinding) -> [LintFinding] { folded[FindingSpot(finding)] ?? [] }

    /// A finding of B04 with what follows from its rule.
    func completed(_ finding: LintFinding) -> LintFinding {
        let all = consequences(of: finding)
        guard let worst = all.first else { return finding }
        var finding = finding
        let levels = Set([finding.level] + all.map(\.level))
        finding.level = Lint.Level.allCases.first(where: levels.contains) ?? finding.level
        let first = all.filter { $0.level == worst.level }
        finding.notes += first.map { Diagnostic.Note("this \($0.message) [\($0.code)]") }
        let rest = Set(all.map(\.code)).subtracting(first.map(\.code)).sorted()
        if !rest.isEmpty { finding.notes.append(Diagnostic.Note("this includes \(rest.joined(separator: ", ")) too")) }
        return finding
    }
}

/// Where a finding is: two findings at one spot are about the same element.
struct FindingSpot: Hashable {
    private let source: String?
    private let start: Int?
    private let child: String?

    init(_ finding: LintFinding) {
        source = finding.place?.source.name
        start = finding.place?.range.lowerBound
        child = finding.child
    }
}
