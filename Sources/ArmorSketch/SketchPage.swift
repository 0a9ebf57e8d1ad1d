import ArmorSource

/// The text of a sketch: blocks with a blank line between them.
struct SketchPage {
    private static let width = 118
    private var blocks: [[String]] = []

    var text: String { blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n") }

    mutating func add(_ lines: [String]) { blocks.append(lines) }

    /// A table of lists; neither it nor a list is written that would be empty.
    mutating func add(table: String, lists: [(key: String, entries: [SketchEntry])]) {
        let lines = lists.filter { !$0.entries.isEmpty }.flatMap { key, entries in
            ["\(key) = ["] + entries.flatMap(Self.lines) + ["]"]
        }
        if !lines.isEmpty { blocks.append(["[\(table)]"] + lines) }
    }

    private static func lines(_ entry: SketchEntry) -> [String] {
        comment(entry.reason).map { "    \($0)" } + ["    \(entry.text),"]
    }

    /// Lines of comment. A comment ends with its line, and TOML allows no control characters in it: whatever an image is
    /// called, nothing of it gets out of the comment.
    static func comment(_ text: String) -> [String] {
        var lines: [String] = []
        var line = "#"
        for word in printable(text).split(separator: " ") {
            if line.count > 1, line.count + word.count + 1 > width {
                lines.append(line)
                line = "#"
            }
            line += " \(word)"
        }
        return lines + [line]
    }
}
