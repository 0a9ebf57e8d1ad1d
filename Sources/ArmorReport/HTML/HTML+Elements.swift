/// Elements as a page says them.
extension HTML {
    static func p(_ content: HTML...) -> HTML { .element(.p, [], content) }
    static func note(_ content: HTML...) -> HTML { .element(.p, [.style(.note)], content) }
    /// That there is nothing, said in the place where it would be.
    static func empty(_ content: HTML...) -> HTML { .element(.p, [.style(.empty)], content) }
    static func strong(_ text: String) -> HTML { .element(.strong, [], [.text(text)]) }
    /// A name, rule or path as it is.
    static func code(_ text: String) -> HTML { .element(.code, [], [.text(text)]) }
    static func why(_ text: String) -> HTML { .element(.span, [.style(.why)], [.text(text)]) }
    static func origin(_ text: String) -> HTML { .element(.span, [.style(.origin)], [.text(text)]) }
    static func link(_ id: ID, _ content: HTML...) -> HTML { .element(.a, [.link(to: id)], content) }
    static func div(_ style: StyleClass, _ content: HTML...) -> HTML { .element(.div, [.style(style)], content) }
    static func list(items: [HTML]) -> HTML { .element(.ul, [], items.map { .element(.li, [], [$0]) }) }

    /// A heading, 1 to 4.
    static func heading(_ level: Int, _ text: String, id: ID? = nil) -> HTML {
        let tags: [Tag] = [.h1, .h2, .h3, .h4]
        let tag = tags[min(max(level, 1), tags.count) - 1]
        return .element(tag, id.map { [.id($0)] } ?? [], [.text(text)])
    }

    /// Something folded, which opens without a script.
    static func folded(_ summary: HTML, isOpen: Bool = false, _ content: [HTML]) -> HTML {
        .element(.details, isOpen ? [.open] : [], [.element(.summary, [], [summary])] + content)
    }

    /// A part of the page, known to screen readers by its heading.
    ///
    /// - Parameter whole: the part that it belongs to, where there are several with parts of the same names.
    static func section(
        _ id: ID,
        of whole: ID? = nil,
        level: Int,
        _ title: String,
        _ style: StyleClass,
        _ content: [HTML]
    ) -> HTML {
        let heading = ID("h", id)
        let labels = [heading] + (whole.map { [ID("h", $0)] } ?? [])
        return .element(
            .section,
            [.id(id), .style(style), .labelledBy(labels)],
            [.heading(level, title, id: heading)] + content
        )
    }

    /// A table: the first cell of each row is its head. Nothing where there are no rows.
    ///
    /// On a phone a row becomes a block, its cells named by their columns. The roles are said as well as meant, because there
    /// are browsers in which a table that is laid out otherwise is none for a screen reader.
    static func table(_ caption: String, _ columns: [String], _ rows: [[HTML]]) -> HTML {
        guard !rows.isEmpty else { return .list([]) }
        let head = columns.map { HTML.element(.th, [.ofColumn, .role(.columnheader)], [.text($0)]) }
        let body = rows.map { row in
            HTML.element(.tr, [.role(.row)], zip(columns, row).enumerated().map { cell($0.offset, $0.element) })
        }
        return .element(
            .table,
            [.role(.table)],
            [
                .element(.caption, [], [.text(caption)]),
                .element(.thead, [.role(.rowgroup)], [.element(.tr, [.role(.row)], head)]),
                .element(.tbody, [.role(.rowgroup)], body),
            ]
        )
    }

    private static func cell(_ number: Int, _ cell: (column: String, content: HTML)) -> HTML {
        number == 0
            ? .element(.th, [.ofRow, .role(.rowheader)], [cell.content])
            : .element(.td, [.role(.cell), .column(cell.column)], [.element(.div, [], [cell.content])])
    }

    /// A word with a sign before it, so that colour is never all that tells.
    static func badge(_ style: StyleClass, _ word: String) -> HTML {
        .element(.span, [.style(.badge)], [.element(.span, [.style(style)], [.text(word)])])
    }

    /// Terms and what they are.
    static func facts(_ facts: [(String, HTML)]) -> HTML {
        .element(
            .dl,
            [.style(.facts)],
            facts.map { .element(.div, [], [.element(.dt, [], [.text($0.0)]), .element(.dd, [], [$0.1])]) }
        )
    }
}

extension ID {
    /// A name beside another.
    init(_ word: StaticString, _ other: ID) { text = "\(word)-\(other.text)" }
}
