package import ArmorSource

/// A template, read once and rendered any number of times.
///
/// The language is line based and small, because AppArmor owns `{{`, `@{}` and `<>`:
/// - `%{name}` inserts a text; `%{section.title}` reaches into a record;
/// - `%for item in list`, `%if name`, `%else` and `%end` each take a whole line, may be indented, and leave no line;
/// - `%%` is a percent at the beginning of a line (after blanks) and before `{`; elsewhere a percent is itself.
///
/// Strict: a name that is not known, a value of the wrong kind and a value that holds a line end are errors. A value can
/// therefore never make a line of its own, whatever the template does with it.
package struct Template: Sendable {
    /// The most bytes that are rendered, line ends included.
    package static let outputLimit = 64 << 20
    /// The most turns that all loops take together.
    package static let turnLimit = 1 << 22
    /// How deep `%for` and `%if` may stand in each other.
    package static let nestingLimit = 32

    let source: SourceFile
    let nodes: [Node]

    /// Reads a template. With errors among the diagnostics the template renders what could be understood: don't use it.
    package static func parse(_ source: SourceFile) -> (Template, [Diagnostic]) {
        var parser = TemplateParser(source: source)
        let nodes = parser.parse()
        return (Template(source: source, nodes: nodes), parser.diagnostics)
    }

    /// Fills the template in. Every name that the template uses must be among the values, even in a branch that is not
    /// taken. Time is linear in the output.
    package func render(_ values: [String: TemplateValue]) -> Result<[TemplateLine], TemplateFailure> {
        var renderer = TemplateRenderer(source: source, values: values)
        renderer.checkNames(nodes)
        if renderer.diagnostics.isEmpty { renderer.run(nodes) }
        guard renderer.diagnostics.isEmpty else {
            return .failure(TemplateFailure(diagnostics: renderer.diagnostics))
        }
        return .success(renderer.lines)
    }
}

extension Template {
    /// A dotted name and where it stands.
    struct Name: Sendable {
        let parts: [String]
        let range: ByteRange

        var text: String { parts.joined(separator: ".") }
        var root: String { parts.first ?? "" }
    }

    /// A stretch of a line.
    enum Segment: Sendable {
        case literal(String)
        case insert(Name)
    }

    /// A line, or a directive with the lines inside it.
    indirect enum Node: Sendable {
        case line([Segment])
        case loop(variable: String, list: Name, body: [Node])
        case condition(Name, yes: [Node], no: [Node])
    }
}
