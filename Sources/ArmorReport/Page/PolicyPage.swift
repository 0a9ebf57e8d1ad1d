/// What a page says of one policy.
struct PolicyPage {
    let policy: PolicyReport
    /// What was read of logs; none where none was given.
    let logs: ReportDocument.LogFacts?
    /// Of the policy on the page, from 0 on.
    let number: Int
    /// The part of the page that all of it is in; none where the page is of this policy alone.
    let whole: ID?
    /// Of the parts' headings.
    let level: Int

    /// The parts in their order.
    enum Part: Int, CaseIterable {
        case glance, risk, allowed, coverage, denials, changes

        var title: String {
            switch self {
            case .glance: "At a glance"
            case .risk: "Risk"
            case .allowed: "What it allows"
            case .coverage: "Coverage"
            case .denials: "Denials over time"
            case .changes: "What changed"
            }
        }
    }

    static func id(_ part: Part, _ number: Int) -> ID { ID("part", number, part.rawValue) }

    var parts: [HTML] {
        [
            section(.glance, [glance]), section(.risk, RiskPage(policy.risk, level: level + 1).content),
            section(.allowed, AllowedPage(policy, level: level + 1).content),
            section(.coverage, CoveragePage(policy.observed?.coverage, logs, level: level + 1).content),
            section(.denials, DenialsPage(policy.observed?.denials, number: number, level: level + 1).content),
            section(.changes, ChangesPage(policy.changes, policy.risk.level, level: level + 1).content),
        ]
    }

    private func section(_ part: Part, _ content: [HTML]) -> HTML {
        .section(Self.id(part, number), of: whole, level: level, part.title, .part, content)
    }

    // MARK: At a glance

    private var glance: HTML {
        .element(.ul, [.style(.cards)], [riskCard, waysCard, usedCard, denialsCard, changesCard])
    }

    private func card(_ part: Part, _ title: String, _ figure: HTML, _ words: String) -> HTML {
        .element(
            .li,
            [.style(.card)],
            [
                .link(Self.id(part, number), .text(title)), .element(.p, [.style(.figure)], [figure]), .p(.text(words)),
            ]
        )
    }

    private var riskCard: HTML {
        let findings = policy.risk.findings
        let words = findings.shown.first.map { "\(Words.count(findings.count, "finding")), the worst \($0.code)." }
        return card(.risk, "Risk", .risk(policy.risk.level), words ?? "The lints find nothing.")
    }

    private var waysCard: HTML {
        let open = policy.risk.openWays.count
        return card(
            .risk,
            "Known ways out",
            .text("\(open) of \(policy.risk.ways.count)"),
            open == 0 ? "None is open in the profile." : "Open in the profile."
        )
    }

    private var usedCard: HTML {
        guard let coverage = policy.observed?.coverage else {
            return card(.coverage, "Grants used", "–", "No log was given.")
        }
        guard case .told(let grants, let unused, let partly, let used, _, _) = coverage.grants else {
            return card(.coverage, "Grants used", "–", "The logs do not tell.")
        }
        return card(
            .coverage,
            "Grants used",
            .text("\(used + partly) of \(grants.count)"),
            unused == 0 ? "No grant went without an event." : "\(Words.count(unused, "grant")) without an event."
        )
    }

    private var denialsCard: HTML {
        guard let denials = policy.observed?.denials else { return card(.denials, "Denials", "–", "No log was given.") }
        let words =
            denials.total == 0
            ? "Nothing was denied."
            : "\(Words.count(denials.accesses.count, "different access", "different accesses"))."
        return card(.denials, "Denials", .text(Words.grouped(denials.total)), words)
    }

    private var changesCard: HTML {
        switch policy.changes {
        case .first: return card(.changes, "Changed", "–", "The first report.")
        case .notCompared: return card(.changes, "Changed", "–", "It was not compared.")
        case .compared(let comparison):
            let count = comparison.lines.count + comparison.addedChildren.count + comparison.removedChildren.count
            let words =
                comparison.wider == 0
                ? "Nothing is newly allowed."
                : "\(comparison.wider) of them \(comparison.wider == 1 ? "allows" : "allow") more."
            return card(.changes, "Changed", .text(Words.grouped(count)), words)
        }
    }
}

extension HTML {
    /// A level of risk, told by a word and a sign.
    static func risk(_ level: RiskAssessment.Level) -> HTML {
        switch level {
        case .low: .badge(.low, "low")
        case .medium: .badge(.medium, "medium")
        case .high: .badge(.high, "high")
        case .critical: .badge(.critical, "critical")
        }
    }

    /// That there are more than are shown; nothing where there are not.
    static func more(_ count: Int) -> HTML { count == 0 ? [] : .note("and \(Words.grouped(count)) more, not shown") }
}
