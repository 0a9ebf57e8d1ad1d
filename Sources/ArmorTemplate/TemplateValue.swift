package import ArmorSource

/// What a template can be given: the whole vocabulary between the caller and the template.
package indirect enum TemplateValue: Sendable {
    /// One line or a part of one. The origin is an opaque number of the caller's, handed back with the line it is in.
    case text(String, origin: Int?)
    /// What `%for` walks, in this order.
    case list([TemplateValue])
    /// Named values, reached with a dot: `%{section.title}`.
    case record([String: TemplateValue])
    /// What `%if` asks.
    case flag(Bool)

    /// A text that stands for nothing in the policy, such as a heading.
    package static func text(_ text: String) -> Self { .text(text, origin: nil) }

    /// What messages call its kind.
    var kind: String {
        switch self {
        case .text: "a text"
        case .list: "a list"
        case .record: "a record"
        case .flag: "a flag"
        }
    }

    /// What `%if` makes of it: a flag's own value, whether a text or a list holds anything; a record answers nothing.
    var truth: Bool? {
        switch self {
        case .flag(let value): value
        case .text(let text, _): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .record: nil
        }
    }
}

/// One line of what was rendered, without its line end.
package struct TemplateLine: Sendable, Equatable {
    package let text: String
    /// The origin of the first inserted value that has one.
    package let origin: Int?

    package init(text: String, origin: Int?) {
        self.text = text
        self.origin = origin
    }
}

/// Why nothing was rendered; each diagnostic points into the template.
package struct TemplateFailure: Error {
    /// Never empty, all of them errors.
    package let diagnostics: [Diagnostic]
}
