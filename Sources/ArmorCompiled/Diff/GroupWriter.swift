import ArmorGlob

/// Writes the globs of one change.
struct GroupWriter {
    private let circles: NameCircles
    private let graph: NameGraph
    private let shape: Shape
    /// So many globs at most; what is left then is said by two stars.
    private let most: Int
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

    /// A graph whose nodes have the outcome 1 where the change is seen; all of them lead to one of those.
    init(_ circles: NameCircles, _ shape: Shape, most: Int) {
        (self.circles, self.shape, self.most) = (circles, shape, most)
        let graph = circles.graph
        self.graph = graph
        settled = graph.settled(graph.sources()) { graph.labels[$0].outcome != 0 }
    }

    /// Whether the change is seen at a node.
    private func isSeen(_ node: Int) -> Bool { graph.labels[node].outcome != 0 }

    consuming func write() -> [ChangeGroup] {
        var writer = self
        writer.work.append(Item(node: 0, pieces: [], name: [], isExact: true))
        while let item = writer.work.popLast() {
            if writer.groups.count + writer.work.count < writer.most {
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
            if circles.isLooping(item.node) { return followLoop(item) }
            if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
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
        let inside = nodes.count > 1 || circles.isLooping(nodes[0]) ? circles.component[nodes[0]] : -1
        for node in nodes {
            for (letter, target) in graph.targets(node).enumerated() where target >= 0 {
                let target = Int(target)
                guard circles.component[target] != inside else { continue }
                let bytes = graph.members[letter]
                if let place = places[target] {
                    exits[place].bytes.formUnion(bytes)
                } else {
                    places[target] = exits.count
                    let first = graph.representatives[letter]
                    exits.append(Exit(target: target, source: node, bytes: bytes, first: first))
                }
            }
        }
        return exits
    }

    /// Everything behind a node differs.
    private mutating func writeAll(_ item: Item) {
        if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
        let behind = circles.nearest(from: item.node, within: nil, minimum: 1) { isSeen($0) }
        if let behind {
            emit(item.pieces + [.star(deep: true)], item.name + circles.bytes(behind), item.isExact)
        }
    }

    /// A node from which the automaton comes back to it: a star stands for the whole circle.
    private mutating func followLoop(_ item: Item) {
        let component = circles.component[item.node]
        let members = circles.members(of: component)
        let loop = loop(members)
        let pieces = item.pieces + [.star(deep: loop.isDeep)]
        let isExact = item.isExact && loop.isWhole
        if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
        let inside = circles.nearest(from: item.node, within: component, minimum: 1) { isSeen($0) }
        if let inside {
            let isAll = isExact && members.allSatisfy { isSeen($0) }
            emit(pieces, item.name + circles.bytes(inside), isAll)
        }
        let ways = circles.ways(from: item.node, within: component)
        for exit in exits(of: members).reversed() {
            let way = ways[exit.source].map { circles.bytes($0) } ?? []
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
            where target >= 0 && circles.component[Int(target)] == circles.component[node] {
                bytes.formUnion(graph.members[letter])
            }
        }
        let isDeep = bytes.contains(UInt8(ascii: "/"))
        return (isDeep, members.count == 1 && bytes == (isDeep ? .all : .withinComponent))
    }

    private mutating func giveUp(_ item: Item) {
        guard let way = circles.nearest(from: item.node, within: nil, minimum: 0, where: { isSeen($0) }) else { return }
        let rest = circles.bytes(way)
        let texts = rest.split(separator: 0, omittingEmptySubsequences: false).count
        let stars = (0..<texts).map { _ in [GlobPiece.star(deep: true)] }
        let tail = Array(stars.joined(separator: [.one(ByteSet(CollectionOfOne(0)))]))
        if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
        emit(item.pieces + tail, item.name + rest, false)
    }

    private mutating func emit(_ pieces: [GlobPiece], _ name: [UInt8], _ isExact: Bool) {
        let separator = GlobPiece.one(ByteSet(CollectionOfOne(0)))
        let texts = pieces.split(separator: separator, omittingEmptySubsequences: false)
        let paths = shape.paths
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
