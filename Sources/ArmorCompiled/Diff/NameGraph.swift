import ArmorGlob

/// The names that a product was walked over, as one automaton whose nodes say what there is to say of a name that ends there.
struct NameGraph {
    /// A node's transitions lie behind each other, one a letter: a node, or one of these.
    private(set) var table: [Int32]
    /// No question goes on so.
    static let none: Int32 = -1
    /// Questions go on, and nothing of interest is behind.
    static let nothing: Int32 = -2

    /// What a node is.
    struct Label: Hashable {
        /// The state of the shape.
        var form: UInt8
        /// Whether a question ends here.
        var isAccepting: Bool
        /// Whether no other text follows.
        var isLastText: Bool
        /// The number of what changes here; 0 where nothing does.
        var outcome: Int32
    }
    private(set) var labels: [Label]
    /// One byte of each letter, the most readable, and all of them.
    private(set) var representatives: [UInt8]
    private(set) var members: [ByteSet]

    /// Transitions that are kept, 160 MB of them.
    static let most = 40_000_000
    /// Nodes up to which those that are alike are looked for: of more than that a person would not read a description, and to
    /// look would cost more than to write one.
    private static let mostMerged = 512

    /// What a product was walked over, whose nodes have the outcomes; none where it is too large to be kept.
    init?(_ product: Product, _ outcomes: [(node: Int, number: Int32)]) {
        representatives = product.letters.representatives
        members = product.letters.members
        guard let transitions = product.transitions else { return nil }
        let last = product.shape.lastTexts
        labels = product.nodes.map {
            let form = Int($0.w)
            let isAccepting = product.shape.isAccepting[form]
            return Label(form: UInt8(form), isAccepting: isAccepting, isLastText: last[form], outcome: 0)
        }
        for (node, number) in outcomes { labels[node].outcome = number }
        table = transitions
    }

    private init(_ table: [Int32], _ labels: [Label], _ representatives: [UInt8], _ members: [ByteSet]) {
        (self.table, self.labels) = (table, labels)
        (self.representatives, self.members) = (representatives, members)
    }

    func targets(_ node: Int) -> ArraySlice<Int32> {
        table[node * representatives.count..<(node + 1) * representatives.count]
    }

    /// For each node the nodes that lead to it.
    struct Sources {
        /// Where in `nodes` those of each node begin; one more at the end.
        fileprivate var begins: [Int32]
        fileprivate var nodes: [Int32]
        /// Behind which nodes there may be something else than nodes, at once.
        fileprivate var isOpen: [Bool]

        func eachSource(of node: Int, _ body: (Int) -> Void) {
            for place in begins[node]..<begins[node + 1] { body(Int(nodes[Int(place)])) }
        }

        /// The nodes from which one of these is reached, themselves too.
        func reaching(_ wanted: [Int]) -> [Bool] {
            var result = [Bool](repeating: false, count: begins.count - 1)
            var pending = wanted
            for node in wanted { result[node] = true }
            while let node = pending.popLast() {
                for place in begins[node]..<begins[node + 1] {
                    let source = Int(nodes[Int(place)])
                    if !result[source] {
                        result[source] = true
                        pending.append(source)
                    }
                }
            }
            return result
        }
    }

    /// The transitions turned around, those by several letters once.
    func sources() -> Sources {
        var begins = [Int32](repeating: 0, count: labels.count + 1)
        var isOpen = [Bool](repeating: false, count: labels.count)
        var last = [Int32](repeating: -1, count: labels.count)
        var ways: [(from: Int32, to: Int32)] = []
        var place = 0
        for node in labels.indices {
            for letter in place..<place + representatives.count {
                let target = Int(table[letter])
                if target >= 0 {
                    guard last[target] != node else { continue }
                    last[target] = Int32(node)
                    begins[target + 1] += 1
                    ways.append((Int32(node), Int32(target)))
                } else if table[letter] == Self.nothing {
                    isOpen[node] = true
                }
            }
            place += representatives.count
        }
        for node in labels.indices { begins[node + 1] += begins[node] }
        var ends = begins
        var nodes = [Int32](repeating: 0, count: ways.count)
        for (node, target) in ways {
            nodes[Int(ends[Int(target)])] = node
            ends[Int(target)] += 1
        }
        return Sources(begins: begins, nodes: nodes, isOpen: isOpen)
    }

    /// The nodes behind which, as long as the text lasts, nothing but what `isSeen` says of names is to be said.
    func settled(_ sources: Sources, _ isSeen: (Int) -> Bool) -> [Bool] {
        let other = labels.indices.filter { node in
            let label = labels[node]
            // A path's first slash is written, and a code is no text.
            return node == 0 || !label.isLastText || (label.isAccepting && !isSeen(node))
                || sources.isOpen[node]
        }
        return sources.reaching(other).map { !$0 }
    }

    /// The same for those names alone whose outcome is one of these, which becomes 1, in the smallest graph.
    func only(_ outcomes: Set<Int32>, _ sources: Sources) -> NameGraph {
        var isWanted = [Bool](repeating: false, count: Int(labels.map(\.outcome).max() ?? 0) + 1)
        for outcome in outcomes { isWanted[Int(outcome)] = true }
        let wanted = labels.map { isWanted[Int($0.outcome)] }
        let useful = sources.reaching(labels.indices.filter { wanted[$0] })
        let settled = settled(sources) { wanted[$0] }
        // Where everything is wanted, a node's shape is all that there is of it.
        var resting = [Int](repeating: -1, count: 256)
        var names = [Int32](repeating: Self.nothing, count: labels.count)
        for node in labels.indices where useful[node] {
            names[node] = Int32(node)
            guard settled[node] else { continue }
            let form = Int(labels[node].form)
            if resting[form] < 0 { resting[form] = node }
            names[node] = Int32(resting[form])
        }
        var graph = reached(names)
        for node in graph.labels.indices {
            graph.labels[node].outcome = isWanted[Int(graph.labels[node].outcome)] ? 1 : 0
        }
        return graph.merged()
    }

    /// The nodes that are reached from the first one, in that order, each instead of those that have its name; what is named
    /// `nothing` is left out.
    private func reached(_ names: [Int32]) -> NameGraph {
        var numbers = [Int32](repeating: -1, count: labels.count)
        var order: [Int32] = [0]
        numbers[0] = 0
        var reached: [Int32] = []
        var place = 0
        let count = representatives.count
        while place < order.count {
            let from = Int(order[place]) * count
            let to = reached.count
            reached.append(contentsOf: table[from..<from + count])
            for letter in to..<to + count where reached[letter] >= 0 {
                let name = names[Int(reached[letter])]
                guard name >= 0 else {
                    reached[letter] = Self.nothing
                    continue
                }
                if numbers[Int(name)] < 0 {
                    numbers[Int(name)] = Int32(order.count)
                    order.append(name)
                }
                reached[letter] = numbers[Int(name)]
            }
            place += 1
        }
        return NameGraph(reached, order.map { labels[Int($0)] }, representatives, members)
    }
}

extension NameGraph {
    /// The smallest graph that says the same; this one where it is too large for that.
    private func merged() -> NameGraph {
        guard labels.count <= Self.mostMerged, !labels.isEmpty else { return self }
        let graph = joiningLetters()
        let classes = graph.classes()
        var first = [Int32](repeating: -1, count: Int(classes.max() ?? 0) + 1)
        let names = classes.indices.map { node in
            let name = Int(classes[node])
            if first[name] < 0 { first[name] = Int32(node) }
            return first[name]
        }
        return graph.reached(names).joiningLetters()
    }

    /// For each node the number of those that are like it (Valmari and Lehtinen 2008).
    ///
    /// Where most transitions lead they are left out, as that method leaves out those to where nothing matches. That node
    /// is like none but itself then, so that the graph may stay a little larger than it must be.
    private func classes() -> [Int32] {
        // `none` and `nothing` are nodes of their own here.
        let extra = Int32(labels.count)
        var counts = [Int32](repeating: 0, count: labels.count + 2)
        for target in table { counts[Int(target >= 0 ? target : extra - 1 - target)] += 1 }
        let usual = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        var ways: [(from: Int32, to: Int32, letter: Int32)] = []
        for node in labels.indices {
            for (letter, target) in targets(node).enumerated() {
                let target = target >= 0 ? target : extra - 1 - target
                if target != usual { ways.append((Int32(node), target, Int32(letter))) }
            }
        }
        var kinds = labels.map { 3 + ($0.outcome << 2 | ($0.isAccepting ? 2 : 0) | ($0.isLastText ? 1 : 0)) } + [1, 2]
        kinds[usual] = 0
        var nodes = Partition(kinds)
        var blocks = Partition(ways.map(\.letter))
        var begins = [Int32](repeating: 0, count: kinds.count + 1)
        for way in ways { begins[Int(way.to) + 1] += 1 }
        for node in kinds.indices { begins[node + 1] += begins[node] }
        var ends = begins
        var arriving = [Int32](repeating: 0, count: ways.count)
        for (index, way) in ways.enumerated() {
            arriving[Int(ends[Int(way.to)])] = Int32(index)
            ends[Int(way.to)] += 1
        }
        var node = 1
        var block = 0
        var chosen: [Int32] = []
        while block < blocks.count {
            chosen.removeAll(keepingCapacity: true)
            for place in blocks.range(block) { chosen.append(ways[Int(blocks.elements[place])].from) }
            nodes.mark(chosen)
            nodes.split()
            block += 1
            while node < nodes.count {
                chosen.removeAll(keepingCapacity: true)
                for place in nodes.range(node) {
                    let target = Int(nodes.elements[place])
                    chosen.append(contentsOf: arriving[Int(begins[target])..<Int(begins[target + 1])])
                }
                blocks.mark(chosen)
                blocks.split()
                node += 1
            }
        }
        return Array(nodes.parts.dropLast(2))
    }

    /// The same with those letters as one that lead to the same nodes everywhere.
    private func joiningLetters() -> NameGraph {
        let letters = representatives.count
        var marks = [UInt64](repeating: 0, count: letters)
        for node in labels.indices {
            for (letter, target) in targets(node).enumerated() {
                marks[letter] = (marks[letter] ^ UInt64(UInt32(bitPattern: target))) &* 0x9E37_79B9_7F4A_7C15
                marks[letter] ^= marks[letter] >> 29
            }
        }
        var kept: [Int] = []
        var sets: [ByteSet] = []
        for letter in 0..<letters {
            // Equal marks may be chance: only what is seen to hold is used.
            let like = kept.firstIndex { other in
                marks[other] == marks[letter]
                    && labels.indices.allSatisfy { table[$0 * letters + other] == table[$0 * letters + letter] }
            }
            if let like {
                sets[like].formUnion(members[letter])
            } else {
                kept.append(letter)
                sets.append(members[letter])
            }
        }
        guard kept.count < letters else { return self }
        var smaller: [Int32] = []
        smaller.reserveCapacity(labels.count * kept.count)
        for node in labels.indices {
            for letter in kept { smaller.append(table[node * letters + letter]) }
        }
        return NameGraph(smaller, labels, kept.map { representatives[$0] }, sets)
    }
}
