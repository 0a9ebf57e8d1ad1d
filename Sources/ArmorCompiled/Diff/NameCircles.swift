import ArmorGlob

/// A graph of names, its nodes by the circles that they are in, and the ways from one to another.
struct NameCircles {
    let graph: NameGraph
    /// The number of the circle that a node is in; a node in none has one of its own.
    private(set) var component: [Int] = []
    /// The nodes by their circles, and where those of each circle begin; one more at the end.
    private var nodes: [Int] = []
    private var begins = [0]
    private var loops: [Bool] = []

    init(_ graph: NameGraph) {
        self.graph = graph
        findComponents(graph.labels.count)
    }

    func isLooping(_ node: Int) -> Bool { loops[component[node]] }

    func members(of component: Int) -> ArraySlice<Int> { nodes[begins[component]..<begins[component + 1]] }

    /// The letters of a way.
    typealias Way = [Int]

    func bytes(_ way: Way) -> [UInt8] { way.map { graph.representatives[$0] } }

    /// The shortest way of at least one letter to a node of a circle that is wanted.
    func nearest(from start: Int, within inside: Int, where isWanted: (Int) -> Bool) -> Way? {
        var found: Way?
        search(from: start, within: inside) { node, way in
            guard isWanted(node) else { return false }
            found = way()
            return true
        }
        return found
    }

    /// A shortest way to each node of a circle.
    func ways(from start: Int, within inside: Int) -> [Int: Way] {
        var ways: [Int: Way] = [start: []]
        search(from: start, within: inside) { node, way in
            if ways[node] == nil { ways[node] = way() }
            return false
        }
        return ways
    }

    /// For each node how many letters the shortest way has to a node that is wanted; −1 where there is none.
    func distances(_ sources: NodeSources, where isWanted: (Int) -> Bool) -> [Int32] {
        var distances = [Int32](repeating: -1, count: graph.labels.count)
        var order = graph.labels.indices.filter(isWanted)
        for node in order { distances[node] = 0 }
        var place = 0
        while place < order.count {
            let next = distances[order[place]] + 1
            sources.eachSource(of: order[place]) { source in
                guard distances[source] < 0 else { return }
                distances[source] = next
                order.append(source)
            }
            place += 1
        }
        return distances
    }

    /// The shortest way of at least so many letters, 0 or 1, down these distances.
    func nearest(from start: Int, _ distances: [Int32], minimum: Int) -> Way? {
        var way: Way = []
        var node = start
        while way.count < minimum || distances[node] > 0 {
            // The first of the letters that are behind nothing but a shortest way.
            var best: (letter: Int, target: Int)?
            for run in graph.ways(node) where run.target >= 0 && distances[Int(run.target)] >= 0 {
                let target = Int(run.target)
                if best.map({ distances[target] < distances[$0.target] }) ?? true { best = (Int(run.begin), target) }
            }
            guard let best else { return nil }
            way.append(best.letter)
            node = best.target
        }
        return distances[node] == 0 ? way : nil
    }

    /// Breadth first over what is behind a node; the node itself comes where something leads back to it.
    private func search(from start: Int, within inside: Int, _ visit: (Int, () -> Way) -> Bool) {
        var order: [(node: Int, parent: Int, letter: Int)] = [(start, -1, 0)]
        var seen: Set<Int> = []
        var place = 0
        while place < order.count {
            for run in graph.ways(order[place].node) where run.target >= 0 {
                let target = Int(run.target)
                guard component[target] == inside else { continue }
                guard seen.insert(target).inserted else { continue }
                order.append((target, place, Int(run.begin)))
                let way = { () -> Way in
                    var letters: Way = [Int(run.begin)]
                    var current = place
                    while order[current].parent >= 0 {
                        letters.append(order[current].letter)
                        current = order[current].parent
                    }
                    return letters.reversed()
                }
                if visit(target, way) { return }
            }
            place += 1
        }
    }

    /// Strongly connected components (Tarjan 1972), without recursion.
    private mutating func findComponents(_ count: Int) {
        component = [Int](repeating: -1, count: count)
        var order = [Int32](repeating: -1, count: count)
        var low = [Int32](repeating: 0, count: count)
        var stack: [Int] = []
        var onStack = [Bool](repeating: false, count: count)
        var next: Int32 = 0
        // The ways from each node that are still to be followed, by their places.
        var path: [(node: Int, ways: Range<Int>)] = []
        for root in 0..<count where order[root] < 0 {
            path.append((root, graph.rows.range(root)))
            while let (node, ways) = path.last {
                if order[node] < 0 {
                    order[node] = next
                    low[node] = next
                    next += 1
                    stack.append(node)
                    onStack[node] = true
                }
                var ways = ways
                var child: Int?
                while child == nil, let way = ways.popFirst() {
                    let target = Int(graph.rows.runs[way].target)
                    guard target >= 0 else { continue }
                    if order[target] < 0 {
                        child = target
                    } else if onStack[target] {
                        low[node] = min(low[node], order[target])
                    }
                }
                path[path.count - 1].ways = ways
                if let child {
                    path.append((child, graph.rows.range(child)))
                    continue
                }
                path.removeLast()
                if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
                if low[node] == order[node] { close(node, &stack, &onStack) }
            }
        }
    }

    private mutating func close(_ root: Int, _ stack: inout [Int], _ onStack: inout [Bool]) {
        let begin = nodes.count
        while let node = stack.popLast() {
            onStack[node] = false
            component[node] = loops.count
            nodes.append(node)
            if node == root { break }
        }
        if nodes.count > begin + 1 { nodes[begin...].sort() }
        loops.append(nodes.count > begin + 1 || graph.ways(root).contains { $0.target == Int32(root) })
        begins.append(nodes.count)
    }
}

extension Shape {
    /// For each state, whether no NUL can follow any more: the last text has begun.
    var lastTexts: [Bool] {
        let count = isAccepting.count
        var isLast = (0..<count).map { table[$0 * 256] == Self.none }
        // What a NUL can still follow is not the last text; states are few.
        var changed = true
        while changed {
            changed = false
            for state in 0..<count where isLast[state] {
                let leadsBack = table[state * 256..<(state + 1) * 256].contains { $0 != Self.none && !isLast[Int($0)] }
                if leadsBack {
                    isLast[state] = false
                    changed = true
                }
            }
        }
        return isLast
    }
}
