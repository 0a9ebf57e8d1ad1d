import ArmorSource

/// Columns of text for a person.
struct TextTable {
    private var rows: [[String]]

    /// - Parameter header: the columns' names, written in capital letters.
    init(_ header: [String]) { rows = [header.map { $0.uppercased() }] }

    /// Cells are made safe for a terminal.
    mutating func add(_ cells: [String]) { rows.append(cells.map { printable($0) }) }

    /// Each line ends with a newline; the last column is as wide as it comes.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return cells.joined() + "\n"
        }.joined()
    }
}
