@testable import ArmorReport

/// Reports made by hand: every text in them may be given, so that every place of a page is tried.
enum Sample {
    static func document(
        policies: [PolicyReport],
        generator: String = "armor test",
        target: String = "debian12",
        logs: [String] = ["audit.log"]
    ) -> ReportDocument {
        ReportDocument(
            generator: generator,
            moment: ReportDocument.Moment(time: 1_790_000_000_000, source: .lastEvent),
            target: target,
            logs: ReportDocument.LogFacts(
                names: logs,
                bytes: 1,
                runs: 2,
                events: 3,
                losses: [ReportDocument.Loss(count: 4, words: "records were lost")]
            ),
            policies: policies
        )
    }

    /// A report with a text wherever one can be, in every part and form of each.
    static func policy(
        name: String = "web",
        text: String = "a text",
        profile: String = "profile \"web\" {}\n",
        finding: String = "a finding",
        way: String = "a way",
        copies: Int = 1,
        changes: Changes? = nil
    ) -> PolicyReport {
        func all<Element>(_ make: () -> Element) -> [Element] { (0..<copies).map { _ in make() } }
        return PolicyReport(
            name: name,
            file: text,
            summary: text,
            digest: text,
            profile: profile,
            allowed: Allowed(bodies: Bounded([body(nil, text, copies), body(text, text, copies)], most: 10)),
            runtime: RuntimeLayers(
                settings: Bounded([RuntimeLayers.Setting(name: text, value: text, place: text)], most: 10),
                decided: [text],
                filter: text,
                calls: Bounded(all { RuntimeLayers.Setting(name: text, value: text, place: nil) }, most: 10),
                entitlements: [RuntimeLayers.Entitlement(name: text, place: text)]
            ),
            risk: risk(text, finding, way),
            observed: PolicyReport.Observed(coverage: coverage(text, copies), denials: denials(text, copies)),
            changes: changes ?? .compared(comparison(text, copies))
        )
    }

    private static func body(_ child: String?, _ text: String, _ copies: Int) -> Allowed.Body {
        let grant = Allowed.Grant(object: text, access: text, place: text, reason: text)
        let sources: [Allowed.Source] = [.own, .file(text), .entitlement(text), .preset(text)]
        return Allowed.Body(
            child: child,
            areas: Allowed.Area.allCases.map { area in
                Allowed.AreaGrants(
                    area: area,
                    summary: text,
                    groups: sources.map {
                        Allowed.Group(source: $0, grants: Bounded(Array(repeating: grant, count: copies), most: 10))
                    }
                )
            }
        )
    }

    private static func risk(_ text: String, _ finding: String, _ way: String) -> RiskAssessment {
        RiskAssessment(
            level: .high,
            sentences: [text],
            findings: Bounded(
                [
                    RiskAssessment.Finding(
                        code: "B01",
                        level: .high,
                        message: finding,
                        place: text,
                        why: text,
                        remedy: text
                    )
                ],
                most: 10
            ),
            accepted: Bounded([RiskAssessment.Accepted(code: text, message: text, reason: text)], most: 10),
            ways: [
                RiskAssessment.Way(title: way, verdict: .open, example: text, rule: text),
                RiskAssessment.Way(title: text, verdict: .undecided, example: nil, rule: nil),
                RiskAssessment.Way(title: text, verdict: .shut, example: nil, rule: nil),
            ],
            writeAndRun: .path(text, rules: [text]),
            passedTests: 1,
            failedTests: Bounded([text], most: 10)
        )
    }

    private static func coverage(_ text: String, _ copies: Int) -> CoverageFacts {
        let use = CoverageFacts.GrantUse(
            grant: text,
            place: text,
            verdict: .partly,
            events: 1,
            runs: 1,
            phase: text,
            note: text
        )
        return CoverageFacts(
            events: 1,
            accesses: 1,
            runs: 2,
            kinds: [CoverageFacts.Kind(name: text, seen: 1, once: 1, unseen: 1, newShare: 1, verdict: text)],
            grants: .told(
                Bounded(Array(repeating: use, count: copies), most: 10),
                unused: 1,
                partly: 1,
                used: 1,
                unknown: 1,
                runs: 2
            ),
            neglected: [NeglectedEvents(count: 1, words: text)]
        )
    }

    private static func denials(_ text: String, _ copies: Int) -> DenialFacts {
        let denied = DenialFacts.Denied(
            access: text,
            child: text,
            denied: 2,
            done: 1,
            first: 1_790_000_000_000,
            last: 1_790_000_600_000,
            trust: .untrusted,
            programs: [text],
            now: text,
            rule: text,
            risks: [text]
        )
        var bars = (0..<6).map { Timeline.Bar(start: 1_790_000_000_000 + $0 * 60_000) }
        for index in bars.indices { (bars[index].denied, bars[index].done) = (index * 3, index) }
        return DenialFacts(
            denied: 2,
            done: 1,
            untrusted: 1,
            unasked: [NeglectedEvents(count: 1, words: text)],
            timeline: Timeline(width: 60_000, bars: bars, outside: 1, timeless: 2),
            accesses: Bounded(Array(repeating: denied, count: copies), most: 10),
            floods: Bounded([DenialFacts.Flood(folder: text, events: 3)], most: 10)
        )
    }

    static func comparison(_ text: String, _ copies: Int = 1) -> Changes.Comparison {
        let line = Changes.Line(
            direction: "newly allowed",
            section: text,
            child: text,
            what: text,
            object: text,
            who: "owner",
            witness: text,
            isWider: true,
            isExact: false
        )
        return Changes.Comparison(
            former: text,
            moment: 1_780_000_000_000,
            formerDigest: text,
            formerTarget: text,
            isSameText: false,
            lines: Bounded(Array(repeating: line, count: copies), most: 10),
            wider: copies,
            undecided: Bounded([text], most: 10),
            addedChildren: Bounded([text], most: 10),
            removedChildren: Bounded([text], most: 10),
            newFindings: Bounded([Changes.Told(code: text, message: text)], most: 10),
            goneFindings: Bounded([Changes.Told(code: text, message: text)], most: 10),
            opened: [text],
            shut: Bounded([text], most: 10),
            formerLevel: .low
        )
    }
}
