import CGlibc

/// Tables of a large log do not fit a processor's caches, and what comes next in them is known some events before: they are
/// asked for then, without waiting. And a block of a table is looked into where it is: taking it out of the array of blocks
/// counts its references, which costs as much as the look.
///
/// The bounds: each index is checked against its array. No pointer outlives the call but an address that is prefetched alone,
/// whatever it is.
extension Array {
    /// Has an element near soon; nothing where there is none.
    @inline(__always)
    func prefetch(_ index: Int) { prefetch(index..<index + 1) }

    /// The same for the first and the last of some elements, which is all of most.
    @inline(__always)
    func prefetch(_ range: Range<Int>) {
        unsafe withUnsafeBufferPointer { elements in
            guard range.lowerBound >= 0, range.lowerBound < range.upperBound, range.upperBound <= elements.count,
                let base = elements.baseAddress
            else { return }
            // The end may lie in another of a cache's lines.
            unsafe CGlibc.prefetch(base + range.lowerBound)
            unsafe CGlibc.prefetch(UnsafeRawPointer(base + range.upperBound) - 1)
        }
    }

    /// The same for elements of one of several blocks.
    @inline(__always)
    func prefetch<Item>(_ block: Int, _ range: Range<Int>) where Element == [Item] {
        // The address is taken out of the block before it is used: its references are counted around any other work.
        let ends: (UnsafePointer<Item>, UnsafePointer<Item>)? = unsafe withUnsafeBufferPointer { blocks in
            guard blocks.indices.contains(block) else { return nil }
            return unsafe blocks[block].withUnsafeBufferPointer { elements in
                guard range.lowerBound >= 0, range.lowerBound < range.upperBound, range.upperBound <= elements.count,
                    let base = elements.baseAddress
                else { return nil }
                return unsafe (base + range.lowerBound, base + range.upperBound)
            }
        }
        guard let ends = unsafe ends else { return }
        unsafe CGlibc.prefetch(ends.0)
        unsafe CGlibc.prefetch(UnsafeRawPointer(ends.1) - 1)
    }

    /// An element of one of several blocks.
    @inline(__always)
    func item<Item>(_ block: Int, _ index: Int) -> Item where Element == [Item] {
        unsafe withUnsafeBufferPointer { blocks in
            precondition(blocks.indices.contains(block), "a table's own numbers are those of its blocks")
            return unsafe blocks[block][index]
        }
    }

    /// Whether a range of one of several blocks of bytes is the same as a range of a text.
    @inline(__always)
    func equals(_ block: Int, _ range: Range<Int>, _ text: Span<UInt8>, _ textRange: Range<Int>) -> Bool
    where Element == [UInt8] {
        unsafe withUnsafeBufferPointer { blocks in
            precondition(blocks.indices.contains(block), "a table's own numbers are those of its blocks")
            return unsafe blocks[block].equals(range, text, textRange)
        }
    }
}
