import CGlibc

/// Tables of a large log do not fit a processor's caches, and what comes next in them is known some events before: they are
/// asked for then, without waiting. And a block of a table is looked into where it is: taking it out of the array of blocks
/// counts its references, which costs as much as the look.
///
/// The bounds: each index is checked against its array, no pointer outlives the call, and what is asked for is not followed.
extension Array {
    /// Has an element near soon; nothing where there is none.
    @inline(__always)
    func prefetch(_ index: Int) {
        unsafe withUnsafeBufferPointer { elements in
            guard elements.indices.contains(index), let base = elements.baseAddress else { return }
            // It may lie in two of a cache's lines.
            unsafe CGlibc.prefetch(base + index)
            unsafe CGlibc.prefetch(UnsafeRawPointer(base + index) + MemoryLayout<Element>.size - 1)
        }
    }

    /// The same for an element of one of several blocks.
    @inline(__always)
    func prefetch<Item>(_ block: Int, _ index: Int) where Element == [Item] {
        unsafe withUnsafeBufferPointer { blocks in
            guard blocks.indices.contains(block) else { return }
            unsafe blocks[block].prefetch(index)
        }
    }

    /// An element of one of several blocks.
    @inline(__always)
    func item<Item>(_ block: Int, _ index: Int) -> Item where Element == [Item] {
        unsafe withUnsafeBufferPointer { blocks in
            precondition(blocks.indices.contains(block), "a table's own numbers are those of its blocks")
            return unsafe blocks[block][index]
        }
    }
}
