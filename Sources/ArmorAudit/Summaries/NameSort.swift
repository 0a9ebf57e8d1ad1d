/// Sorts entries of a table by their names: eight bytes at once, and only those that are alike by the next eight.
struct NameSort {
    private let table: AccessTable
    private(set) var entries: [UInt32]
    /// Of each entry eight bytes of its name, where they are compared.
    private var items: [(key: UInt64, index: UInt32)] = []

    /// Smaller groups, and those with so much in common, are compared name by name.
    private static let fewNames = 8
    private static let mostRounds = 64

    init(_ table: AccessTable, _ entries: [UInt32]) {
        self.table = table
        self.entries = entries
    }

    /// Sorts the entries of a range.
    mutating func sort(_ range: Range<Int>) {
        if range.count < Self.fewNames { return sortNames(range) }
        items = range.map { (0, entries[$0]) }
        sort(0..<items.count, round: 0)
        for (place, item) in zip(range, items) { entries[place] = item.index }
    }

    /// Puts other entries in the place of those of a range, as many.
    mutating func replace(_ range: Range<Int>, _ other: (ArraySlice<UInt32>) -> [UInt32]) {
        entries.replaceSubrange(range, with: other(entries[range]))
    }

    /// Sorts few entries, name by name.
    private mutating func sortNames(_ range: Range<Int>) {
        for place in range.dropFirst() {
            let entry = entries[place]
            var free = place
            while free > range.lowerBound, table.precedes(table[Int(entry)], table[Int(entries[free - 1])]) {
                entries[free] = entries[free - 1]
                free -= 1
            }
            entries[free] = entry
        }
    }

    private mutating func sort(_ range: Range<Int>, round: Int) {
        guard range.count >= Self.fewNames, round < Self.mostRounds else {
            return items[range].sort { table.precedes(table[Int($0.index)], table[Int($1.index)]) }
        }
        var isLast = true
        for place in range {
            let entry = table[Int(items[place].index)]
            // A name that ended before has 0 for each byte, as one has that holds such: those are told apart at the end.
            let offset = min(round * 8, Int(entry.name.length))
            items[place].key = table.nameKey(entry, at: offset)
            if Int(entry.name.length) > offset { isLast = false }
        }
        if isLast { return sort(range, round: Self.mostRounds) }
        items[range].sort { $0.key < $1.key }
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, items[end].key == items[start].key { end += 1 }
            if end - start > 1 { sort(start..<end, round: round + 1) }
            start = end
        }
    }
}
