import ArmorSource

/// Walks a template's nodes and collects lines.
struct TemplateRenderer {
    let source: SourceFile
    let values: [String: TemplateValue]
    private(set) var lines: [TemplateLine] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// The items of the loops around, innermost last; they hide values of the same name.
    private var scope: [(name: String, value: TemplateValue)] = []
    /// Bytes that may still be written.
    private var budget = Template.outputLimit
    /// Turns of loops that may still be taken: loops in loops that write nothing must end as well.
    private var turns = Template.turnLimit
    /// Whether a limit was passed; nothing more is done then.
    private var isOver = false
    /// Where something was reported already: a loop would say it again at each turn.
    private var reported: Set<Int> = []

    init(source: SourceFile, values: [String: TemplateValue]) {
        self.source = source
        self.values = values
    }

    /// Reports each name whose first part is neither a value nor a loop's item, whether its line is reached or not.
    mutating func checkNames(_ nodes: [Template.Node], items: [String] = []) {
        for node in nodes {
            switch node {
            case .line(let segments):
                for case .insert(let name) in segments { checkRoot(name, items) }
            case .loop(let variable, let list, let body):
                checkRoot(list, items)
                checkNames(body, items: items + [variable])
            case .condition(let name, let yes, let no):
                checkRoot(name, items)
                checkNames(yes, items: items)
                checkNames(no, items: items)
            }
        }
    }

    mutating func run(_ nodes: [Template.Node]) {
        for node in nodes {
            guard !isOver else { return }
            switch node {
            case .line(let segments): line(segments)
            case .loop(let variable, let list, let body): loop(variable, list, body)
            case .condition(let name, let yes, let no):
                guard let value = value(of: name) else { continue }
                if let truth = value.truth {
                    run(truth ? yes : no)
                } else {
                    wrongKind(name, value, wanted: "a flag, a list or a text")
                }
            }
        }
    }

    private mutating func loop(_ variable: String, _ list: Template.Name, _ body: [Template.Node]) {
        guard let value = value(of: list) else { return }
        guard case .list(let items) = value else { return wrongKind(list, value, wanted: "a list") }
        for item in items {
            guard !isOver else { return }
            guard turns > 0 else {
                isOver = true
                return report("template-too-large", "the loops take more than \(Template.turnLimit) turns", list.range)
            }
            turns -= 1
            scope.append((variable, item))
            run(body)
            scope.removeLast()
        }
    }

    private mutating func line(_ segments: [Template.Segment]) {
        var text = ""
        var origin: Int?
        var end = 0
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .insert(let name):
                end = name.range.upperBound
                guard let inserted = insertion(name) else { continue }
                text += inserted.text
                origin = origin ?? inserted.origin
            }
        }
        // A literal alone grows by the loop around it; it has no place of its own, so the template's beginning is it.
        guard spend(text.utf8.count + 1, at: max(0, end - 1)..<end) else { return }
        lines.append(TemplateLine(text: text, origin: origin))
    }

    private mutating func insertion(_ name: Template.Name) -> (text: String, origin: Int?)? {
        guard let value = value(of: name) else { return nil }
        guard case .text(let text, let origin) = value else {
            wrongKind(name, value, wanted: "a text")
            return nil
        }
        // NUL and carriage return too: no profile holds them, and some readers end a line at them.
        guard !text.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            report("template-line-end", "the value of \"\(name.text)\" holds a line end or NUL", name.range)
            return nil
        }
        return (text, origin)
    }

    // MARK: Names

    private func isKnown(_ root: String, _ items: [String]) -> Bool { items.contains(root) || values[root] != nil }

    private mutating func checkRoot(_ name: Template.Name, _ items: [String]) {
        guard !isKnown(name.root, items) else { return }
        unknown(name, name.root, among: items + values.keys.sorted())
    }

    private mutating func value(of name: Template.Name) -> TemplateValue? {
        var value = scope.last { $0.name == name.root }?.value ?? values[name.root]
        for part in name.parts.dropFirst() {
            guard case .record(let members)? = value else {
                if let value { wrongKind(name, value, wanted: "a record, for its \"\(part)\"") }
                return nil
            }
            value = members[part]
            if value == nil { unknown(name, part, among: members.keys.sorted()) }
        }
        return value
    }

    private mutating func unknown(_ name: Template.Name, _ part: String, among known: [String]) {
        let near = nearest(to: part, in: known)
        report(
            "template-unknown-name",
            "there is no value \"\(name.text)\"",
            name.range,
            help: near.map { "did you mean \"\($0)\"?" }
        )
    }

    private mutating func wrongKind(_ name: Template.Name, _ value: TemplateValue, wanted: String) {
        report("template-wrong-kind", "\"\(name.text)\" is \(value.kind) where it must be \(wanted)", name.range)
    }

    /// Whether there is room for so many more bytes.
    private mutating func spend(_ count: Int, at range: ByteRange) -> Bool {
        guard count > budget else {
            budget -= count
            return true
        }
        isOver = true
        report("template-too-large", "the result is larger than \(Template.outputLimit >> 20) MiB", range)
        return false
    }

    private mutating func report(_ code: String, _ message: String, _ range: ByteRange, help: String? = nil) {
        guard reported.insert(range.lowerBound).inserted, diagnostics.count < TemplateParser.diagnosticLimit else {
            // Too many to show, still an error: one is there already.
            return
        }
        diagnostics.append(Diagnostic(.error, code, message, at: Place(source, range), help: help))
    }
}
