import ArmorJSON

/// The accesses of a table in an order that depends on them alone: by what they are, written as in a summary, and then by
/// name. Entries that are one access stand beside each other.
struct AccessOrder: Sendable {
    /// What a template is in a summary.
    struct Canonical: Sendable {
        let event: AuditEvent
        /// The access as JSON, without its name.
        let text: [UInt8]
        let hasName: Bool
        /// The name, where it is none of the table's: one that the scanner had no hole for.
        let fixedName: [UInt8]?
    }

    private let table: AccessTable
    /// By the number of the table's template.
    private(set) var templates: [Canonical?]
    /// The place of each template among all; the same for those that are alike.
    private var ranks: [UInt32]
    /// Of each template, whether its names are the table's.
    private let isNamed: [Bool]
    private var order: [UInt32] = []

    init(_ table: AccessTable) {
        self.table = table
        templates = table.templates.map { $0.map(Canonical.init) }
        isNamed = templates.map { $0.map { $0.hasName && $0.fixedName == nil } ?? false }
        ranks = [UInt32](repeating: 0, count: templates.count)
        let count = rank()
        var buckets: [[UInt32]] = Array(repeating: [], count: count)
        for index in 0..<table.count {
            let template = Int(table[index].template)
            if templates[template] != nil { buckets[Int(ranks[template])].append(UInt32(index)) }
        }
        order.reserveCapacity(table.count)
        for bucket in sideBySide(count, { [self, buckets] in sorted(buckets[$0]) }) { order += bucket }
    }

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

    /// The name of an access; none where it has none.
    func name(_ group: Group) -> [UInt8]? {
        templates[group.template].flatMap { $0.hasName ? bytes(order[group.places.lowerBound]) : nil }
    }

    /// Gives each template its rank; answers how many there are.
    private mutating func rank() -> Int {
        let sorted = templates.enumerated().compactMap { number, template in template.map { (number, $0) } }.sorted {
            $0.1.precedes($1.1)
        }
        var rank = -1
        var last: Canonical?
        for (number, template) in sorted {
            if last.map({ $0.precedes(template) }) ?? true { rank += 1 }
            last = template
            ranks[number] = UInt32(rank)
        }
        return rank + 1
    }

    private func sorted(_ bucket: [UInt32]) -> [UInt32] {
        guard let first = bucket.first, templates[Int(table[Int(first)].template)]?.hasName ?? false else {
            return bucket
        }
        if bucket.contains(where: { !isNamed[Int(table[Int($0)].template)] }) {
            return bucket.map { (bytes($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
        }
        return NameSort(table).sorted(bucket)
    }

    /// The name of an entry of a template that has one.
    private func bytes(_ index: UInt32) -> [UInt8] {
        let entry = table[Int(index)]
        return templates[Int(entry.template)]?.fixedName ?? table.name(entry)
    }

    @inline(__always)
    private func isSame(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (table[Int(order[left])], table[Int(order[right])])
        let (one, other) = (Int(first.template), Int(second.template))
        // A table has each name of a template once.
        if one == other, isNamed[one] { return false }
        guard ranks[one] == ranks[other] else { return false }
        guard templates[one]?.hasName ?? false else { return true }
        return bytes(order[left]) == bytes(order[right])
    }
}

extension AccessOrder.Canonical {
    init(_ template: AccessTable.Template) {
        var event = template.event.canonical
        let name = event.detail.name
        // A name that is of no kind is left out.
        let isDropped = template.event.others.contains { $0.key == "name" }
        let isNamed = name != nil && !(template.hasName && isDropped)
        if isNamed { event.detail = event.detail.renamed([]) }
        let written = event.summaryText
        if let read = try? JSONValue.parse(written), AuditEvent(summary: read, hasName: isNamed) == event {
            (self.event, text) = (event, written)
            (hasName, fixedName) = (isNamed, template.hasName || !isNamed ? nil : name)
        } else {
            // What a summary cannot say in AppArmor's fields, no kernel wrote.
            self.event = event.reduced
            text = self.event.summaryText
            (hasName, fixedName) = (false, nil)
        }
    }

    fileprivate func precedes(_ other: Self) -> Bool {
        text == other.text ? !hasName && other.hasName : text.lexicographicallyPrecedes(other.text)
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
