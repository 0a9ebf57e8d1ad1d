import ArmorGlob

/// How much work a question about sets may cost.
package struct ProductLimits: Sendable, Hashable {
    /// The states of all automata together that are looked at, at most.
    package var pairs: Int
    /// Steps from state to state, so that a machine that was made to be slow costs no more than others.
    package var steps: Int

    package init(pairs: Int = 5_000_000, steps: Int = 2_000_000_000) {
        self.pairs = pairs
        self.steps = steps
    }
}

/// A machine with the state in which its part of the question begins.
struct Side {
    let machine: StateMachine
    let start: UInt32
}

/// Several automata walked at once over all that a shape lets through, shortest and most readable names first.
///
/// A node stands for the states of up to two machines, of a glob and of the shape. What is reached is kept with how it was
/// reached, so that a name can be given for every node.
struct Product {
    /// x and y the machines' states, z the glob's, w the shape's.
    typealias Node = SIMD4<UInt32>

    let sides: [Side]
    let globs: GlobSequence?
    let shape: Shape
    let letters: JointLetters
    private var rows: [MachineRows]
    /// The shape's transitions by the joint letters, a row for each state; negative where no question goes on.
    private let forms: LetterRows
    /// Whether a way from one node to the next is a question at all.
    private let gate: ((Node, Node) -> Bool)?
    /// What was reached, in this order.
    private var list = NodeList()
    /// The nodes behind each node, a row for each: `NameGraph.none` where no question goes on so, `NameGraph.nothing` where the
    /// walk did not go on. Of walks without a glob that were told to keep them; none where they were too many.
    private(set) var transitions: LetterRows?
    private var parents: [Int32] = []
    private var arrivals: [UInt8] = []

    /// At least one and at most two sides.
    init(
        _ sides: [Side],
        _ shape: Shape,
        globs: GlobSequence? = nil,
        gate: ((Node, Node) -> Bool)? = nil
    ) {
        self.gate = gate
        self.sides = Array(sides.prefix(2))
        self.globs = globs
        self.shape = shape
        let alphabets = sides.map(\.machine.letters)
        letters = JointLetters(alphabets + [shape.letters] + (globs.map { [$0.letters] } ?? []))
        let representatives = letters.representatives
        rows = self.sides.map { MachineRows($0.machine, representatives) }
        var forms = LetterRows()
        for form in shape.isAccepting.indices {
            for (letter, byte) in representatives.enumerated() {
                let next = shape.next(UInt8(form), byte)
                forms.append(next == Shape.none ? NameGraph.none : Int32(next), upTo: UInt16(letter + 1))
            }
            forms.endRow()
        }
        self.forms = forms
    }

    var nodes: [Node] { list.nodes }

    /// How a walk ended.
    enum End {
        /// Everything was looked at.
        case complete
        /// The visitor said so, at this node.
        case stopped(Int)
        case exhausted
    }

    /// Walks until everything is seen or `visit` says that it is enough. It is told of each node at which a question of the
    /// shape ends, and at which the glob, if there is one, matches. `isWorth` says whether to go on behind a node. As many
    /// transitions as `kept` are kept. `start` is where it begins instead of at the beginning of a question.
    mutating func walk(
        _ limits: ProductLimits,
        from start: Node? = nil,
        keeping kept: Int = 0,
        isWorth: (Node) -> Bool = { _ in true },
        visit: (Node, Int) -> Bool
    ) -> End {
        guard let first = sides.first else { return .complete }
        let begin = Node(first.start, sides.count > 1 ? sides[1].start : 0, globs?.start ?? 0, UInt32(Shape.start))
        add(start ?? begin, -1, 0)
        let chain = sides.map(\.machine.deepestChain).reduce(1, +)
        let most = max(1, min(limits.pairs, limits.steps / (letters.count * chain), Int(Int32.max)))
        transitions = kept > 0 ? LetterRows() : nil
        var current = 0
        while current < nodes.count {
            let node = nodes[current]
            let isMatch = globs.map { $0.accepts(node.z) } ?? true
            if isMatch, shape.isAccepting[Int(node.w)], visit(node, current) { return .stopped(current) }
            // A run takes the room of two transitions.
            if let runs = transitions?.runs.count, (current + 1) * letters.count > kept || runs * 2 > kept {
                transitions = nil
            }
            guard follow(node, current, most, isWorth) else { return .exhausted }
            current += 1
        }
        return .complete
    }

    /// Goes from a node by every letter; false where that would be too much.
    @inline(__always)
    private mutating func follow(_ node: Node, _ current: Int, _ most: Int, _ isWorth: (Node) -> Bool) -> Bool {
        let hasOther = rows.count > 1
        var x = rows[0].place(node.x)
        var y = hasOther ? rows[1].place(node.y) : x
        var form = forms.range(Int(node.w)).lowerBound
        let xs = rows[0].rows.runs
        let ys = hasOther ? rows[1].rows.runs : xs
        var last = (node: node, target: Int32(current))
        var letter: UInt16 = 0
        while letter < letters.count {
            let (runX, runY, runForm) = (xs[x], ys[y], forms.runs[form])
            // A glob may tell apart what is a run to all others.
            let end = globs == nil ? min(runX.end, runY.end, runForm.end) : letter + 1
            defer {
                letter = end
                if runX.end == end { x += 1 }
                if runY.end == end { y += 1 }
                if runForm.end == end { form += 1 }
            }
            guard runForm.target != NameGraph.none else {
                transitions?.append(NameGraph.none, upTo: end)
                continue
            }
            let (toX, toY) = (UInt32(bitPattern: runX.target), UInt32(bitPattern: runY.target))
            var next = Node(toX, hasOther ? toY : 0, 0, UInt32(bitPattern: runForm.target))
            if let globs {
                guard let state = globs.next(node.z, letters.representatives[Int(letter)]) else { return false }
                if state == GlobSequence.dead {
                    transitions?.append(NameGraph.none, upTo: end)
                    continue
                }
                next.z = state
            }
            if next != last.node {
                let place = place(of: next, from: node, by: Int(letter), current, most, isWorth)
                guard let target = place else { return false }
                last = (next, target)
            }
            transitions?.append(last.target, upTo: end)
        }
        transitions?.endRow()
        return true
    }

    /// Where a node is, which is added if it is new; `NameGraph.nothing` where the walk does not go on, none where there would
    /// be too many.
    @inline(__always)
    private mutating func place(
        of next: Node,
        from node: Node,
        by letter: Int,
        _ current: Int,
        _ most: Int,
        _ isWorth: (Node) -> Bool
    ) -> Int32? {
        guard isWorth(next), gate?(node, next) ?? true else { return NameGraph.nothing }
        if let place = list.find(next) { return place }
        guard nodes.count < most else { return nil }
        add(next, Int32(current), UInt8(letter))
        return Int32(nodes.count - 1)
    }

    /// The shortest name that leads to a node.
    func name(_ node: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var current = node
        while current >= 0, parents[current] >= 0 {
            bytes.append(letters.representatives[Int(arrivals[current])])
            current = Int(parents[current])
        }
        return bytes.reversed()
    }

    private mutating func add(_ node: Node, _ parent: Int32, _ letter: UInt8) {
        list.insert(node)
        parents.append(parent)
        arrivals.append(letter)
    }
}

/// Where a machine goes from its states by the joint letters, worked out once for each state: many nodes share a state.
private struct MachineRows {
    private let machine: StateMachine
    /// The machine's letter for each joint letter.
    private let letters: [UInt8]
    /// Which row is each state's; −1 where it is not worked out.
    private var numbers: [Int32]
    private(set) var rows = LetterRows()
    /// Runs that are kept, 32 MB of them; with more, all rows are worked out again.
    private static let most = 4_000_000

    init(_ machine: StateMachine, _ representatives: [UInt8]) {
        self.machine = machine
        letters = representatives.map { machine.classes[Int($0)] }
        numbers = [Int32](repeating: -1, count: machine.count)
    }

    /// Where in `rows.runs` a state's row begins.
    @inline(__always)
    mutating func place(_ state: UInt32) -> Int {
        if numbers[Int(state)] < 0 { add(state) }
        return rows.range(Int(numbers[Int(state)])).lowerBound
    }

    private mutating func add(_ state: UInt32) {
        if rows.runs.count > Self.most {
            rows = LetterRows()
            numbers = [Int32](repeating: -1, count: numbers.count)
        }
        numbers[Int(state)] = Int32(rows.count)
        machine.appendRow(of: state, letters, to: &rows)
    }
}
