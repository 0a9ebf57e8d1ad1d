/// Events by time as a drawing of bars, and the same numbers as a table.
struct BarChart {
    let timeline: Timeline
    let number: Int

    /// The drawing's own units.
    private static let height = 120
    private static let step = 12
    private static let gap = 3

    private var highest: Int { max(1, timeline.bars.map(\.total).max() ?? 1) }
    private var total: Int { timeline.bars.reduce(0) { $0 + $1.total } }
    private var word: String { Words.width(timeline.width) }

    var html: HTML {
        .element(
            .figure,
            [.style(.chart)],
            [
                .element(
                    .figcaption,
                    [],
                    [.text("Events per \(word). The highest bar is \(Words.count(highest, "event")).")]
                ),
                drawing, axis, legend, .folded("The same numbers as a table", [table]),
            ]
        )
    }

    /// What is not in the drawing.
    var notes: HTML {
        let notes = [
            timeline.outside == 0
                ? nil
                : "\(Words.count(timeline.outside, "event")) outside of the time of those that the kernel wrote: whoever can write a log can give any time",
            timeline.timeless == 0 ? nil : "\(Words.count(timeline.timeless, "event")) without a time",
        ].compactMap(\.self)
        return notes.isEmpty ? [] : .note(.text("Not in the chart: \(notes.joined(separator: "; "))."))
    }

    private var drawing: HTML {
        let width = timeline.bars.count * Self.step
        let grid = [0, Self.height / 2, Self.height].map { y in
            HTML.element(.line, Attribute.stroke((0, y), (width, y)) + [.style(.grid)], [])
        }
        let bars = timeline.bars.enumerated().flatMap { index, bar in
            let done = height(bar.done)
            let denied = height(bar.denied)
            return [
                column(index, from: 0, denied, .denied),
                column(index, from: denied, min(done, Self.height - denied), .done),
            ].compactMap(\.self)
        }
        return .element(
            .svg,
            Attribute.canvas(width: width, height: Self.height) + [.role(.img), .style(.bars), .label(description)],
            grid + bars
        )
    }

    /// An event is never too few to be seen.
    private func height(_ count: Int) -> Int {
        count == 0 ? 0 : max(2, Int((Double(count) / Double(highest) * Double(Self.height)).rounded()))
    }

    private func column(_ index: Int, from bottom: Int, _ height: Int, _ style: StyleClass) -> HTML? {
        guard height > 0 else { return nil }
        let box = Attribute.box(
            x: index * Self.step + Self.gap / 2,
            y: Self.height - bottom - height,
            width: Self.step - Self.gap,
            height: height
        )
        return .element(.rect, box + [.style(style)], [])
    }

    private var description: String {
        guard let first = timeline.bars.first, let last = timeline.bars.last else { return "No events" }
        return "\(Words.count(total, "event")) from \(Words.start(of: first, width: timeline.width)) to "
            + "\(Words.start(of: last, width: timeline.width)), per \(word), at most \(Words.grouped(highest)). The table below has the numbers."
    }

    private var axis: HTML {
        guard let first = timeline.bars.first, let last = timeline.bars.last else { return [] }
        return .element(
            .div,
            [.style(.axis), .hidden],
            [
                .element(.span, [], [.text(Words.start(of: first, width: timeline.width))]),
                .element(.span, [], [.text(Words.start(of: last, width: timeline.width))]),
            ]
        )
    }

    private var hasDone: Bool { timeline.bars.contains { $0.done > 0 } }

    private var legend: HTML {
        guard hasDone else { return [] }
        return .element(
            .p,
            [.style(.legend)],
            [
                .element(.span, [.style(.denied)], ["denied, filled"]),
                .element(.span, [.style(.done)], ["done under a complaining profile, hollow"]),
            ]
        )
    }

    private var table: HTML {
        let told = timeline.bars.filter { $0.total > 0 }
        let rows: [[HTML]] = told.map { bar in
            let start = HTML.text(Words.start(of: bar, width: timeline.width))
            let denied = HTML.text(Words.grouped(bar.denied))
            return hasDone ? [start, denied, .text(Words.grouped(bar.done))] : [start, denied]
        }
        let columns = ["From (UTC)", "Denied"] + (hasDone ? ["Done"] : [])
        return .table("Events per \(word); where there is no row there was none", columns, rows)
    }
}
