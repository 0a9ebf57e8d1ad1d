import ArmorGlob

/// Makes globs of the nodes of a product at which two profiles differ.
///
/// The globs take in every name that differs. Where the automaton runs in circles the names between two exits are said by a
/// star, which may say too much: such a group is not exact.
struct Grouping {
    private let product: Product
    /// The nodes at which there are changes, each with the number of its list in `outcomes`, from 1 on.
    private let differing: [(node: Int, number: Int32)]
    private let outcomes: [[Change]]
    /// Globs for one change; what is left then is said by two stars.
    private static let most = 64

    init(_ product: Product, _ differing: [(node: Int, number: Int32)], _ outcomes: [[Change]]) {
        (self.product, self.differing, self.outcomes) = (product, differing, outcomes)
    }

    /// The groups, those with equal globs and witnesses put together, in the order of their globs.
    func groups() -> [ChangeGroup] {
        var numbers: [Change: Set<Int32>] = [:]
        for (index, changes) in outcomes.enumerated() {
            for change in changes { numbers[change, default: []].insert(Int32(index) + 1) }
        }
        // Most changes are seen at the same nodes as others: those are written once.
        var changesAt: [Set<Int32>: [Change]] = [:]
        for (change, found) in numbers { changesAt[found, default: []].append(change) }
        let graph = NameGraph(product, differing)
        let sources = graph?.sources()
        var groups: [Key: ChangeGroup] = [:]
        for (found, changes) in changesAt {
            let written =
                if let graph, let sources { written(graph.only(found, sources)) } else { [whole(found)] }
            for group in written {
                let key = Key(texts: group.texts, witness: group.witness, isExact: group.isExact)
                if groups[key] == nil { groups[key] = group }
                groups[key]?.changes += changes
            }
        }
        for key in groups.keys { groups[key]?.changes.sort { $0.rank < $1.rank } }
        return groups.values.map { (group: $0, text: $0.texts.map(\.text)) }.sorted { left, right in
            if left.text != right.text { return left.text.lexicographicallyPrecedes(right.text) }
            let (one, other) = (left.group, right.group)
            guard one.witness == other.witness else {
                return one.witness.joined().lexicographicallyPrecedes(other.witness.joined())
            }
            return one.isExact && !other.isExact
        }.map(\.group)
    }

    private struct Key: Hashable {
        let texts: [Pattern]
        let witness: [[UInt8]]
        let isExact: Bool
    }

    private func written(_ graph: NameGraph) -> [ChangeGroup] {
        let groups = GroupWriter(NameCircles(graph), product.shape, most: Self.most).write()
        return GroupSimplifier(graph, product.shape).simplified(groups)
    }

    /// What is said where the graph is too large to be taken apart.
    private func whole(_ outcomes: Set<Int32>) -> ChangeGroup {
        let name = differing.first { outcomes.contains($0.number) }.map { product.name($0.node) } ?? []
        let texts = name.split(separator: 0, omittingEmptySubsequences: false)
        return ChangeGroup(
            changes: [],
            texts: texts.map { _ in Pattern(pieces: [.star(deep: true)], isPath: false) },
            witness: texts.map(Array.init),
            isExact: false
        )
    }
}
