import ArmorJSON

/// The accesses of a table in an order that depends on them alone: by what they are, written as in a summary, and then by
/// name. Entries that are one access stand beside each other.
struct AccessOrder {
    /// What a template is in a summary.
    struct Canonical {
        let event: AuditEvent
        /// The access as JSON, without its name.
        let text: [UInt8]
        let hasName: Bool
        /// The name, where it is none of the table's: one that the scanner had no hole for.
        let fixedName: [UInt8]?
        /// Its place among all templates; the same for those that are alike.
        fileprivate(set) var rank = 0
    }

    private let table: AccessTable
    private var templates: [Canonical?]
    private var order: [UInt32] = []

    init(_ table: AccessTable) {
        self.table = table
        templates = table.templates.map { $0.map(Canonical.init) }
        let count = rank()
        var buckets: [[UInt32]] = Array(repeating: [], count: count)
        for index in 0..<table.count {
            if let template = templates[Int(table[index].template)] { buckets[template.rank].append(UInt32(index)) }
        }
        order.reserveCapacity(table.count)
        for bucket in buckets { order += sorted(bucket) }
    }

    /// One access: the entries that it is made of, and what they are.
    struct Group {
        let entries: ArraySlice<UInt32>
        let template: Canonical
        /// None where it has none.
        let name: [UInt8]?
    }

    /// The access that begins at a place; none at the end.
    func group(at start: Int) -> Group? {
        guard start < order.count, let template = template(start) else { return nil }
        var end = start + 1
        while end < order.count, isSame(start, end) { end += 1 }
        let name = template.hasName ? bytes(order[start]) : nil
        return Group(entries: order[start..<end], template: template, name: name)
    }

    private func template(_ place: Int) -> Canonical? { templates[Int(table[Int(order[place])].template)] }

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
            templates[number]?.rank = rank
        }
        return rank + 1
    }

    private func sorted(_ bucket: [UInt32]) -> [UInt32] {
        guard let first = bucket.first, let template = templates[Int(table[Int(first)].template)], template.hasName
        else { return bucket }
        if bucket.contains(where: { templates[Int(table[Int($0)].template)]?.fixedName != nil }) {
            return bucket.map { (bytes($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
        }
        return bucket.sorted { table.precedes(table[Int($0)], table[Int($1)]) }
    }

    /// The name of an entry of a template that has one.
    private func bytes(_ index: UInt32) -> [UInt8] {
        let entry = table[Int(index)]
        return templates[Int(entry.template)]?.fixedName ?? table.name(entry)
    }

    private func isSame(_ left: Int, _ right: Int) -> Bool {
        guard let first = template(left), let second = template(right), first.rank == second.rank else { return false }
        guard first.hasName else { return true }
        if first.fixedName != nil || second.fixedName != nil { return bytes(order[left]) == bytes(order[right]) }
        return table.isSameName(table[Int(order[left])], table[Int(order[right])])
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
        for piece in table.sets[other.runs] { runs = sets.adding(piece, to: runs, table.pieces) }
        for comm in other.comms.all { comms.insert(comm, table.comms) }
        if other.comms.hasMore { comms.noteMore() }
    }
}
