import ArmorAudit
import ArmorPolicy
import ArmorProof
package import ArmorSource

extension LearnReport {
    package var json: JSONText {
        .fields([
            ("version", .integer(1)), ("profile", .string(profile)), ("diff", .string(proposal.diff)),
            ("proposed", .array(plan.candidates.map(Self.json))),
            ("met", .integer(plan.met)),
            ("abstractions_left_out", .array(plan.abstractions.map(Self.json))),
            ("left_out", .array(plan.leftOut.map(Self.json))), ("system_calls", proposal.calls.json),
            ("no_evidence", Self.counts(evidence.neglected.map { ($0.key.rawValue, $0.value) })),
            ("unreadable", Self.counts(completeness.malformed.map { ($0.key.rawValue, Int(clamping: $0.value)) })),
            ("losses", Self.counts(completeness.losses.map { ($0.key, Int(clamping: $0.count)) })),
            ("runs", .integer(runs)), ("events", .integer(evidence.events)),
            (
                "replay",
                .fields([
                    ("allowed", Self.json(replay.allowed)), ("denied", Self.json(replay.denied)),
                    ("undecidable", Self.json(replay.undecidable)), ("unasked_events", .integer(openEvents)),
                    ("accesses", .array(replay.lines.map(Self.json))),
                ])
            ),
            (
                "validation",
                heldOut.map { result in
                    .fields([
                        ("accesses", .integer(result.lines.count)), ("allowed", Self.json(result.allowed)),
                        ("answers", .array(result.lines.map(Self.json))),
                    ])
                }
            ),
            ("coverage_estimate", .array(coverage.map(Self.json))), ("changes", changes.json),
        ])
    }

    private static func counts(_ counts: [(String, Int)]) -> JSONText {
        .object(counts.sorted { $0.0 < $1.0 }.map { (key: $0.0, value: .integer($0.1)) })
    }

    private static func json(_ count: ReplayResult.Count) -> JSONText {
        .fields([("accesses", .integer(count.accesses)), ("events", .integer(count.events))])
    }

    private static func json(_ candidate: Candidate) -> JSONText {
        .fields([
            ("child", candidate.child.map(JSONText.string)),
            ("rules", .array(texts(candidate))),
            (
                "in_place_of",
                candidate.abstraction.map { .array($0.parts.flatMap(texts)) }
            ),
            ("evidence", json(candidate.evidence)),
            ("accesses", .array(candidate.needs.map { .string($0.access.text) })),
            (
                "width",
                candidate.glob.map { width in
                    .fields([
                        ("class", width.nameClass.map(JSONText.string)), ("samples", .integer(width.count)),
                        ("unseen", width.unseen.map { .string(String(decoding: $0, as: UTF8.self)) }),
                    ])
                }
            ),
            ("risks", .array(candidate.risks.map(json))),
        ])
    }

    /// As the profile has them.
    private static func texts(_ candidate: Candidate) -> [JSONText] {
        candidate.ruleTexts.map { .string(candidate.abstraction == nil ? $0 + "," : $0) }
    }

    private static func json(_ verdict: AbstractionVerdict) -> JSONText {
        .fields([
            ("include", .string(verdict.include)), ("child", verdict.child.map(JSONText.string)),
            ("lines", .integer(verdict.lines)), ("reason", .string(verdict.why.word)),
            ("why", .string(verdict.why.text)),
        ])
    }

    /// Estimates in whole numbers, rounded up: accesses, and per cent.
    private static func json(_ coverage: Coverage) -> JSONText {
        .fields([
            ("kind", .string(coverage.kind)), ("seen", .integer(coverage.seen)), ("once", .integer(coverage.once)),
            ("twice", .integer(coverage.twice)), ("runs", .integer(coverage.runs)),
            ("unseen", coverage.unseen.map { .integer(Int($0.rounded(.up))) }),
            ("new_percent", coverage.newShare.map { .integer(Int(($0 * 100).rounded(.up))) }),
            ("verdict", .string(coverage.verdict.rawValue)),
        ])
    }

    private static func json(_ risk: Risk) -> JSONText {
        .fields([
            ("code", .string(risk.code)), ("message", .string(risk.message)), ("grave", .boolean(risk.isGrave)),
        ])
    }

    private static func json(_ left: LeftOut) -> JSONText {
        var risks: [Risk] = []
        if case .risk(let found) = left.reason { risks = found }
        return .fields([
            ("accesses", .array(left.needs.map { .string(text($0)) })), ("evidence", json(left.evidence)),
            ("reason", .string(left.reason.word)), ("why", .array(left.reason.lines.map(JSONText.string))),
            ("risks", .array(risks.map(json))),
        ])
    }

    private static func json(_ evidence: Evidence) -> JSONText {
        .fields([
            ("events", .integer(evidence.count)), ("trusted", .integer(evidence.trusted)),
            ("denied", .integer(evidence.denied)), ("owner", .boolean(evidence.isOwners)),
            ("runs", .integer(evidence.runs)), ("first", evidence.first.map { .integer(Int(clamping: $0)) }),
            ("last", evidence.last.map { .integer(Int(clamping: $0)) }),
            ("comms", .array(evidence.comms.map { .string(String(decoding: $0, as: UTF8.self)) })),
        ])
    }

    private static func json(_ line: ReplayResult.Line) -> JSONText {
        let answer: String
        let rules: [Rule]
        var why: String?
        switch line.answer {
        case .allowed(let allows): (answer, rules) = ("allowed", allows)
        case .denied(let denies): (answer, rules) = ("denied", denies)
        case .undecidable(let reason): (answer, rules, why) = ("undecidable", [], reason)
        }
        return .fields([
            ("access", .string(text(line.need))), ("events", .integer(line.evidence.count)),
            ("answer", .string(answer)), ("rules", .array(rules.map { .string($0.shown) })),
            ("why", why.map(JSONText.string)),
        ])
    }
}
