/// Why a rule is there, as a policy says it: a comment where that can hold the text, else the key `reason`.
struct Reason: Hashable {
    let text: String

    /// The reasons of a rule, each once.
    init?(_ rule: Rule) {
        let reasons = rule.origins.compactMap(\.reason).filter { !$0.isEmpty }.uniqued()
        guard !reasons.isEmpty else { return nil }
        text = reasons.joined(separator: "; ")
    }

    /// Whether a comment gives the text back: words of visible characters with single blanks between them.
    var fitsComment: Bool {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        return words.allSatisfy { !$0.isEmpty && $0.unicodeScalars.allSatisfy(Self.isVisible) }
    }

    /// Lines of comment, indented; of what no comment can hold only the visible part.
    func lines(indent: Int) -> [String] {
        let start = String(repeating: " ", count: indent) + "#"
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isVisible($0) ? $0 : " " }))
        var lines: [String] = []
        var line = start
        for word in visible.split(separator: " ") {
            if line.count > start.count, line.count + word.count + 1 > PolicyPage.width {
                lines.append(line)
                line = start
            }
            line += " \(word)"
        }
        return line == start ? lines : lines + [line]
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
