/// The part about what was not allowed, over time.
struct DenialsPage {
    private let denials: DenialFacts?
    private let number: Int
    private let level: Int

    init(_ denials: DenialFacts?, number: Int, level: Int) {
        (self.denials, self.number, self.level) = (denials, number, level)
    }

    var content: [HTML] {
        guard let denials else {
            return [.empty("No log was given: name one with ", .code("--log"), ", such as the audit daemon's.")]
        }
        guard denials.total > 0 else {
            return [.empty("The logs tell of nothing that was denied.")]
        }
        return [.p(.text(summary(denials))), unasked(denials), trust(denials)] + (denials.timeline.map(chart) ?? []) + [
            accesses(denials), floods(denials),
        ]
    }

    private func summary(_ denials: DenialFacts) -> String {
        let done =
            denials.done == 0
            ? ""
            : " \(Words.count(denials.done, "event")) \(denials.done == 1 ? "was" : "were") of a complaining profile: not allowed, and done."
        return "\(Words.count(denials.denied, "event")) \(denials.denied == 1 ? "was" : "were") denied.\(done)"
    }

    private func unasked(_ denials: DenialFacts) -> HTML {
        guard !denials.unasked.isEmpty else { return [] }
        return [
            .p("Others were not allowed either, and no access can be told of them:"),
            .list(items: denials.unasked.map { .text("\(Words.count($0.count, "event")): \($0.words)") }),
        ]
    }

    private func trust(_ denials: DenialFacts) -> HTML {
        guard denials.untrusted > 0 else { return [] }
        return .note(
            .text(
                "\(Words.grouped(denials.untrusted)) of them rest on logs that programs can write to: they may be made up."
            )
        )
    }

    // MARK: By time

    private func chart(_ timeline: Timeline) -> [HTML] {
        let chart = BarChart(timeline: timeline, number: number)
        return [.heading(level, "By time"), chart.html, chart.notes]
    }

    // MARK: What

    private func accesses(_ denials: DenialFacts) -> HTML {
        let rows: [[HTML]] = denials.accesses.shown.map { denied in
            [access(denied), [.text(events(denied)), when(denied)], now(denied)]
        }
        return [
            .heading(level, "What was denied"),
            .table("Accesses, most events first", ["Access", "Events", "The policy now"], rows),
            .more(denials.accesses.more),
        ]
    }

    private func access(_ denied: DenialFacts.Denied) -> HTML {
        let by = denied.programs.isEmpty ? [] : HTML.why("by \(denied.programs.joined(separator: ", "))")
        let trust: HTML =
            switch denied.trust {
            case .kernel: .why("told by the kernel")
            case .partly: .why("not trusted in part: some of it is in logs that programs can write to")
            case .untrusted: .why("not trusted: programs can write to these logs")
            }
        return [.code(denied.access), denied.child.map { .why("in \($0)") } ?? [], by, trust]
    }

    private func events(_ denied: DenialFacts.Denied) -> String {
        switch (denied.denied, denied.done) {
        case (let count, 0): "\(Words.grouped(count)) denied"
        case (0, let count): "\(Words.grouped(count)) done"
        case (let count, let done): "\(Words.grouped(count)) denied, \(Words.grouped(done)) done"
        }
    }

    private func when(_ denied: DenialFacts.Denied) -> HTML {
        guard let first = denied.first, let last = denied.last else { return .origin("without a time") }
        if first / 60_000 == last / 60_000 { return .element(.span, [.style(.origin)], [.moment(first)]) }
        return .element(.span, [.style(.origin)], [.moment(first), " to ", .moment(last)])
    }

    private func now(_ denied: DenialFacts.Denied) -> HTML {
        let risks =
            denied.risks.isEmpty ? [] : HTML.why("to allow it is a risk: \(denied.risks.joined(separator: ", "))")
        let rule = denied.rule.map { HTML.why("by \($0)") } ?? []
        return [.text(denied.now), rule, risks]
    }

    private func floods(_ denials: DenialFacts) -> HTML {
        let rows: [[HTML]] = denials.floods.shown.map { [.code($0.folder), .text(Words.grouped($0.events))] }
        guard !rows.isEmpty else { return [] }
        return [
            .heading(level, "Folders with more names than are kept"),
            .table("Folders that were flooded with names", ["Folder", "Events"], rows), .more(denials.floods.more),
        ]
    }
}
