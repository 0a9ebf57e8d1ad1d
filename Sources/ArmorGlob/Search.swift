/// A breadth-first walk over several automata at once, along the names that there are.
struct Search {
    let machines: [Determinised]
    let classes: ByteClasses
    let frame: Frame
    let limits: AutomatonLimits

    /// Walks until `visit` says stop, shortest names first. `visit` is told, at each name that there is, which automata
    /// accept it. Where `isWorth` says no of the machines' states, the walk does not go on. The answer is the name at
    /// which it stopped, if it did.
    func walk(
        isWorth: ([Int]) -> Bool,
        visit: ([Bool], () -> [UInt8]) -> Bool
    ) throws(Exhausted) -> [UInt8]? {
        var nodes: [Node] = [Node(states: machines.map(\.start), frame: frame.start)]
        var links: [Link] = [Link(parent: -1, letter: 0)]
        var known: Set<Node> = Set(nodes)
        var index = 0
        while index < nodes.count {
            let node = nodes[index]
            if frame.accepts(node.frame) {
                let accepted = zip(machines, node.states).map { $0.accepts($1) }
                if visit(accepted, { name(index, links) }) { return name(index, links) }
            }
            for letter in 0..<classes.count {
                guard let state = frame.next(node.frame, classes.representatives[letter]) else { continue }
                var states = node.states
                for machine in machines.indices {
                    states[machine] = try machines[machine].next(states[machine], letter)
                }
                let next = Node(states: states, frame: state)
                guard isWorth(states), known.insert(next).inserted else { continue }
                guard nodes.count < limits.states else { throw Exhausted() }
                nodes.append(next)
                links.append(Link(parent: Int32(index), letter: Int32(letter)))
            }
            index += 1
        }
        return nil
    }

    private func name(_ index: Int, _ links: [Link]) -> [UInt8] {
        var bytes: [UInt8] = []
        var link = links[index]
        while link.parent >= 0 {
            bytes.append(classes.representatives[Int(link.letter)])
            link = links[Int(link.parent)]
        }
        return bytes.reversed()
    }
}

private struct Node: Hashable {
    let states: [Int]
    let frame: Frame.State
}

private struct Link {
    let parent: Int32
    let letter: Int32
}
