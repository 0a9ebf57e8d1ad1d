/// The part about what is different since a former report or policy.
struct ChangesPage {
    private let changes: Changes
    private let now: RiskAssessment.Level
    private let level: Int

    init(_ changes: Changes, _ now: RiskAssessment.Level, level: Int) {
        (self.changes, self.now, self.level) = (changes, now, level)
    }

    var content: [HTML] {
        switch changes {
        case .first:
            [
                .empty(
                    "This is the first report. Give it to the next one with ",
                    .code("--last"),
                    ", and what changed stands here."
                )
            ]
        case .notCompared(let why): [.empty(.text("It was not compared: \(why)."))]
        case .compared(let comparison): compared(comparison)
        }
    }

    private func compared(_ comparison: Changes.Comparison) -> [HTML] {
        [
            since(comparison), verdict(comparison), risk(comparison), differences(comparison),
            findings("New findings", comparison.newFindings),
            findings("Findings that are gone", comparison.goneFindings),
            ways("Known ways out that were shut and are open", Bounded(comparison.opened, most: .max)),
            ways("Known ways out that were open and are shut", comparison.shut),
        ]
    }

    private func since(_ comparison: Changes.Comparison) -> HTML {
        .facts(
            [
                ("Compared with", .code(comparison.former)),
                ("As of", comparison.moment.map(HTML.moment) ?? "no time told"),
                ("Target", .text(comparison.formerTarget)), ("Its digest", .code(comparison.formerDigest)),
            ]
        )
    }

    private func verdict(_ comparison: Changes.Comparison) -> HTML {
        let isEmpty =
            comparison.lines.isEmpty && comparison.undecided.isEmpty && comparison.addedChildren.isEmpty
            && comparison.removedChildren.isEmpty
        if isEmpty {
            let text =
                comparison.isSameText
                ? "The policy is the same." : "The policy's text is another, and what it allows is the same."
            return .p(.text(text))
        }
        let wider =
            comparison.wider == 0
            ? "Nothing is newly allowed."
            : "\(comparison.wider) of \(Words.count(comparison.lines.count, "difference")) \(comparison.wider == 1 ? "allows" : "allow") more than before."
        return .p(.strong(wider))
    }

    private func risk(_ comparison: Changes.Comparison) -> HTML {
        guard comparison.formerLevel != now else { return .p("The risk is ", .risk(now), ", as before.") }
        return .p("The risk was ", .risk(comparison.formerLevel), " and is ", .risk(now), ".")
    }

    private func differences(_ comparison: Changes.Comparison) -> HTML {
        let rows: [[HTML]] = comparison.lines.shown.map { line in
            let mark = HTML.badge(
                line.isWider ? .wider : .narrower,
                line.isWider ? "\(line.direction), wider" : line.direction
            )
            let who = line.who.map { $0 == "owner" ? ", as owner" : ", as another" } ?? ""
            let child = line.child.map { ", in \($0)" } ?? ""
            return [
                [
                    .code(line.object), line.witness.map { .why("for one \($0)") } ?? [],
                    line.isExact ? [] : .why("in part"),
                ],
                mark, .text("\(line.what)\(who)\(child) (\(line.section))"),
            ]
        }
        let children =
            comparison.addedChildren.shown.map { "The child \($0) is new." }
            + comparison.removedChildren.shown.map { "The child \($0) is gone." }
        return [
            .table("Differences, decided on what both compile to", ["Of", "Change", "What"], rows),
            .more(comparison.lines.more), children.isEmpty ? [] : .list(items: children.map(HTML.text)),
            .more(comparison.addedChildren.more + comparison.removedChildren.more),
            comparison.undecided.isEmpty
                ? [] : .note(.text("Not decided, too large: \(comparison.undecided.shown.joined(separator: ", ")).")),
        ]
    }

    private func findings(_ title: String, _ told: Bounded<Changes.Told>) -> HTML {
        guard !told.isEmpty else { return [] }
        return [
            .heading(level, title), .list(items: told.shown.map { [.code($0.code), .text(" \($0.message)")] }),
            .more(told.more),
        ]
    }

    private func ways(_ title: String, _ ways: Bounded<String>) -> HTML {
        guard !ways.isEmpty else { return [] }
        return [.heading(level, title), .list(items: ways.shown.map(HTML.text)), .more(ways.more)]
    }
}
