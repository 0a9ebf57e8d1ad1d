import ArmorSource

/// Reads a template's text, line by line, with the directives that are still open on a stack of its own.
struct TemplateParser {
    let source: SourceFile
    private(set) var diagnostics: [Diagnostic] = []
    /// Innermost last; what is inside the innermost one is collected in `nodes`.
    private var open: [Frame] = []
    private var nodes: [Template.Node] = []
    /// Directives refused for their depth whose `%end` is still to come.
    private var ignored = 0

    /// The most diagnostics for one template.
    static let diagnosticLimit = 20

    private struct Frame {
        enum Kind {
            case loop(variable: String, list: Template.Name)
            case condition(Template.Name, yes: [Template.Node]?)
            /// One that did not parse; it keeps the balance.
            case broken
        }

        var kind: Kind
        let range: ByteRange
        /// The nodes before it.
        let outer: [Template.Node]
    }

    init(source: SourceFile) { self.source = source }

    mutating func parse() -> [Template.Node] {
        var offset = 0
        while offset < source.bytes.count {
            let range = source.lineRange(at: offset)
            readLine(range)
            // Past the line's end and its line feed; a carriage return before that belongs to the line end.
            var next = range.upperBound
            while next < source.bytes.count, source.bytes[next] != UInt8(ascii: "\n") { next += 1 }
            offset = next + 1
        }
        while let frame = open.last {
            report("template-unbalanced", "this directive has no %end", frame.range)
            close()
        }
        return nodes
    }

    private mutating func readLine(_ range: ByteRange) {
        let bytes = source.bytes
        var start = range.lowerBound
        while start < range.upperBound, isBlank(bytes[start]) { start += 1 }
        let isPercent = start < range.upperBound && bytes[start] == UInt8(ascii: "%")
        let next = start + 1 < range.upperBound ? bytes[start + 1] : 0
        if isPercent, next == UInt8(ascii: "%") {
            readText(range, escaped: start)
        } else if isPercent, next != UInt8(ascii: "{") {
            readDirective(start..<range.upperBound)
        } else {
            readText(range, escaped: nil)
        }
    }

    // MARK: Directives

    private mutating func readDirective(_ range: ByteRange) {
        let words = words(in: range)
        guard let first = words.first else { return }
        let whole = range.lowerBound..<(words.last?.upperBound ?? range.upperBound)
        switch string(first) {
        case "%for": openLoop(words, whole)
        case "%if": openCondition(words, whole)
        case "%else": readElse(words, whole)
        case "%end": readEnd(words, whole)
        case let other:
            let near = nearest(to: other, in: ["%for", "%if", "%else", "%end"])
            report(
                "template-syntax",
                "there is no directive \"\(other)\"",
                first,
                help: near.map { "did you mean \($0)?" } ?? "write %% for a line that begins with a percent"
            )
        }
    }

    private mutating func openLoop(_ words: [ByteRange], _ whole: ByteRange) {
        guard words.count == 4, string(words[2]) == "in", let variable = name(words[1]), variable.parts.count == 1,
            let list = name(words[3])
        else {
            report("template-syntax", "a loop is written \"%for item in list\"", whole)
            return push(.broken, whole)
        }
        for case .loop(variable.text, _) in open.map(\.kind) {
            report("template-syntax", "\"\(variable.text)\" is the item of a loop around this one", variable.range)
        }
        push(.loop(variable: variable.text, list: list), whole)
    }

    private mutating func openCondition(_ words: [ByteRange], _ whole: ByteRange) {
        guard words.count == 2, let name = name(words[1]) else {
            report("template-syntax", "a condition is written \"%if name\"", whole)
            return push(.broken, whole)
        }
        push(.condition(name, yes: nil), whole)
    }

    private mutating func readElse(_ words: [ByteRange], _ whole: ByteRange) {
        if words.count > 1 { report("template-syntax", "nothing may follow %else", whole) }
        guard ignored == 0, let frame = open.last else {
            if ignored == 0 { report("template-unbalanced", "this %else belongs to no %if", whole) }
            return
        }
        switch frame.kind {
        case .condition(let name, yes: nil):
            open[open.count - 1].kind = .condition(name, yes: nodes)
            nodes = []
        case .condition: report("template-unbalanced", "this %if has an %else already", whole)
        case .loop: report("template-unbalanced", "this %else belongs to no %if", whole)
        case .broken: break
        }
    }

    private mutating func readEnd(_ words: [ByteRange], _ whole: ByteRange) {
        if words.count > 1 { report("template-syntax", "nothing may follow %end", whole) }
        if ignored > 0 {
            ignored -= 1
        } else if open.isEmpty {
            report("template-unbalanced", "this %end closes nothing", whole)
        } else {
            close()
        }
    }

    private mutating func push(_ kind: Frame.Kind, _ range: ByteRange) {
        guard ignored == 0, open.count < Template.nestingLimit else {
            if ignored == 0 {
                report("template-too-deep", "directives are nested deeper than \(Template.nestingLimit)", range)
            }
            ignored += 1
            return
        }
        open.append(Frame(kind: kind, range: range, outer: nodes))
        nodes = []
    }

    private mutating func close() {
        guard let frame = open.popLast() else { return }
        let inner = nodes
        nodes = frame.outer
        switch frame.kind {
        case .loop(let variable, let list): nodes.append(.loop(variable: variable, list: list, body: inner))
        case .condition(let name, let yes):
            nodes.append(.condition(name, yes: yes ?? inner, no: yes == nil ? [] : inner))
        case .broken: break
        }
    }

    // MARK: Text

    /// A line of text; `escaped` is the place of the `%%` at its beginning.
    private mutating func readText(_ range: ByteRange, escaped: Int?) {
        let bytes = source.bytes
        let percent = UInt8(ascii: "%")
        let brace = UInt8(ascii: "{")
        var segments: [Template.Segment] = []
        var literal = range.lowerBound
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard bytes[offset] == percent, offset + 1 < range.upperBound else {
                offset += 1
                continue
            }
            let isEscape =
                bytes[offset + 1] == percent
                && (offset == escaped || offset + 2 < range.upperBound && bytes[offset + 2] == brace)
            if isEscape {
                // The first of the two percents goes; the second and what follows it is text.
                addLiteral(literal..<offset, to: &segments)
                literal = offset + 1
                offset += 2
            } else if bytes[offset + 1] == brace {
                addLiteral(literal..<offset, to: &segments)
                offset = readInsert(offset, range.upperBound, into: &segments)
                literal = offset
            } else {
                offset += 1
            }
        }
        addLiteral(literal..<range.upperBound, to: &segments)
        if ignored == 0 { nodes.append(.line(segments)) }
    }

    /// Reads `%{name}` and answers where it ends.
    private mutating func readInsert(_ start: Int, _ end: Int, into segments: inout [Template.Segment]) -> Int {
        guard let close = source.bytes[start..<end].firstIndex(of: UInt8(ascii: "}")) else {
            report("template-syntax", "this insertion has no closing brace", start..<end)
            return end
        }
        if let name = name(start + 2..<close) {
            segments.append(.insert(name))
        } else {
            report(
                "template-syntax",
                "an insertion is written \"%{name}\"",
                start..<close + 1,
                help: "write %%{ for the text %{"
            )
        }
        return close + 1
    }

    private mutating func addLiteral(_ range: ByteRange, to segments: inout [Template.Segment]) {
        guard !range.isEmpty else { return }
        guard let text = String(validating: source.bytes[range], as: UTF8.self) else {
            return report("template-not-utf8", "this text is not UTF-8", range)
        }
        segments.append(.literal(text))
    }

    // MARK: Words

    /// Letters, digits, `_` and `-`, the first a letter or `_`; parts joined by dots.
    private func name(_ range: ByteRange) -> Template.Name? {
        let parts = source.bytes[range].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for part in parts {
            guard let first = part.first, isLetter(first),
                part.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") })
            else { return nil }
        }
        return Template.Name(parts: parts.map { String(decoding: $0, as: UTF8.self) }, range: range)
    }

    private func words(in range: ByteRange) -> [ByteRange] {
        source.bytes[range].split(whereSeparator: isBlank).map(\.indices)
    }

    private func string(_ range: ByteRange) -> String { String(decoding: source.bytes[range], as: UTF8.self) }

    private mutating func report(_ code: String, _ message: String, _ range: ByteRange, help: String? = nil) {
        guard diagnostics.count < Self.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(.error, code, message, at: Place(source, range), help: help))
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
}
