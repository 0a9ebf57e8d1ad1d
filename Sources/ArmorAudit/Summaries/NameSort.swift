/// Sorts entries of a table by their names: eight bytes at once, and only those that are alike by the next eight.
struct NameSort {
    private let table: AccessTable

    /// Smaller groups, and those with so much in common, are compared name by name.
    private static let fewNames = 8
    private static let mostRounds = 64

    init(_ table: AccessTable) { self.table = table }

    func sorted(_ entries: [UInt32]) -> [UInt32] {
        var items = entries.map { (key: UInt64(0), index: $0) }
        sort(&items, 0..<items.count, round: 0)
        return items.map(\.index)
    }

    private func sort(_ items: inout [(key: UInt64, index: UInt32)], _ range: Range<Int>, round: Int) {
        guard range.count >= Self.fewNames, round < Self.mostRounds else {
            items[range].sort { table.precedes(table[Int($0.index)], table[Int($1.index)]) }
            return
        }
        var isLast = true
        for place in range {
            let entry = table[Int(items[place].index)]
            // A name that ended before has 0 for each byte, as one has that holds such: those are told apart at the end.
            let offset = min(round * 8, Int(entry.name.length))
            items[place].key = table.nameKey(entry, at: offset)
            if Int(entry.name.length) > offset { isLast = false }
        }
        if isLast { return sort(&items, range, round: Self.mostRounds) }
        items[range].sort { $0.key < $1.key }
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, items[end].key == items[start].key { end += 1 }
            if end - start > 1 { sort(&items, start..<end, round: round + 1) }
            start = end
        }
    }
}
