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
    private let sideLetters: [[UInt8]]
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
        sideLetters = sides.map { side in representatives.map { side.machine.classes[Int($0)] } }
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
        let second = sides.count > 1 ? sides[1] : nil
        add(Node(first.start, second?.start ?? 0, globs?.start ?? 0, UInt32(Shape.start)), -1, 0)
        let chain = sides.map(\.machine.deepestChain).reduce(1, +)
        let most = max(1, min(limits.pairs, limits.steps / (letters.count * chain), Int(Int32.max)))
        var current = 0
        while current < nodes.count {
            let node = nodes[current]
            let isMatch = globs.map { $0.accepts(node.z) } ?? true
            if isMatch, shape.isAccepting[Int(node.w)], visit(node, current) { return .stopped(current) }
            for letter in 0..<letters.count {
                let byte = letters.representatives[letter]
                let form = shape.next(UInt8(node.w), byte)
                guard form != Shape.none else { continue }
                var next = Node(0, 0, 0, UInt32(form))
                next.x = first.machine.next(node.x, letter: sideLetters[0][letter])
                if let second { next.y = second.machine.next(node.y, letter: sideLetters[1][letter]) }
                if let globs {
                    guard let state = globs.next(node.z, byte) else { return .exhausted }
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

    /// The nodes behind a node by each letter, −1 where the walk did not go on.
    func targets(_ node: Int) -> [Int32] {
        let here = nodes[node]
        return (0..<letters.count).map { letter in
            let form = shape.next(UInt8(here.w), letters.representatives[letter])
            guard form != Shape.none else { return -1 }
            var next = Node(0, 0, 0, UInt32(form))
            next.x = sides[0].machine.next(here.x, letter: sideLetters[0][letter])
            if sides.count > 1 { next.y = sides[1].machine.next(here.y, letter: sideLetters[1][letter]) }
            if let globs { next.z = globs.next(here.z, letters.representatives[letter]) ?? GlobSequence.dead }
            guard gate?(here, next) ?? true else { return -1 }
            return index.find(next, nodes) ?? -1
        }
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
