/// The part about how far the logs go.
struct CoveragePage {
    private let coverage: CoverageFacts?
    private let logs: ReportDocument.LogFacts?
    private let level: Int

    init(_ coverage: CoverageFacts?, _ logs: ReportDocument.LogFacts?, level: Int) {
        (self.coverage, self.logs, self.level) = (coverage, logs, level)
    }

    var content: [HTML] {
        guard let coverage else {
            return [
                .empty(
                    "No log was given, so nothing can be said of what was used. Give one with ",
                    .code("--log /var/log/audit/audit.log"),
                    "; load the policy with ",
                    .code("armor load --mode audit"),
                    " before, and each use is in it."
                )
            ]
        }
        guard coverage.events > 0 || !coverage.neglected.isEmpty else {
            return [.empty("The logs tell nothing of this profile."), losses]
        }
        return [
            .p(
                .text(
                    "\(Words.count(coverage.events, "event")) of this profile, \(Words.count(coverage.accesses, "different access", "different accesses")), in \(Words.count(coverage.runs, "run")) of the machine."
                )
            ),
            losses, estimate(coverage), grants(coverage.grants), neglected(coverage.neglected),
        ]
    }

    /// What is missing from the logs, as far as it is known.
    private var losses: HTML {
        guard let logs else { return [] }
        guard !logs.losses.isEmpty else {
            return [.heading(level, "What is missing from the logs"), .p("Nothing is known to be missing.")]
        }
        return [
            .heading(level, "What is missing from the logs"),
            .list(items: logs.losses.map { .text("\(Words.grouped($0.count)) \($0.words)") }),
            .note("What is missing may be a denial, or a use of anything."),
        ]
    }

    private func estimate(_ coverage: CoverageFacts) -> HTML {
        let rows: [[HTML]] = coverage.kinds.map { kind in
            [
                .text(kind.name), .text(Words.grouped(kind.seen)),
                .text(kind.unseen.map { "about \(Words.grouped($0))" } ?? "not known"),
                .text(kind.newShare.map { "about \($0) %" } ?? "not known"), .text(kind.verdict),
            ]
        }
        return [
            .heading(level, "What was probably not seen: an estimate"),
            .p(
                "After Chao, and Good and Turing, from what came in one run alone and in two. It takes runs to be alike, and knows nothing of work that was never done."
            ),
            rows.isEmpty
                ? .empty("There is nothing to estimate from.")
                : .table(
                    "Kinds of access, an estimate",
                    ["Kind", "Seen", "Not seen", "New in a next run", "So"],
                    rows
                ),
        ]
    }

    private func grants(_ grants: CoverageFacts.Grants) -> HTML {
        let heading = HTML.heading(level, "Grants that were used, and not")
        switch grants {
        case .untold(let lines): return [heading, .empty("It cannot be told."), .list(items: lines.map(HTML.text))]
        case .told(let uses, let unused, let partly, let used, let unknown, let runs):
            let rows: [[HTML]] = uses.shown.map { use in
                [
                    [.code(use.grant), use.note.map(HTML.why) ?? [], .origin(use.place)], verdict(use.verdict),
                    .text(events(use)),
                ]
            }
            let summary =
                "In \(Words.count(runs, "run")) of the profile: \(used) used, \(partly) used in part, \(unused) not used, \(unknown) that no log can tell. \"armor learn --tighten\" proposes the edit."
            return [
                heading, .p(.text(summary)),
                .table(
                    "Grants of the policy's own text, those without an event first",
                    ["Grant", "Use", "Events"],
                    rows
                ),
                .more(uses.more),
            ]
        }
    }

    private func verdict(_ verdict: CoverageFacts.GrantUse.Verdict) -> HTML {
        switch verdict {
        case .used: .badge(.low, "used")
        case .partly: .badge(.medium, "in part")
        case .unused: .badge(.high, "not used")
        case .unknown: .badge(.plain, "not known")
        }
    }

    private func events(_ use: CoverageFacts.GrantUse) -> String {
        guard use.events > 0 else { return "none" }
        return "\(Words.grouped(use.events)) in \(Words.count(use.runs, "run"))"
            + (use.phase.map { ", at \($0) only" } ?? "")
    }

    private func neglected(_ neglected: [NeglectedEvents]) -> HTML {
        guard !neglected.isEmpty else { return [] }
        return [
            .heading(level, "Events that are no evidence"),
            .list(items: neglected.map { .text("\(Words.count($0.count, "event")): \($0.words)") }),
        ]
    }
}
