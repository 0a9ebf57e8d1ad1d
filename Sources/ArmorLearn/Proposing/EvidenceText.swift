import ArmorPolicy
import ArmorSource

/// Evidence in words: the comments above what is proposed.
package enum EvidenceText {
    /// What the log shows for grants that are written as one, how wide it is, and what was accepted with it.
    static func comments(_ candidates: [Candidate]) -> [String] {
        let evidence = candidates.map(\.evidence).reduce(Evidence()) { $0.joined($1) }
        let isDenial = candidates.contains { $0.action == .deny }
        var lines = ["\(isDenial ? "denied by hand" : "learned"): \(summary(evidence))"]
        for candidate in candidates { if let width = candidate.glob { lines.append(text(width)) } }
        let risks = candidates.flatMap(\.risks).reduce(into: [Risk]()) { if !$0.contains($1) { $0.append($1) } }
        for risk in risks {
            lines.append("\(risk.isGrave ? "accepted risk" : "note") \(risk.code): \(printable(risk.message))")
        }
        return lines
    }

    /// The same of one grant, for who is to decide about it.
    static func evidence(_ candidate: Candidate) -> [String] {
        [summary(candidate.evidence)] + (candidate.glob.map { [text($0)] } ?? [])
            + candidate.risks.map { "\($0.isGrave ? "risk" : "note") \($0.code): \(printable($0.message))" }.uniqued()
    }

    /// `12 events in 2 runs, 2026-11-20 to 2026-11-21, by "nginx"`.
    static func summary(_ evidence: Evidence) -> String {
        var text = "\(evidence.count) event\(evidence.count == 1 ? "" : "s")"
        if evidence.runs > 1 { text += " in \(evidence.runs) runs" }
        if let first = evidence.first, let last = evidence.last {
            let days = (day(first), day(last))
            text += days.0 == days.1 ? ", \(days.0)" : ", \(days.0) to \(days.1)"
        }
        if !evidence.comms.isEmpty { text += ", by " + evidence.comms.map(quoted).joined(separator: ", ") }
        if evidence.trusted == 0 {
            text += "; untrusted: only in logs that programs can write to"
        } else if evidence.trusted < evidence.count {
            text += "; \(evidence.count - evidence.trusted) of them in logs that programs can write to"
        }
        return text
    }

    private static func text(_ width: Candidate.Width) -> String {
        let samples = width.samples.map(quoted).joined(separator: ", ")
        let more = width.count > width.samples.count ? " and \(width.count - width.samples.count) more" : ""
        let kind = width.nameClass.map { "\($0): " } ?? "seen: "
        let unseen = width.unseen.map { "; admits \(quoted($0)), which nobody saw" } ?? ""
        return "\(kind)\(samples)\(more)\(unseen)"
    }

    /// A name that others chose, between quotes that it cannot end.
    package static func quoted(_ name: [UInt8]) -> String {
        let text = printable(String(decoding: name.prefix(longest), as: UTF8.self))
        let plain = String(text.map { $0 == "\"" ? "'" : $0 })
        return "\"\(plain)\(name.count > longest ? "…" : "")\""
    }

    private static let longest = 200

    /// The day in UTC, as RFC 3339 writes it, of milliseconds since 1970: days are counted in eras of 400 years, which
    /// are all alike, from the first of March on.
    package static func day(_ milliseconds: UInt64) -> String {
        let days = Int(min(milliseconds / 86_400_000, 1 << 32)) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let number = month < 10 ? month + 3 : month - 9
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year + era * 400 + (number <= 2 ? 1 : 0))-\(padded(number))-\(padded(day))"
    }
}
