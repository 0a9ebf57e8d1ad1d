/// The accesses of a table's shapes as text. Most have their heads, and many their ends, in common: each is kept once.
struct CanonicalTexts: Sendable {
    struct Text: Sendable, Hashable {
        fileprivate let head: UInt32
        fileprivate let end: UInt32
        let hasName: Bool
    }

    /// By the number of the shape; `nil` for one that is not an event.
    private(set) var texts: [Text?] = []
    /// The names that were not left out of their shapes, by the number of the shape.
    private(set) var fixedNames: [Int: [UInt8]] = [:]
    private var heads: ByteTable
    private var ends: ByteTable
    /// The places of heads and ends among all of their kind, in the order of their bytes.
    private var headRanks: [UInt32] = []
    private var endRanks: [UInt32] = []
    /// Of each head, whether another begins with it.
    private var isBeginning: [Bool] = []

    /// Shapes whose texts are read before they are put together.
    private static let stretch = 4096
    /// Shapes that are looked up together.
    private static let width = 16

    init(_ table: AccessTable) {
        let hash = ByteHash()
        heads = ByteTable(hash, limit: Int(Int32.max))
        ends = ByteTable(hash, limit: Int(Int32.max))
        let count = table.shapes.count
        texts.reserveCapacity(count)
        var families = AccessFamilies(table)
        var text = ByteText()
        for start in stride(from: 0, to: count, by: Self.stretch) {
            let shapes = start..<min(start + Self.stretch, count)
            families.read(shapes)
            for start in stride(from: shapes.lowerBound, to: shapes.upperBound, by: Self.width) {
                text.clear()
                add(
                    (start..<min(start + Self.width, shapes.upperBound)).map { families.write($0, to: &text) },
                    text.bytes.span
                )
            }
        }
        rank()
    }

    /// Adds the texts of some shapes. What the look-up of each needs is fetched to the processor for all of them together.
    private mutating func add(_ accesses: [AccessFamilies.Written?], _ text: Span<UInt8>) {
        let hashes = accesses.map { access in access.map { (heads.hash(text, $0.head), ends.hash(text, $0.end)) } }
        for case let (head, end)? in hashes {
            heads.approach(head)
            ends.approach(end)
        }
        for case let (head, end)? in hashes {
            heads.approachPlace(head)
            ends.approachPlace(end)
        }
        for case let (head, end)? in hashes {
            heads.approachText(head)
            ends.approachText(end)
        }
        for (access, hash) in zip(accesses, hashes) {
            guard let access, let hash, let head = heads.number(text, access.head, hash.0)?.number,
                let end = ends.number(text, access.end, hash.1)?.number
            else {
                texts.append(nil)
                continue
            }
            if let name = access.fixedName { fixedNames[texts.count] = name }
            texts.append(Text(head: UInt32(head), end: UInt32(end), hasName: access.hasName))
        }
    }

    private mutating func rank() {
        let ranks = sideBySide(2) { [heads, ends] in $0 == 0 ? heads.ranks : ends.ranks }
        (headRanks, endRanks) = (ranks[0], ranks[1])
        isBeginning = [Bool](repeating: false, count: heads.count)
        var order = [Int](repeating: 0, count: heads.count)
        for (number, rank) in headRanks.enumerated() { order[Int(rank)] = number }
        for (number, next) in zip(order, order.dropFirst()) {
            isBeginning[number] = heads.bytes(next).starts(with: heads.bytes(number))
        }
    }

    /// Adds a text to some bytes.
    func append(_ text: Text, to bytes: inout [UInt8]) {
        heads.append(Int(text.head), to: &bytes)
        ends.append(Int(text.end), to: &bytes)
    }

    private func bytes(_ text: Text) -> [UInt8] { heads.bytes(Int(text.head)) + ends.bytes(Int(text.end)) }

    /// The shapes that are events in the order of their accesses: by the bytes of each, and then those without a name. Also
    /// whether each is another access than the one before.
    func sorted() -> [(shape: Int, isOther: Bool)] {
        let items = texts.enumerated().compactMap { number, text in
            text.map { Item(shape: UInt32(number), isBeginning: isBeginning[Int($0.head)], key: key($0)) }
        }.sorted { precedes($0, $1) }
        var last: UInt64?
        return items.map { item in
            defer { last = item.key }
            return (Int(item.shape), last != item.key)
        }
    }

    /// A shape with all that most comparisons take.
    private struct Item {
        let shape: UInt32
        let isBeginning: Bool
        /// The same for equal accesses only.
        let key: UInt64
    }

    private func key(_ text: Text) -> UInt64 {
        UInt64(headRanks[Int(text.head)]) << 32 | UInt64(endRanks[Int(text.end)]) << 1 | (text.hasName ? 1 : 0)
    }

    @inline(__always)
    private func precedes(_ left: Item, _ right: Item) -> Bool {
        if !left.isBeginning && !right.isBeginning || left.key >> 32 == right.key >> 32 { return left.key < right.key }
        guard let first = texts[Int(left.shape)].map(bytes), let second = texts[Int(right.shape)].map(bytes) else {
            return false
        }
        return first.precedes(0..<first.count, second, 0..<second.count)
    }
}

extension ByteTable {
    /// Of each string its place among all in the order of their bytes.
    fileprivate var ranks: [UInt32] {
        var ranks = [UInt32](repeating: 0, count: count)
        for (rank, number) in (0..<count).sorted(by: { precedes($0, $1) }).enumerated() { ranks[number] = UInt32(rank) }
        return ranks
    }
}
