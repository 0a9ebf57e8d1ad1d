/// The accesses of a table in an order that depends on them alone: by what they are, written as in a summary, and then by
/// name. Entries that are one access are next to each other.
struct AccessOrder: Sendable {
    private let table: AccessTable
    let texts: CanonicalTexts
    /// The place of each template among all; the same for those that are alike.
    private var ranks: [UInt32] = []
    private var order: [UInt32] = []

    init(_ table: AccessTable) {
        self.table = table
        texts = CanonicalTexts(table)
        sort(starts: rank())
    }

    /// Ranks the templates. Returns for each rank where its entries begin among all, and where the last end.
    private mutating func rank() -> [Int] {
        ranks = [UInt32](repeating: 0, count: texts.texts.count)
        var rank = -1
        for (shape, isOther) in texts.sorted() {
            if isOther { rank += 1 }
            ranks[shape] = UInt32(max(0, rank))
        }
        var starts = [Int](repeating: 0, count: max(0, rank) + 2)
        for index in 0..<table.count where texts.texts[Int(table[index].template)] != nil {
            starts[Int(ranks[Int(table[index].template)]) + 1] += 1
        }
        for rank in 1..<starts.count { starts[rank] += starts[rank - 1] }
        return starts
    }

    /// Puts the entries in order: by rank, and those of one rank by name.
    private mutating func sort(starts: [Int]) {
        var next = starts
        order = [UInt32](repeating: 0, count: starts.last ?? 0)
        for index in 0..<table.count where texts.texts[Int(table[index].template)] != nil {
            let rank = Int(ranks[Int(table[index].template)])
            order[next[rank]] = UInt32(index)
            next[rank] += 1
        }
        // Stretches of ranks with some thousand entries each.
        var stretches: [Range<Int>] = []
        var first = 0
        for rank in 0..<starts.count - 1 where starts[rank + 1] - starts[first] >= 4096 || rank == starts.count - 2 {
            stretches.append(first..<rank + 1)
            first = rank + 1
        }
        let parts = sideBySide(stretches.count) { [self, stretches] number in
            let ranks = stretches[number]
            let first = starts[ranks.lowerBound]
            return sorted(
                order[first..<starts[ranks.upperBound]],
                ranks.map { starts[$0] - first..<starts[$0 + 1] - first }
            )
        }
        order = Array(parts.joined())
    }

    /// What all events of an access have in common, without name.
    func event(_ group: Group) -> AuditEvent? { table.template(group.template).map { CanonicalAccess($0).event } }

    /// The places of all accesses in stretches of so many entries, or some more: no access is in two.
    func stretches(of size: Int) -> [Range<Int>] {
        var stretches: [Range<Int>] = []
        var start = 0
        while start < order.count {
            var end = min(start + size, order.count)
            while end < order.count, isSame(end - 1, end) { end += 1 }
            stretches.append(start..<end)
            start = end
        }
        return stretches
    }

    /// One access: the places of the entries that it is made of, and the template of the first.
    struct Group: Sendable {
        let places: Range<Int>
        let template: Int
    }

    /// The access that begins at a place; none at the end.
    @inline(__always)
    func group(at start: Int) -> Group? {
        guard start < order.count else { return nil }
        var end = start + 1
        while end < order.count, isSame(start, end) { end += 1 }
        return Group(places: start..<end, template: Int(table[Int(order[start])].template))
    }

    /// The number of an entry.
    @inline(__always)
    func index(_ place: Int) -> Int { Int(order[place]) }

    /// The name of an access; `nil` where it has none.
    func name(_ group: Group) -> [UInt8]? {
        texts.texts[group.template].flatMap { $0.hasName ? bytes(order[group.places.lowerBound]) : nil }
    }

    private func hasName(_ template: Int) -> Bool { texts.texts[template]?.hasName ?? false }

    /// Whether the names of a template's accesses are the table's.
    @inline(__always)
    private func isNamed(_ template: Int) -> Bool {
        hasName(template) && (texts.fixedNames.isEmpty || texts.fixedNames[template] == nil)
    }

    /// Entries with those of each bucket in the order of their names.
    private func sorted(_ entries: ArraySlice<UInt32>, _ buckets: [Range<Int>]) -> [UInt32] {
        var names = NameSort(table, Array(entries))
        for bucket in buckets where bucket.count > 1 && hasName(template(names.entries[bucket.lowerBound])) {
            if names.entries[bucket].allSatisfy({ isNamed(template($0)) }) {
                names.sort(bucket)
            } else {
                names.replace(bucket) {
                    $0.map { (bytes($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
                }
            }
        }
        return names.entries
    }

    private func template(_ index: UInt32) -> Int { Int(table[Int(index)].template) }

    /// The name of an entry of a template that has one.
    private func bytes(_ index: UInt32) -> [UInt8] {
        let entry = table[Int(index)]
        return texts.fixedNames[Int(entry.template)] ?? table.name(entry)
    }

    @inline(__always)
    private func isSame(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (table[Int(order[left])], table[Int(order[right])])
        let (one, other) = (Int(first.template), Int(second.template))
        // A table has each name of a template once.
        if one == other, isNamed(one) { return false }
        guard ranks[one] == ranks[other] else { return false }
        guard hasName(one) else { return true }
        if isNamed(one), isNamed(other) { return table.isSameName(first, second) }
        return bytes(order[left]) == bytes(order[right])
    }

    /// Has the entry at a place near soon; nothing where there is none.
    @inline(__always)
    func approach(_ place: Int) {
        if place < order.count { table.approach(entry: Int(order[place])) }
    }

    /// The same for its name; the entry should be near.
    @inline(__always)
    func approachName(_ place: Int) {
        if place < order.count { table.approachName(entry: Int(order[place])) }
    }
}

extension AccessTable.Entry {
    /// Adds what another entry of the same access counted.
    mutating func join(_ other: Self, _ table: AccessTable, _ sets: inout RunSets) {
        note(count: other.count, first: other.first, last: other.last)
        runs = sets.adding(all: table.sets[other.runs], to: runs, table.pieces)
        for comm in other.comms.all { comms.insert(comm, table.comms) }
        if other.comms.hasMore { comms.noteMore() }
    }
}
