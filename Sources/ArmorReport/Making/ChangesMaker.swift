package import ArmorProof
import ArmorSource

extension Changes {
    private static let most = 200

    /// What is different between a policy as a former report has it and as it is.
    ///
    /// - Parameters:
    ///   - former: the policy in the former report.
    ///   - source: the report that it is from, as the user named it.
    ///   - diff: of what both compile to.
    package init(
        _ former: FormerReport.Policy,
        of report: FormerReport,
        named source: String,
        _ diff: DiffReport,
        digest: String,
        _ risk: RiskAssessment
    ) {
        let lines = diff.entries.flatMap { entry in entry.lines.map { Line($0, entry.child) } }
        let order = DiffLine.Direction.allCases.map(\.rawValue)
        let sorted = order.flatMap { direction in lines.filter { $0.direction == direction } }
        let now = risk.findings.shown.map { Told(code: $0.code, message: $0.message) }
        let open = risk.openWays.map(\.title)
        self = .compared(
            Comparison(
                former: Excerpt.of(source),
                moment: report.moment,
                formerDigest: former.digest,
                formerTarget: report.target,
                isSameText: former.digest == digest,
                lines: Bounded(sorted, most: Self.most),
                wider: lines.count(where: \.isWider),
                undecided: Bounded(diff.entries.flatMap(\.undecided), most: Self.most),
                addedChildren: Bounded(diff.added, most: Self.most).map(Excerpt.of),
                removedChildren: Bounded(diff.removed, most: Self.most).map(Excerpt.of),
                newFindings: Bounded(now.filter { !former.findings.contains($0) }, most: Self.most),
                goneFindings: Bounded(former.findings.filter { !now.contains($0) }, most: Self.most),
                opened: open.filter { !former.open.contains($0) },
                shut: Bounded(former.open.filter { !open.contains($0) }, most: Self.most),
                formerLevel: former.level
            )
        )
    }
}

extension Changes.Line {
    fileprivate init(_ line: DiffLine, _ child: String?) {
        self.init(
            direction: line.direction.rawValue,
            section: line.section,
            child: child.map(Excerpt.of),
            what: Excerpt.of(line.what),
            object: Excerpt.of(line.object),
            who: line.who,
            witness: line.witness.map(Excerpt.of),
            isWider: line.isWider,
            isExact: line.isExact
        )
    }
}

extension FormerReport.Policy {
    /// A policy that there was, as a report would have kept it.
    package init(name: String, digest: String, _ risk: RiskAssessment) {
        self.init(
            name: name,
            digest: digest,
            profile: "",
            level: risk.level,
            findings: risk.findings.shown.map { Changes.Told(code: $0.code, message: $0.message) },
            open: risk.openWays.map(\.title)
        )
    }
}
