import ArmorGlob

/// The names that a product was walked over, as one automaton whose nodes say what there is to say of a name that ends there.
struct NameGraph {
    /// A row for each node: by each letter a node, or one of these.
    let rows: LetterRows
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
    /// One byte of each letter, the most readable.
    let representatives: [UInt8]
    /// The bytes of all letters before each one; one more at the end.
    private let before: [ByteSet]

    /// Transitions that are kept; their runs take at most 160 MB.
    static let most = 40_000_000
    /// Nodes up to which those that are alike are looked for: of more than that a person would not read a description, and to
    /// look would cost more than to write one.
    private static let mostMerged = 512

    /// What a product was walked over, whose nodes have the outcomes; none where it is too large to be kept.
    init?(_ product: Product, _ outcomes: [(node: Int, number: Int32)]) {
        guard let transitions = product.transitions else { return nil }
        rows = transitions
        representatives = product.letters.representatives
        before = product.letters.members.reduce(into: [ByteSet()]) { $0.append($0[$0.count - 1].union($1)) }
        let last = product.shape.lastTexts
        labels = product.nodes.map {
            let form = Int($0.w)
            let isAccepting = product.shape.isAccepting[form]
            return Label(form: UInt8(form), isAccepting: isAccepting, isLastText: last[form], outcome: 0)
        }
        for (node, number) in outcomes { labels[node].outcome = number }
    }

    /// The nodes of another graph, or some of them.
    private init(_ rows: LetterRows, _ labels: [Label], of other: NameGraph) {
        (self.rows, self.labels) = (rows, labels)
        (representatives, before) = (other.representatives, other.before)
    }

    /// Where a node leads to.
    func ways(_ node: Int) -> ArraySlice<LetterRows.Run> { rows[node] }

    /// The bytes of a run of letters.
    func bytes(_ run: LetterRows.Run) -> ByteSet { before[Int(run.end)].subtracting(before[Int(run.begin)]) }

    /// For each node the nodes that lead to it.
    func sources() -> NodeSources { NodeSources(rows) }

    /// The nodes behind which, as long as the text lasts, nothing but what `isSeen` says of names is to be said.
    func settled(_ sources: NodeSources, _ isSeen: (Int) -> Bool) -> [Bool] {
        let other = labels.indices.filter { node in
            let label = labels[node]
            // A path's first slash is written, and a code is no text.
            return node == 0 || !label.isLastText || (label.isAccepting && !isSeen(node))
                || sources.isOpen[node]
        }
        return sources.reaching(other).map { !$0 }
    }

    /// The same for those names alone whose outcome is one of these, which becomes 1, in the smallest graph.
    func only(_ outcomes: Set<Int32>, _ sources: NodeSources) -> NameGraph {
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
        var reached = LetterRows()
        var place = 0
        while place < order.count {
            for way in rows.range(Int(order[place])) {
                let run = rows.runs[way]
                let name = run.target >= 0 ? names[Int(run.target)] : run.target
                if name >= 0, numbers[Int(name)] < 0 {
                    numbers[Int(name)] = Int32(order.count)
                    order.append(name)
                }
                reached.append(name >= 0 ? numbers[Int(name)] : name, upTo: run.end)
            }
            reached.endRow()
            place += 1
        }
        return NameGraph(reached, order.map { labels[Int($0)] }, of: self)
    }

    /// A small graph that says the same; this one where it is too large for that. Where most letters lead is kept apart from what
    /// is like it: merged with a beginning, it would have globs say apart what begins so, `/.**` and `/[^/.]**` for `/**`.
    private func merged() -> NameGraph {
        guard labels.count <= Self.mostMerged, !labels.isEmpty else { return self }
        var kinds = labels.map { 1 + ($0.outcome << 2 | ($0.isAccepting ? 2 : 0) | ($0.isLastText ? 1 : 0)) }
        if let usual = usualTarget { kinds[usual] = 0 }
        let classes = Likeness(rows, sources(), kinds: kinds).find()
        var first = [Int32](repeating: -1, count: Int(classes.max() ?? 0) + 1)
        let names = classes.indices.map { node in
            let name = Int(classes[node])
            if first[name] < 0 { first[name] = Int32(node) }
            return first[name]
        }
        return reached(names)
    }

    /// The node where most letters lead, those that lead to the same places everywhere as one; nothing where most questions do
    /// not go on.
    private var usualTarget: Int? {
        // For each letter the sum of a number for each of its transitions, as the steps from one letter to the next.
        var marks = [UInt64](repeating: 0, count: representatives.count + 1)
        for node in labels.indices {
            for place in rows.range(node) {
                let run = rows.runs[place]
                var mark = UInt64(node) << 32 | UInt64(UInt32(bitPattern: run.target))
                mark = (mark ^ mark >> 29) &* 0x9E37_79B9_7F4A_7C15
                mark ^= mark >> 31
                marks[Int(run.begin)] &+= mark
                marks[Int(run.end)] &-= mark
            }
        }
        // How many letters before each one are like none before them.
        var different: [Int32] = [0]
        var seen: Set<UInt64> = []
        var sum: UInt64 = 0
        for step in marks.dropLast() {
            sum &+= step
            different.append(different[different.count - 1] + (seen.insert(sum).inserted ? 1 : 0))
        }
        var counts = [Int32](repeating: 0, count: labels.count + 2)
        for run in rows.runs {
            let target = run.target >= 0 ? Int(run.target) : labels.count - 1 - Int(run.target)
            counts[target] += different[Int(run.end)] - different[Int(run.begin)]
        }
        return counts.indices.max { counts[$0] < counts[$1] }.flatMap { $0 < labels.count ? $0 : nil }
    }
}
