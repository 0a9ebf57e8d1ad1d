/// Byte strings kept one after another in blocks, so that growing copies nothing.
struct ByteArena: Sendable {
    /// Where a string stands; 32 bits, for four gigabytes.
    struct Place: Sendable, Equatable {
        let block: UInt16
        let length: UInt16
        let offset: UInt32
    }

    private static let blockSize = 1 << 20
    /// The first block is small: most texts are.
    private static let firstSize = 1 << 13
    private var blocks: [[UInt8]] = []

    /// Keeps a range of at most 65,535 bytes; none where there is no room left.
    mutating func add(_ text: Span<UInt8>, _ range: Range<Int>) -> Place? {
        guard let length = UInt16(exactly: range.count) else { return nil }
        let size = blocks.count == 1 ? Self.firstSize : Self.blockSize
        if blocks.last.map({ $0.count + range.count > size }) ?? true {
            guard blocks.count < UInt16.max else { return nil }
            var block: [UInt8] = []
            block.reserveCapacity(blocks.isEmpty ? Self.firstSize : Self.blockSize)
            blocks.append(block)
        }
        let last = blocks.count - 1
        let offset = UInt32(blocks[last].count)
        blocks[last].append(text, range)
        return Place(block: UInt16(last), length: length, offset: offset)
    }

    func bytes(_ place: Place) -> [UInt8] {
        Array(blocks[Int(place.block)][range(place)])
    }

    /// Whether a string is the same as a range of a text.
    @inline(__always)
    func equals(_ place: Place, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        blocks.equals(Int(place.block), self.range(place), text, range)
    }

    /// The block that holds a string; see ``range(_:)``.
    @inline(__always)
    func block(_ place: Place) -> [UInt8] { blocks[Int(place.block)] }

    /// Has a string near soon: where it begins and where it ends, which is all of most.
    @inline(__always)
    func approach(_ place: Place) { blocks.prefetch(Int(place.block), range(place)) }

    /// Eight bytes of a string as a number that is ordered as they are; 0 for what is behind its end.
    @inline(__always)
    func key(_ place: Place, at offset: Int) -> UInt64 {
        let block = blocks[Int(place.block)]
        let start = Int(place.offset) + offset
        let count = Int(place.length) - offset
        if count >= 8 { return UInt64(bigEndian: block.span.word(at: start)) }
        var key: UInt64 = 0
        for index in 0..<8 { key = key << 8 | (index < count ? UInt64(block[start + index]) : 0) }
        return key
    }

    /// Whether a string comes before another, byte by byte.
    func precedes(_ left: Place, _ right: Place) -> Bool {
        blocks[Int(left.block)].precedes(range(left), blocks[Int(right.block)], range(right))
    }

    @inline(__always)
    func range(_ place: Place) -> Range<Int> { Int(place.offset)..<Int(place.offset) + Int(place.length) }
}
