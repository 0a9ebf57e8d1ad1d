package import ArmorPolicy
import ArmorProof
import ArmorSource

/// What was found of the grants of one profile, the edit, and the proof.
package struct TightenReport: Sendable {
    package let profile: String
    package let plan: TightenPlan
    package let edit: TightenEdit
    package let proof: TightenProof
    package let record: UseRecord
    /// Rules of what the policy extends that no event supports.
    package let unusedOfBase: [Rule]
    /// Events that are no evidence, by why.
    package let neglected: [Neglect: Int]

    var removed: [GrantVerdict] {
        plan.verdicts.filter { if case .remove = $0.decision { true } else { false } }
    }
    var narrowed: [GrantVerdict] {
        plan.verdicts.filter { if case .narrow = $0.decision { true } else { false } }
    }
    var staying: [GrantVerdict] { plan.verdicts.filter { !$0.isChange } }
}

// MARK: Text

extension TightenReport {
    /// For people; the edit itself is ``TightenEdit/diff``.
    package var text: String {
        let counts = "\(removed.count) to go, \(narrowed.count) to be narrowed, \(staying.count) stay"
        let sections = [
            "\(printable(profile)): \(plan.verdicts.count) grants, \(counts); "
                + "\(Self.count(record.events, "event")) in \(Self.count(record.runs, "run"))",
            list("to go", removed, Self.lines), list("to be narrowed", narrowed, Self.lines),
            list("stay", staying, Self.lines), base, changesText, notes, verdict,
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// What is told of one kind at most.
    private static let most = 60

    private static func count(_ number: Int, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }

    private func list(_ title: String, _ verdicts: [GrantVerdict], _ lines: (TightenReport, GrantVerdict) -> [String])
        -> String
    {
        guard !verdicts.isEmpty else { return "" }
        let shown = verdicts.prefix(Self.most).flatMap { lines(self, $0) }
        let more = verdicts.count > Self.most ? ["  and \(verdicts.count - Self.most) more"] : []
        return (["\(title):"] + shown + more).joined(separator: "\n")
    }

    /// The grant and its place, what stands there instead, and why.
    private static func lines(_ report: TightenReport, _ verdict: GrantVerdict) -> [String] {
        let inside = verdict.grant.child.map { ", in \(printable($0))" } ?? ""
        var lines = ["  \(printable(verdict.grant.text))\(inside)  \(verdict.grant.place.label)"]
        if case .narrow(let narrowing) = verdict.decision {
            lines += narrowing.texts.prefix(10).map { "    → \(printable($0))" }
            if narrowing.texts.count > 10 { lines.append("    and \(narrowing.texts.count - 10) more") }
        }
        return lines + verdict.reasons(runs: report.record.runs).map { "    \($0)" }
    }

    private var base: String {
        guard !unusedOfBase.isEmpty else { return "" }
        let lines = unusedOfBase.prefix(10).map { "  \(printable($0.shown))" }
        let more = unusedOfBase.count > 10 ? ["  and \(unusedOfBase.count - 10) more"] : []
        let title = "not used of what the policy extends, and not edited: \(Self.count(unusedOfBase.count, "rule"))"
        return ([title] + lines + more).joined(separator: "\n")
    }

    private var changesText: String {
        proof.changes.isEmpty ? "" : "newly denied, asked of what both compile to:\n" + proof.changes.text
    }

    private var notes: String {
        var notes: [String] = []
        if record.runs < 2, !removed.isEmpty || !narrowed.isEmpty {
            notes.append(
                "this rests on one run: what the program did not do in it would be denied; learn from more runs"
            )
        }
        if record.looks > 0 {
            notes.append(
                "\(Self.count(record.looks, "event")) asked for attributes alone, which the kernel never denies: no use"
            )
        }
        let open = neglected.filter { $0.key.isOpen && $0.key != .transition }.map(\.value).reduce(0, +)
        if open > 0 { notes.append("\(Self.count(open, "event")) of the profile tell of no use that can be asked") }
        return notes.map { "note: \($0)" }.joined(separator: "\n")
    }

    private var verdict: String {
        func part(_ count: ReplayResult.Count) -> String { "\(count.accesses) (\(Self.count(count.events, "event")))" }
        return "replayed: allowed \(part(proof.replay.allowed)), denied \(part(proof.replay.denied)), "
            + "undecidable \(part(proof.replay.undecidable)); \(proof.lost.count) that were allowed would not be"
    }
}

extension GrantVerdict {
    /// Why, and on what it rests.
    func reasons(runs: Int) -> [String] {
        var reasons: [String] = []
        switch decision {
        case .remove(.unused): reasons.append("no event of \(runs) run\(runs == 1 ? "" : "s") supports it")
        case .remove(.covered):
            reasons.append("all that was used of it is allowed by others that say less, or by what the policy extends")
        case .narrow: break
        case .stay(let stay): reasons += stay.text.map { ["stays: \(printable($0))"] } ?? []
        }
        if evidence.count > 0 {
            var events = evidence
            events.runs = 0
            var text = "\(EvidenceText.summary(events)), in \(evidence.runs) of \(runs) run\(runs == 1 ? "" : "s")"
            if let phase { text += ", at \(phase.rawValue) only" }
            reasons.append(text)
        }
        if !denials.isEmpty {
            let more = denials.count > 3 ? " and \(denials.count - 3) more" : ""
            reasons.append(
                "would deny, for example: \(denials.prefix(3).map { printable($0) }.joined(separator: ", "))\(more)"
            )
        } else if isChange, grant.kind == .file {
            reasons.append("would deny nothing: others allow the same")
        }
        return reasons
    }
}
