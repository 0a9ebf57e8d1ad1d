/// A YAML document to be written, in block style (YAML 1.2), that readers of YAML 1.1 understand alike.
package indirect enum YAMLText: Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// A text of several lines, for people to read where a literal block can hold it.
    case block(String)
    case list([YAMLText])
    /// Keys in the order given.
    case map([(key: String, value: YAMLText)])

    /// A map whose absent values are left out, empty lists and maps too.
    static func fields(_ fields: [(String, YAMLText?)]) -> YAMLText {
        .map(fields.compactMap { key, value in value.flatMap { $0.isEmpty ? nil : (key, $0) } })
    }

    /// A list of strings.
    static func strings(_ texts: [String]) -> YAMLText { .list(texts.map(YAMLText.string)) }

    private var isEmpty: Bool {
        switch self {
        case .list(let items): items.isEmpty
        case .map(let fields): fields.isEmpty
        case .string, .integer, .boolean, .block: false
        }
    }

    /// The text, indented by two blanks a level, with a line end at its end.
    package var text: String {
        switch self {
        case .list, .map:
            if isEmpty { return flow + "\n" }
            var lines: [String] = []
            write(to: &lines, indent: "")
            return lines.joined(separator: "\n") + "\n"
        case .string, .integer, .boolean, .block: return flow + "\n"
        }
    }

    /// What stands on one line: a scalar, or an empty collection.
    private var flow: String {
        switch self {
        case .string(let text), .block(let text): Self.scalar(text)
        case .integer(let number): "\(number)"
        case .boolean(let value): value ? "true" : "false"
        case .list: "[]"
        case .map: "{}"
        }
    }

    private func write(to lines: inout [String], indent: String) {
        switch self {
        case .list(let items):
            for item in items { item.write(to: &lines, indent: indent, behind: "-") }
        case .map(let fields):
            for (key, value) in fields { value.write(to: &lines, indent: indent, behind: Self.scalar(key) + ":") }
        case .string, .integer, .boolean, .block: lines.append(indent + flow)
        }
    }

    /// Writes this as the value of a key, or as an item of a list.
    private func write(to lines: inout [String], indent: String, behind start: String) {
        switch self {
        case .list where !isEmpty, .map where !isEmpty:
            guard start == "-" else {
                lines.append(indent + start)
                return write(to: &lines, indent: indent + "  ")
            }
            // An item's first line stands on the line of its dash.
            var inner: [String] = []
            write(to: &inner, indent: indent + "  ")
            if let first = inner.first { inner[0] = "\(indent)- \(first.dropFirst(indent.count + 2))" }
            lines += inner
        case .block(let text) where Self.isBlock(text):
            lines.append("\(indent)\(start) |")
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                lines.append(line.isEmpty ? "" : "\(indent)  \(line)")
            }
        default: lines.append("\(indent)\(start) \(flow)")
        }
    }

    /// Whether a literal block reads back as this text: printable ASCII in lines, of which the first does not begin with a blank
    /// and the last, not empty, ends in a line end.
    private static func isBlock(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\n") else { return false }
        return text.hasSuffix("\n") && !text.hasSuffix("\n\n")
            && text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\n") }
    }

    // MARK: Scalars

    /// A string so that every reader takes it for that string: as it is where it can be nothing else, else in double quotes,
    /// printable ASCII alone, everything else escaped.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case " "..."~": result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let (mark, width) = scalar.value > 0xFFFF ? ("U", 8) : ("u", 4)
                result += "\\\(mark)" + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return result + "\""
    }

    /// Letters, digits and a few marks, a letter or `/` first, and none of the words that YAML 1.1 or 1.2 reads as something
    /// else (the types bool and null).
    private static func isPlain(_ text: String) -> Bool {
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        return text.utf8.allSatisfy { isLetter($0) || $0 &- 0x30 < 10 || "/._-".utf8.contains($0) }
            && !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
