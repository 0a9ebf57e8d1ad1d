/// The text of a policy while it is written: blocks with a blank line between them.
struct PolicyPage {
    /// The longest line that is not a single long value.
    static let width = 120

    private var blocks: [[String]] = []

    var text: String { blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n") }

    /// Adds lines that stand together.
    mutating func add(_ lines: [String]) {
        if !lines.isEmpty { blocks.append(lines) }
    }

    /// Adds a table, unless it would be empty.
    mutating func add(table header: String, _ lines: [String]) {
        if !lines.isEmpty { add(["[\(header)]"] + lines) }
    }

    /// An element of a list, or a key and its value, and why it is there.
    struct Item {
        let text: String
        var reason: Reason?
    }

    /// `key = [ … ]`: on one line if that is short, else with a line for each element.
    static func list(_ key: String, _ items: [Item]) -> [String] {
        let items = merged(items)
        let shared = Set(items.map(\.reason))
        let line = "\(key) = [\(items.map(\.text).joined(separator: ", "))]"
        let isShort = line.count <= width && (items.count == 1 || !line.contains("{"))
        if shared.count == 1 {
            let above = items.first?.reason?.lines(indent: 0) ?? []
            return above + (isShort ? [line] : ["\(key) = ["] + items.map { "    \($0.text)," } + ["]"])
        }
        return ["\(key) = ["] + items.flatMap(element) + ["]"]
    }

    /// An element with its reason behind it, or above it where the line would be too long.
    private static func element(_ item: Item) -> [String] {
        let line = "    \(item.text),"
        guard let reason = item.reason else { return [line] }
        let behind = "\(line)  # \(reason.text)"
        return reason.fitsComment && behind.count <= width ? [behind] : reason.lines(indent: 4) + [line]
    }

    /// Each text once, with the reason that it has first.
    private static func merged(_ items: [Item]) -> [Item] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0.text).inserted }
    }
}
