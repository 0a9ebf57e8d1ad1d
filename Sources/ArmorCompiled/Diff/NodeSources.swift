/// For each node of a graph the nodes that lead to it: its transitions turned around, those by several letters once.
struct NodeSources {
    /// Where in `nodes` those of each node begin; one more at the end.
    private let begins: [Int32]
    private let nodes: [Int32]
    /// Of each node, whether letters lead from it to nothing while questions go on.
    let isOpen: [Bool]

    init(_ rows: LetterRows) {
        var begins = [Int32](repeating: 0, count: rows.count + 1)
        var isOpen = [Bool](repeating: false, count: rows.count)
        var last = [Int32](repeating: -1, count: rows.count)
        var ways: [(from: Int32, to: Int32)] = []
        for node in 0..<rows.count {
            for place in rows.range(node) {
                let run = rows.runs[place]
                let target = Int(run.target)
                if target >= 0 {
                    guard last[target] != node else { continue }
                    last[target] = Int32(node)
                    begins[target + 1] += 1
                    ways.append((Int32(node), run.target))
                } else if run.target == NameGraph.nothing {
                    isOpen[node] = true
                }
            }
        }
        for node in 0..<rows.count { begins[node + 1] += begins[node] }
        var ends = begins
        var nodes = [Int32](repeating: 0, count: ways.count)
        for (node, target) in ways {
            nodes[Int(ends[Int(target)])] = node
            ends[Int(target)] += 1
        }
        (self.begins, self.nodes, self.isOpen) = (begins, nodes, isOpen)
    }

    func eachSource(of node: Int, _ body: (Int) -> Void) {
        for place in begins[node]..<begins[node + 1] { body(Int(nodes[Int(place)])) }
    }

    /// The nodes from which one of these is reached, themselves too.
    func reaching(_ wanted: [Int]) -> [Bool] {
        var result = [Bool](repeating: false, count: begins.count - 1)
        var pending = wanted
        for node in wanted { result[node] = true }
        while let node = pending.popLast() {
            eachSource(of: node) { source in
                if !result[source] {
                    result[source] = true
                    pending.append(source)
                }
            }
        }
        return result
    }
}
