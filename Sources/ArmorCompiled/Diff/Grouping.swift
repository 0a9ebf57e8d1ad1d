import ArmorGlob

/// Makes globs of the nodes of a product at which two profiles differ.
///
/// The globs take in every name that differs. Where the automaton runs in circles the names between two exits are said by a
/// star, which may say too much: such a group is not exact.
struct Grouping {
    private let product: Product
    private let graph: ProductGraph
    private let differing: [(node: Int, changes: [Change])]
    /// Globs for one change; what is left then is said by two stars.
    private static let most = 64

    init(_ product: Product, _ differing: [(node: Int, changes: [Change])]) {
        self.product = product
        self.differing = differing
        graph = ProductGraph(product)
    }

    /// The groups, those with equal globs and witnesses put together, in the order of their globs.
    func groups() -> [ChangeGroup] {
        var nodes: [Change: [Int]] = [:]
        for (node, changes) in differing {
            for change in changes { nodes[change, default: []].append(node) }
        }
        // Most changes are seen at the same nodes as others: those are written once.
        var changesAt: [[Int]: [Change]] = [:]
        for (change, found) in nodes { changesAt[found, default: []].append(change) }
        var groups: [Key: ChangeGroup] = [:]
        for (found, changes) in changesAt {
            for group in graph.isComplete ? simple(found) : [whole(found)] {
                let key = Key(texts: group.texts, witness: group.witness, isExact: group.isExact)
                if groups[key] == nil { groups[key] = group }
                groups[key]?.changes += changes
            }
        }
        for key in groups.keys { groups[key]?.changes.sort { $0.rank < $1.rank } }
        return groups.values.map { (group: $0, text: $0.texts.map(\.text)) }.sorted { left, right in
            left.text == right.text
                ? left.group.witness.joined().lexicographicallyPrecedes(right.group.witness.joined())
                : left.text.lexicographicallyPrecedes(right.text)
        }.map(\.group)
    }

    private struct Key: Hashable {
        let texts: [Pattern]
        let witness: [[UInt8]]
        let isExact: Bool
    }

    private func simple(_ nodes: [Int]) -> [ChangeGroup] {
        let written = Writer(product, graph, nodes).write()
        return GroupSimplifier(product, graph, nodes).simplified(written)
    }

    /// What is said where the graph is too large to be taken apart.
    private func whole(_ nodes: [Int]) -> ChangeGroup {
        let name = nodes.first.map(product.name) ?? []
        let texts = name.split(separator: 0, omittingEmptySubsequences: false)
        return ChangeGroup(
            changes: [],
            texts: texts.map { _ in Pattern(pieces: [.star(deep: true)], isPath: false) },
            witness: texts.map(Array.init),
            isExact: false
        )
    }

    /// Writes the globs of one change.
    private struct Writer {
        private let product: Product
        private let graph: ProductGraph
        /// The nodes at which the change is seen.
        private let seen: [Bool]
        /// Those from which one of them is reached.
        private let useful: [Bool]
        /// Those behind which, as long as the text lasts, nothing but the change is seen.
        private let settled: [Bool]
        private var groups: [ChangeGroup] = []
        private var work: [Item] = []

        /// A node, the pieces that lead to it and one name that they match.
        private struct Item {
            var node: Int
            var pieces: [GlobPiece]
            var name: [UInt8]
            var isExact: Bool
        }

        init(_ product: Product, _ graph: ProductGraph, _ nodes: [Int]) {
            self.product = product
            self.graph = graph
            var seen = [Bool](repeating: false, count: product.nodes.count)
            for node in nodes { seen[node] = true }
            self.seen = seen
            useful = graph.reaching(nodes)
            let other = product.nodes.indices.filter { node in
                // A path's first slash is written, and a code is no text.
                node == 0 || !graph.isLastText[node] || graph.hasGap[node]
                    || (graph.isAccepting[node] && !seen[node])
            }
            settled = graph.reaching(other).map { !$0 }
        }

        consuming func write() -> [ChangeGroup] {
            var writer = self
            if writer.useful.first == true {
                writer.work.append(Item(node: 0, pieces: [], name: [], isExact: true))
            }
            while let item = writer.work.popLast() {
                if writer.groups.count + writer.work.count < Grouping.most {
                    writer.follow(item)
                } else {
                    writer.giveUp(item)
                }
            }
            return writer.groups
        }

        /// Follows what leads on from a node, as long as it is one way.
        private mutating func follow(_ item: Item) {
            var item = item
            while true {
                if settled[item.node] { return writeAll(item) }
                if graph.isLooping(item.node) { return followLoop(item) }
                if seen[item.node] { emit(item.pieces, item.name, item.isExact) }
                let exits = exits(of: [item.node])
                guard exits.count == 1, let exit = exits.first else {
                    for exit in exits.reversed() { work.append(step(item, exit, item.name, item.pieces)) }
                    return
                }
                item = step(item, exit, item.name, item.pieces)
            }
        }

        private struct Exit {
            let target: Int
            let source: Int
            var bytes: ByteSet
            let first: UInt8
        }

        private func step(_ item: Item, _ exit: Exit, _ name: [UInt8], _ pieces: [GlobPiece]) -> Item {
            Item(
                node: exit.target,
                pieces: pieces + [.one(exit.bytes)],
                name: name + [exit.first],
                isExact: item.isExact
            )
        }

        /// Where useful transitions lead out of these nodes, by target.
        private func exits(of nodes: [Int]) -> [Exit] {
            var exits: [Exit] = []
            var places: [Int: Int] = [:]
            let inside = nodes.count > 1 || graph.isLooping(nodes[0]) ? graph.component[nodes[0]] : -1
            for node in nodes {
                for (letter, target) in graph.targets(node).enumerated() where target >= 0 {
                    let target = Int(target)
                    guard useful[target], graph.component[target] != inside else { continue }
                    let bytes = product.letters.members[letter]
                    if let place = places[target] {
                        exits[place].bytes.formUnion(bytes)
                    } else {
                        places[target] = exits.count
                        let first = product.letters.representatives[letter]
                        exits.append(Exit(target: target, source: node, bytes: bytes, first: first))
                    }
                }
            }
            return exits
        }

        /// Everything behind a node differs.
        private mutating func writeAll(_ item: Item) {
            if seen[item.node] { emit(item.pieces, item.name, item.isExact) }
            let behind = graph.nearest(from: item.node, within: nil, minimum: 1) { seen[$0] }
            if let behind {
                emit(item.pieces + [.star(deep: true)], item.name + graph.bytes(behind, product), item.isExact)
            }
        }

        /// A node from which the automaton comes back to it: a star stands for the whole circle.
        private mutating func followLoop(_ item: Item) {
            let component = graph.component[item.node]
            let members = graph.members(of: component)
            let loop = loop(members)
            let pieces = item.pieces + [.star(deep: loop.isDeep)]
            let isExact = item.isExact && loop.isWhole
            if seen[item.node] { emit(item.pieces, item.name, item.isExact) }
            let inside = graph.nearest(from: item.node, within: component, minimum: 1) { seen[$0] }
            if let inside {
                let isAll = isExact && members.allSatisfy { seen[$0] }
                emit(pieces, item.name + graph.bytes(inside, product), isAll)
            }
            let ways = graph.ways(from: item.node, within: component)
            for exit in exits(of: members).reversed() {
                let way = ways[exit.source].map { graph.bytes($0, product) } ?? []
                var next = step(item, exit, item.name + way, pieces)
                next.isExact = isExact
                work.append(next)
            }
        }

        /// Whether a circle goes over slashes, and whether it is all that its star says.
        private func loop(_ members: [Int]) -> (isDeep: Bool, isWhole: Bool) {
            var bytes = ByteSet()
            for node in members {
                for (letter, target) in graph.targets(node).enumerated()
                where target >= 0 && graph.component[Int(target)] == graph.component[node] {
                    bytes.formUnion(product.letters.members[letter])
                }
            }
            let isDeep = bytes.contains(UInt8(ascii: "/"))
            return (isDeep, members.count == 1 && bytes == (isDeep ? .all : .withinComponent))
        }

        private mutating func giveUp(_ item: Item) {
            guard let way = graph.nearest(from: item.node, within: nil, minimum: 0, where: { seen[$0] }) else { return }
            let rest = graph.bytes(way, product)
            let texts = rest.split(separator: 0, omittingEmptySubsequences: false).count
            let stars = (0..<texts).map { _ in [GlobPiece.star(deep: true)] }
            let tail = Array(stars.joined(separator: [.one(ByteSet(CollectionOfOne(0)))]))
            if seen[item.node] { emit(item.pieces, item.name, item.isExact) }
            emit(item.pieces + tail, item.name + rest, false)
        }

        private mutating func emit(_ pieces: [GlobPiece], _ name: [UInt8], _ isExact: Bool) {
            let separator = GlobPiece.one(ByteSet(CollectionOfOne(0)))
            let texts = pieces.split(separator: separator, omittingEmptySubsequences: false)
            let paths = product.shape.paths
            groups.append(
                ChangeGroup(
                    changes: [],
                    texts: texts.enumerated().map { index, pieces in
                        let isPath = index < paths.count && paths[index]
                        return Pattern(pieces: Array(pieces).joiningStars, isPath: isPath)
                    },
                    witness: name.split(separator: 0, omittingEmptySubsequences: false).map(Array.init),
                    isExact: isExact
                )
            )
        }
    }
}

extension [GlobPiece] {
    /// Stars beside each other are one, the deeper of them.
    var joiningStars: [GlobPiece] {
        var result: [GlobPiece] = []
        for piece in self {
            if case .star(let deep) = piece, case .star(let before) = result.last {
                result[result.count - 1] = .star(deep: deep || before)
            } else {
                result.append(piece)
            }
        }
        return result
    }
}
