import ArmorPolicy
import ArmorProof
package import ArmorSource

extension TightenReport {
    package var json: JSONText {
        .fields([
            ("version", .integer(1)), ("profile", .string(profile)), ("diff", .string(edit.diff)),
            ("runs", .integer(record.runs)), ("events", .integer(record.events)),
            ("attributes_only", .integer(record.looks)),
            ("grants", .array(plan.verdicts.map { $0.json(runs: record.runs) })),
            ("unused_of_extended", .array(unusedOfBase.map { .string($0.shown) })),
            (
                "replay",
                .fields([
                    ("allowed", Self.json(proof.replay.allowed)), ("denied", Self.json(proof.replay.denied)),
                    ("undecidable", Self.json(proof.replay.undecidable)), ("lost", .integer(proof.lost.count)),
                ])
            ),
            ("changes", proof.changes.json),
        ])
    }

    private static func json(_ count: ReplayResult.Count) -> JSONText {
        .fields([("accesses", .integer(count.accesses)), ("events", .integer(count.events))])
    }
}

extension GrantVerdict {
    fileprivate func json(runs: Int) -> JSONText {
        let word: String
        var texts: [String] = []
        var why: String?
        switch decision {
        case .remove(.unused): (word, why) = ("remove", "unused")
        case .remove(.covered): (word, why) = ("remove", "covered")
        case .narrow(let narrowing): (word, texts) = ("narrow", narrowing.texts)
        case .stay(let stay): (word, why) = ("stay", stay.word)
        }
        return .fields([
            ("grant", .string(grant.text)), ("child", grant.child.map(JSONText.string)),
            ("place", .string(grant.place.label)), ("rules", .array(grant.rules.map { .string($0.text) })),
            ("decision", .string(word)), ("why", why.map(JSONText.string)),
            ("instead", .array(texts.map(JSONText.string))),
            ("events", .integer(evidence.count)), ("used_in_runs", .integer(evidence.runs)), ("runs", .integer(runs)),
            ("denies", .array(denials.map(JSONText.string))), ("phase", phase.map { .string($0.rawValue) }),
            ("explanation", .array(reasons(runs: runs).map(JSONText.string))),
        ])
    }
}
