/// Nodes in the order in which they came, each once: an open-addressing table, because a dictionary's hashing costs more than
/// a walk.
struct NodeList {
    private(set) var nodes: [Product.Node] = []
    private var slots = [Int32](repeating: -1, count: 1024)

    func find(_ node: Product.Node) -> Int32? {
        let place = slots[slot(of: node)]
        return place >= 0 ? place : nil
    }

    /// Does nothing for one that is there.
    mutating func insert(_ node: Product.Node) {
        if (nodes.count + 1) * 2 > slots.count { grow() }
        let slot = slot(of: node)
        guard slots[slot] < 0 else { return }
        slots[slot] = Int32(nodes.count)
        nodes.append(node)
    }

    /// Where a node is, or would be.
    private func slot(of node: Product.Node) -> Int {
        var slot = Self.hash(node) & (slots.count - 1)
        while slots[slot] >= 0, nodes[Int(slots[slot])] != node { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (place, node) in nodes.enumerated() { slots[slot(of: node)] = Int32(place) }
    }

    private static func hash(_ node: Product.Node) -> Int {
        var mixed = UInt64(node.x) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 29) &+ UInt64(node.y) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 31) &+ UInt64(node.z) &* 0x94D0_49BB_1331_11EB
        mixed = (mixed ^ mixed >> 30) &+ UInt64(node.w) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
    }
}
