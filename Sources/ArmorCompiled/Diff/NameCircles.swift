import ArmorGlob

/// A graph of names, its nodes by the circles that they are in, and the ways from one to another.
struct NameCircles {
    let graph: NameGraph
    /// The number of the circle that a node is in; a node in none has one of its own.
    private(set) var component: [Int] = []
    private var membersOf: [[Int]] = []
    private var loops: [Bool] = []

    init(_ graph: NameGraph) {
        self.graph = graph
        findComponents(graph.labels.count)
    }

    func isLooping(_ node: Int) -> Bool { loops[component[node]] }

    func members(of component: Int) -> [Int] { membersOf[component] }

    /// The letters of a way.
    typealias Way = [Int]

    func bytes(_ way: Way) -> [UInt8] { way.map { graph.representatives[$0] } }

    /// The shortest way of at least so many letters, 0 or 1, to a node that is wanted.
    func nearest(from start: Int, within inside: Int?, minimum: Int, where isWanted: (Int) -> Bool) -> Way? {
        if minimum == 0, isWanted(start) { return [] }
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

    /// Breadth first over what is behind a node; the node itself comes where something leads back to it.
    private func search(from start: Int, within inside: Int?, _ visit: (Int, () -> Way) -> Bool) {
        var order: [(node: Int, parent: Int, letter: Int)] = [(start, -1, 0)]
        var seen: Set<Int> = []
        var place = 0
        while place < order.count {
            for (letter, target) in graph.targets(order[place].node).enumerated() where target >= 0 {
                let target = Int(target)
                if let inside, component[target] != inside { continue }
                guard seen.insert(target).inserted else { continue }
                order.append((target, place, letter))
                let way = { () -> Way in
                    var letters: Way = [letter]
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
        let letters = graph.representatives.count
        var order = [Int32](repeating: -1, count: count)
        var low = [Int32](repeating: 0, count: count)
        var stack: [Int] = []
        var onStack = [Bool](repeating: false, count: count)
        var next: Int32 = 0
        var path: [(node: Int, letter: Int)] = []
        for root in 0..<count where order[root] < 0 {
            path.append((root, 0))
            while let (node, letter) = path.last {
                if letter == 0 {
                    order[node] = next
                    low[node] = next
                    next += 1
                    stack.append(node)
                    onStack[node] = true
                }
                var letter = letter
                var child: Int?
                while letter < letters, child == nil {
                    let target = Int(graph.table[node * letters + letter])
                    letter += 1
                    guard target >= 0 else { continue }
                    if order[target] < 0 {
                        child = target
                    } else if onStack[target] {
                        low[node] = min(low[node], order[target])
                    }
                }
                path[path.count - 1].letter = max(letter, 1)
                if let child {
                    path.append((child, 0))
                    continue
                }
                path.removeLast()
                if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
                if low[node] == order[node] { close(node, &stack, &onStack) }
            }
        }
    }

    private mutating func close(_ root: Int, _ stack: inout [Int], _ onStack: inout [Bool]) {
        var members: [Int] = []
        while let node = stack.popLast() {
            onStack[node] = false
            component[node] = membersOf.count
            members.append(node)
            if node == root { break }
        }
        let isLoop = members.count > 1 || graph.targets(root).contains(Int32(root))
        membersOf.append(members.sorted())
        loops.append(isLoop)
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
