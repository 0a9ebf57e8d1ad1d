package import ArmorSource

/// A piece of a page, made of typed parts alone: names of elements and attributes come from closed lists, and every text,
/// whoever chose it, becomes text. There is no way to put markup in as a string.
///
/// A literal or an interpolation is a text: `.p("the file \(name)")` is safe for any name.
package indirect enum HTML: Sendable {
    case text(String)
    case element(Tag, [Attribute], [HTML])
    /// Several beside each other.
    case list([HTML])
    /// The page's own style sheet, which comes with the program.
    case style(StyleSheet)
    /// Data for programs, which no browser runs or shows.
    case data(ID, JSONText)

    /// The elements that a page may have. None of them runs anything or fetches anything.
    package enum Tag: String, Sendable, CaseIterable {
        case html, head, meta, title, body, header, nav, main, section, footer, div
        case h1, h2, h3, h4, p, ul, li, dl, dt, dd, a, code, strong, span, time
        case table, caption, thead, tbody, tr, th, td, details, summary, figure, figcaption
        case svg, rect, line

        /// Elements that have no content and no end (HTML, section 13.1.2).
        var isVoid: Bool { self == .meta }

        /// Those that begin a line of the text, so that people can read it.
        var beginsLine: Bool {
            switch self {
            case .a, .code, .strong, .span, .time: false
            default: true
            }
        }
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .text(value) }
}

extension HTML: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: HTML...) { self = .list(elements) }
}

/// A name in the page, for links and labels: made of the program's own words and numbers, never of data.
package struct ID: Sendable, Hashable {
    let text: String

    package init(_ word: StaticString, _ numbers: Int...) {
        text = ([word.description] + numbers.map(String.init)).joined(separator: "-")
    }
}

/// An attribute of an element: its name from a closed list, its value escaped like any text.
package struct Attribute: Sendable {
    enum Name: String {
        case lang, charset, name, content, id, href, scope, role, open, tabindex, datetime, viewBox
        case style = "class"
        case httpEquiv = "http-equiv"
        case label = "aria-label"
        case labelledBy = "aria-labelledby"
        case hidden = "aria-hidden"
        case x, y, x1, x2, y1, y2, width, height
        case preserveAspectRatio
        /// What the style sheet shows beside a cell where there are no columns.
        case column = "data-column"
    }

    /// Roles that are said (WAI-ARIA 1.2).
    enum Role: String { case img, table, rowgroup, row, columnheader, rowheader, cell }

    let name: Name
    let value: String

    private init(_ name: Name, _ value: String) { (self.name, self.value) = (name, value) }

    static func lang(_ language: StaticString) -> Attribute { Attribute(.lang, language.description) }
    static func charset(_ name: StaticString) -> Attribute { Attribute(.charset, name.description) }
    static func name(_ name: StaticString) -> Attribute { Attribute(.name, name.description) }
    static func httpEquiv(_ name: StaticString) -> Attribute { Attribute(.httpEquiv, name.description) }
    static func content(_ text: String) -> Attribute { Attribute(.content, text) }
    static func id(_ id: ID) -> Attribute { Attribute(.id, id.text) }
    /// A place in the same page: there are no other links.
    static func link(to id: ID) -> Attribute { Attribute(.href, "#\(id.text)") }
    static func style(_ name: StyleClass) -> Attribute { Attribute(.style, name.rawValue) }
    static let ofColumn = Attribute(.scope, "col")
    static let ofRow = Attribute(.scope, "row")
    static let open = Attribute(.open, "open")
    static func role(_ role: Role) -> Attribute { Attribute(.role, role.rawValue) }
    static func column(_ text: String) -> Attribute { Attribute(.column, text) }
    static let hidden = Attribute(.hidden, "true")
    static let focusable = Attribute(.tabindex, "-1")
    static func label(_ text: String) -> Attribute { Attribute(.label, text) }
    static func labelledBy(_ ids: [ID]) -> Attribute { Attribute(.labelledBy, ids.map(\.text).joined(separator: " ")) }
    static func datetime(_ text: String) -> Attribute { Attribute(.datetime, text) }

    /// The coordinates of a drawing, which is stretched to the width that it has.
    static func canvas(width: Int, height: Int) -> [Attribute] {
        [Attribute(.viewBox, "0 0 \(width) \(height)"), Attribute(.preserveAspectRatio, "none")]
    }

    static func box(x: Int, y: Int, width: Int, height: Int) -> [Attribute] {
        [
            Attribute(.x, "\(x)"), Attribute(.y, "\(y)"), Attribute(.width, "\(width)"),
            Attribute(.height, "\(height)"),
        ]
    }

    static func stroke(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int)) -> [Attribute] {
        [
            Attribute(.x1, "\(from.x)"), Attribute(.y1, "\(from.y)"), Attribute(.x2, "\(to.x)"),
            Attribute(.y2, "\(to.y)"),
        ]
    }
}
