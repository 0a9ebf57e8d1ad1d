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
    /// The shape's transitions by the joint letters, a state's behind each other.
    private let forms: [UInt8]
    /// Whether a way from one node to the next is a question at all.
    private let gate: ((Node, Node) -> Bool)?
    private(set) var nodes: [Node] = []
    private var parents: [Int32] = []
    private var arrivals: [UInt8] = []
    private var index = NodeIndex()

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
        forms = shape.isAccepting.indices.flatMap { form in representatives.map { shape.next(UInt8(form), $0) } }
    }

    /// How a walk ended.
    enum End {
        /// Everything was looked at.
        case complete
        /// The visitor said so, at this node.
        case stopped(Int)
        case exhausted
    }

    /// Walks until everything is seen or `visit` says that it is enough. It is told of each node at which a question of the
    /// shape ends, and at which the glob, if there is one, matches. `isWorth` says whether to go on behind a node.
    mutating func walk(
        _ limits: ProductLimits,
        isWorth: (Node) -> Bool = { _ in true },
        visit: (Node, Int) -> Bool
    ) -> End {
        guard let first = sides.first else { return .complete }
        add(Node(first.start, sides.count > 1 ? sides[1].start : 0, globs?.start ?? 0, UInt32(Shape.start)), -1, 0)
        let chain = sides.map(\.machine.deepestChain).reduce(1, +)
        let most = max(1, min(limits.pairs, limits.steps / (letters.count * chain), Int(Int32.max)))
        var current = 0
        while current < nodes.count {
            let node = nodes[current]
            let isMatch = globs.map { $0.accepts(node.z) } ?? true
            if isMatch, shape.isAccepting[Int(node.w)], visit(node, current) { return .stopped(current) }
            let places = places(node)
            for letter in 0..<letters.count {
                guard var next = step(node, places, letter) else { continue }
                if let globs {
                    guard let state = globs.next(node.z, letters.representatives[letter]) else { return .exhausted }
                    if state == GlobSequence.dead { continue }
                    next.z = state
                }
                guard isWorth(next), gate?(node, next) ?? true, index.find(next, nodes) == nil else { continue }
                guard nodes.count < most else { return .exhausted }
                add(next, Int32(current), UInt8(letter))
            }
            current += 1
        }
        return .complete
    }

    /// Where the rows of a node's states begin.
    @inline(__always)
    private mutating func places(_ node: Node) -> (x: Int, y: Int) {
        (rows[0].place(node.x), rows.count > 1 ? rows[1].place(node.y) : 0)
    }

    /// Where the machines and the shape go by a letter; none where no question goes on so.
    @inline(__always)
    private func step(_ node: Node, _ places: (x: Int, y: Int), _ letter: Int) -> Node? {
        let form = forms[Int(node.w) * letters.count + letter]
        guard form != Shape.none else { return nil }
        return Node(
            rows[0].targets[places.x + letter],
            rows.count > 1 ? rows[1].targets[places.y + letter] : 0,
            0,
            UInt32(form)
        )
    }

    /// The nodes behind each node by each letter: `NameGraph.none` where no question goes on so, `NameGraph.nothing` where the
    /// walk did not go on. Of walks without a glob.
    mutating func transitions() -> [Int32] {
        var table: [Int32] = []
        table.reserveCapacity(nodes.count * letters.count)
        for node in nodes {
            let places = places(node)
            for letter in 0..<letters.count {
                guard let next = step(node, places, letter) else {
                    table.append(NameGraph.none)
                    continue
                }
                let isOpen = gate?(node, next) ?? true
                table.append(isOpen ? index.find(next, nodes) ?? NameGraph.nothing : NameGraph.nothing)
            }
        }
        return table
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
        index.insert(node, at: Int32(nodes.count), nodes)
        nodes.append(node)
        parents.append(parent)
        arrivals.append(letter)
    }
}

/// Where a machine goes from its states by the joint letters, worked out once for each state: many nodes share a state.
private struct MachineRows {
    private let machine: StateMachine
    /// The machine's letter for each joint letter.
    private let letters: [UInt8]
    /// Where each state's row begins; −1 where it is not worked out.
    private var begins: [Int32]
    private(set) var targets: [UInt32] = []
    /// Targets that are kept, 32 MB of them; with more, all rows are worked out again.
    private static let most = 8_000_000

    init(_ machine: StateMachine, _ representatives: [UInt8]) {
        self.machine = machine
        letters = representatives.map { machine.classes[Int($0)] }
        begins = [Int32](repeating: -1, count: machine.count)
    }

    @inline(__always)
    mutating func place(_ state: UInt32) -> Int {
        let begin = begins[Int(state)]
        return begin >= 0 ? Int(begin) : add(state)
    }

    private mutating func add(_ state: UInt32) -> Int {
        if targets.count > Self.most {
            targets = []
            begins = [Int32](repeating: -1, count: begins.count)
        }
        let begin = targets.count
        begins[Int(state)] = Int32(begin)
        for letter in letters { targets.append(machine.next(state, letter: letter)) }
        return begin
    }
}

/// Which node stands where in a list: an open-addressing table, because a dictionary's hashing costs more than the walk.
private struct NodeIndex {
    private var slots = [Int32](repeating: -1, count: 1024)
    private var count = 0

    func find(_ node: Product.Node, _ nodes: [Product.Node]) -> Int32? {
        var slot = Self.hash(node) & (slots.count - 1)
        while slots[slot] >= 0 {
            if nodes[Int(slots[slot])] == node { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func insert(_ node: Product.Node, at place: Int32, _ nodes: [Product.Node]) {
        if (count + 1) * 2 > slots.count { grow(nodes) }
        put(node, place)
        count += 1
    }

    private mutating func put(_ node: Product.Node, _ place: Int32) {
        var slot = Self.hash(node) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = place
    }

    private mutating func grow(_ nodes: [Product.Node]) {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (place, node) in nodes.enumerated() { put(node, Int32(place)) }
    }

    private static func hash(_ node: Product.Node) -> Int {
        var mixed = UInt64(node.x) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 29) &+ UInt64(node.y) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 31) &+ UInt64(node.z) &* 0x94D0_49BB_1331_11EB
        mixed = (mixed ^ mixed >> 30) &+ UInt64(node.w) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
    }
}
