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
    /// How far it is from each node to one where the change is seen.
    private let distances: [Int32]
    /// Where in the exits that are looked for a node stands; −1 for all that are in none.
    private var places: [Int]
    private var groups: [ChangeGroup] = []
    private var work: [Item] = []

    /// A node, the pieces that lead to it and one name that they match.
    private struct Item {
        var node: Int
        var pieces: [GlobPiece]
        var name: [UInt8]
        var isExact: Bool

        mutating func take(_ exit: Exit) {
            node = exit.target
            pieces.append(.one(exit.bytes))
            name.append(exit.first)
        }
    }

    /// A graph whose nodes have the outcome 1 where the change is seen; all of them lead to one of those.
    init(_ circles: NameCircles, _ shape: Shape, most: Int) {
        (self.circles, self.shape, self.most) = (circles, shape, most)
        let graph = circles.graph
        self.graph = graph
        let sources = graph.sources()
        settled = graph.settled(sources) { graph.labels[$0].outcome != 0 }
        distances = circles.distances(sources) { graph.labels[$0].outcome != 0 }
        places = [Int](repeating: -1, count: graph.labels.count)
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
            let exits = exits(of: CollectionOfOne(item.node))
            guard exits.count == 1, let exit = exits.first else {
                for exit in exits.reversed() {
                    var next = item
                    next.take(exit)
                    work.append(next)
                }
                return
            }
            item.take(exit)
        }
    }

    private struct Exit {
        let target: Int
        let source: Int
        var bytes: ByteSet
        let first: UInt8
    }

    /// Where useful transitions lead out of these nodes, by target.
    private mutating func exits(of nodes: some Sequence<Int>) -> [Exit] {
        var exits: [Exit] = []
        for node in nodes {
            let inside = circles.isLooping(node) ? circles.component[node] : -1
            for run in graph.ways(node) where run.target >= 0 {
                let target = Int(run.target)
                guard circles.component[target] != inside else { continue }
                let bytes = graph.bytes(run)
                if places[target] >= 0 {
                    exits[places[target]].bytes.formUnion(bytes)
                } else {
                    places[target] = exits.count
                    let first = graph.representatives[Int(run.begin)]
                    exits.append(Exit(target: target, source: node, bytes: bytes, first: first))
                }
            }
        }
        for exit in exits { places[exit.target] = -1 }
        return exits
    }

    /// Everything behind a node differs.
    private mutating func writeAll(_ item: Item) {
        if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
        if let behind = circles.nearest(from: item.node, distances, minimum: 1) {
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
        let inside = circles.nearest(from: item.node, within: component) { isSeen($0) }
        if let inside {
            let isAll = isExact && members.allSatisfy { isSeen($0) }
            emit(pieces, item.name + circles.bytes(inside), isAll)
        }
        let ways = circles.ways(from: item.node, within: component)
        for exit in exits(of: members).reversed() {
            let way = ways[exit.source].map { circles.bytes($0) } ?? []
            var next = Item(node: exit.source, pieces: pieces, name: item.name + way, isExact: isExact)
            next.take(exit)
            work.append(next)
        }
    }

    /// Whether a circle goes over slashes, and whether it is all that its star says.
    private func loop(_ members: ArraySlice<Int>) -> (isDeep: Bool, isWhole: Bool) {
        var bytes = ByteSet()
        for node in members {
            for run in graph.ways(node)
            where run.target >= 0 && circles.component[Int(run.target)] == circles.component[node] {
                bytes.formUnion(graph.bytes(run))
            }
        }
        let isDeep = bytes.contains(UInt8(ascii: "/"))
        return (isDeep, members.count == 1 && bytes == (isDeep ? .all : .withinComponent))
    }

    private mutating func giveUp(_ item: Item) {
        if isSeen(item.node) { emit(item.pieces, item.name, item.isExact) }
        guard let way = circles.nearest(from: item.node, distances, minimum: isSeen(item.node) ? 1 : 0) else { return }
        let rest = circles.bytes(way)
        let texts = rest.count { $0 == 0 } + 1
        let stars = (0..<texts).map { _ in [GlobPiece.star(deep: true)] }
        emit(item.pieces + stars.joined(separator: [.separator]), item.name + rest, false)
    }

    private mutating func emit(_ pieces: [GlobPiece], _ name: [UInt8], _ isExact: Bool) {
        let parts = pieces.split(omittingEmptySubsequences: false, whereSeparator: \.isSeparator)
        let paths = shape.paths
        let texts = parts.indices.map { index in
            let isPath = index < paths.count && paths[index]
            var joined = parts[index].joiningStars
            joined.settleStars(isPath: isPath, isLast: index == parts.count - 1)
            return Pattern(pieces: joined, isPath: isPath)
        }
        let witness = name.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        groups.append(ChangeGroup(changes: [], texts: texts, witness: witness, isExact: isExact))
    }
}
