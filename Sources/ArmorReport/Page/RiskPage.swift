/// The part about risk: words first, then what they rest on.
struct RiskPage {
    private let risk: RiskAssessment
    private let level: Int

    init(_ risk: RiskAssessment, level: Int) { (self.risk, self.level) = (risk, level) }

    var content: [HTML] {
        [
            .element(.p, [.style(.lede)], ["The risk is ", .risk(risk.level), "."]),
            .list(items: risk.sentences.map(HTML.text)), findings, writeAndRun, ways, accepted, tests,
        ]
    }

    private var findings: HTML {
        let rows: [[HTML]] = risk.findings.shown.map { finding in
            [
                [.code(finding.code), " ", .risk(finding.level)],
                [
                    .text(finding.message), .why("Why: \(finding.why)."),
                    finding.remedy.map { .why("Instead: \($0).") } ?? [],
                    finding.place.map(HTML.origin) ?? [],
                ],
            ]
        }
        guard !rows.isEmpty else { return [] }
        return [
            .heading(level, "Findings"), .table("Findings of the lints, the worst first", ["Code", "Finding"], rows),
            .more(risk.findings.more),
        ]
    }

    private var writeAndRun: HTML {
        guard case .path(let path, let rules) = risk.writeAndRun else { return [] }
        return [
            .heading(level, "Written and run"),
            .p("The shortest path that may be both written and run is ", .code(path), ". It is allowed by:"),
            .list(items: rules.map(HTML.code)),
        ]
    }

    private var ways: HTML {
        guard !risk.ways.isEmpty else { return [] }
        let told = risk.ways.filter { $0.verdict != .shut }
        let rows: [[HTML]] = told.map { way in
            [
                .text(way.title), way.verdict == .open ? .badge(.high, "open") : .badge(.plain, "not decided"),
                [way.example.map(HTML.code) ?? [], way.rule.map { .why("by \($0)") } ?? []],
            ]
        }
        let shut = risk.ways.filter { $0.verdict == .shut }
        return [
            .heading(level, "Known ways out of a container"),
            rows.isEmpty
                ? .empty("None is open.")
                : .table("Ways that are open, or not decided", ["Way", "Answer", "For example"], rows),
            shut.isEmpty
                ? []
                : .folded(
                    .text("\(Words.count(shut.count, "way")) shut"),
                    [.list(items: shut.map { .text($0.title) })]
                ),
        ]
    }

    private var accepted: HTML {
        guard !risk.accepted.isEmpty else { return [] }
        let rows: [[HTML]] = risk.accepted.shown.map { [.code($0.code), .text($0.message), .text($0.reason)] }
        return [
            .heading(level, "Accepted with a reason"),
            .table("Findings that the policy silences", ["Code", "Finding", "Reason in the policy"], rows),
            .more(risk.accepted.more),
        ]
    }

    private var tests: HTML {
        let all = risk.passedTests + risk.failedTests.count
        guard all > 0 else { return [.heading(level, "Its own tests"), .empty("The policy has none.")] }
        let summary =
            risk.failedTests.isEmpty
            ? "\(Words.count(all, "test")): all hold."
            : "\(risk.failedTests.count) of \(Words.count(all, "test")) \(risk.failedTests.count == 1 ? "does" : "do") not hold:"
        return [
            .heading(level, "Its own tests"), .p(.text(summary)),
            risk.failedTests.isEmpty ? [] : .list(items: risk.failedTests.shown.map(HTML.text)),
            .more(risk.failedTests.more),
        ]
    }
}
