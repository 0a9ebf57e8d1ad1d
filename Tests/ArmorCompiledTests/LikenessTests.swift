import ArmorTestSupport
import Testing

@testable import ArmorCompiled

/// Which nodes of a graph are alike, and the rows of letters that it is made of.
@Suite struct LikenessTests {
    private typealias Graph = (targets: [[Int32]], kinds: [Int32], rows: LetterRows)

    /// Each node has a target for each letter: a node, or one of two that are none.
    private static func random(_ random: inout SplitMix) -> Graph {
        let (nodes, letters) = (Int.random(in: 1...40, using: &random), Int.random(in: 1...9, using: &random))
        // Few targets, so that many nodes are alike.
        let reached = Int.random(in: 1...nodes, using: &random)
        let targets = (0..<nodes).map { _ in
            (0..<letters).map { _ in Int32.random(in: -2..<Int32(reached), using: &random) }
        }
        let kinds = (0..<nodes).map { _ in Int32.random(in: 0...2, using: &random) }
        return (targets, kinds, rows(targets))
    }

    private static func rows(_ targets: [[Int32]]) -> LetterRows {
        var rows = LetterRows()
        for row in targets {
            for (letter, target) in row.enumerated() { rows.append(target, upTo: UInt16(letter + 1)) }
            rows.endRow()
        }
        return rows
    }

    /// By the definition, taken apart until nothing changes.
    private static func classes(_ graph: Graph) -> [Int] {
        var classes = graph.kinds.map(Int.init)
        while true {
            let keys = graph.targets.indices.map { node in
                [classes[node]] + graph.targets[node].map { $0 < 0 ? Int($0) : classes[Int($0)] }
            }
            let numbers = Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
            let next = keys.map { numbers[$0] ?? -1 }
            if Set(next).count == Set(classes).count { return next }
            classes = next
        }
    }

    @Test("nodes are alike that the definition finds alike, and no others")
    func likeness() {
        var random = SplitMix(state: 11)
        for _ in 0..<2_000 {
            let graph = Self.random(&random)
            let found = Likeness(graph.rows, NodeSources(graph.rows), kinds: graph.kinds).find()
            let expected = Self.classes(graph)
            // The numbers are of no meaning: each of one side goes with one of the other.
            let pairs = Set(zip(found, expected).map { "\($0) \($1)" })
            #expect(pairs.count == Set(found).count && pairs.count == Set(expected).count, "\(graph.targets)")
        }
    }

    @Test("a row keeps what each letter leads to, in as few runs as there can be")
    func runs() {
        var random = SplitMix(state: 12)
        for _ in 0..<500 {
            let graph = Self.random(&random)
            for (number, targets) in graph.targets.enumerated() {
                let row = graph.rows[number]
                #expect(row.flatMap { run in run.letters.map { _ in run.target } } == targets)
                #expect(row.map(\.letters).flatMap(\.self) == Array(targets.indices))
                #expect(zip(row, row.dropFirst()).allSatisfy { $0.target != $1.target })
                for other in graph.targets.indices where graph.targets[other] == targets {
                    #expect(graph.rows[other] == row && graph.rows.mark(other) == graph.rows.mark(number))
                }
            }
        }
    }

    @Test("each node knows who leads to it, and who reaches it")
    func sources() {
        var random = SplitMix(state: 13)
        for _ in 0..<500 {
            let graph = Self.random(&random)
            let sources = NodeSources(graph.rows)
            for node in graph.targets.indices {
                var found: [Int] = []
                sources.eachSource(of: node) { found.append($0) }
                #expect(found == graph.targets.indices.filter { graph.targets[$0].contains(Int32(node)) })
                #expect(sources.isOpen[node] == graph.targets[node].contains(NameGraph.nothing))
            }
            var reached: Set<Int> = [0]
            while true {
                let more = graph.targets.indices.filter { node in
                    graph.targets[node].contains { $0 >= 0 && reached.contains(Int($0)) }
                }
                if reached.isSuperset(of: more) { break }
                reached.formUnion(more)
            }
            let answer = sources.reaching([0])
            #expect(answer.indices.filter { answer[$0] } == reached.sorted())
        }
    }
}
