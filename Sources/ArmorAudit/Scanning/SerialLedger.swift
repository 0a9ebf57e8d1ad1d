/// Which numbers of a sequence were seen, as intervals: what is missing between them was lost, if the log has all records.
struct SerialLedger: Sendable {
    /// Sorted, with gaps between them.
    private(set) var intervals: [ClosedRange<UInt64>] = []
    /// The index of the one that was last added to.
    private var current = 0
    private let limit: Int
    /// Whether intervals were joined for want of room: then there are more gaps than are told.
    private(set) var isCapped = false

    init(limit: Int) { self.limit = limit }

    /// Numbers between the first and the last that were not seen.
    var missing: UInt64 {
        zip(intervals, intervals.dropFirst()).reduce(0) { $0 &+ ($1.1.lowerBound - $1.0.upperBound - 1) }
    }

    @inline(__always)
    mutating func insert(_ number: UInt64) {
        if current < intervals.count {
            let here = intervals[current]
            if here.contains(number) { return }
            let isFree = current + 1 == intervals.count || number + 1 < intervals[current + 1].lowerBound
            if number == here.upperBound &+ 1, isFree {
                intervals[current] = here.lowerBound...number
                return
            }
        }
        insert(number...number)
    }

    mutating func merge(_ other: SerialLedger) {
        for interval in other.intervals { insert(interval) }
        isCapped = isCapped || other.isCapped
    }

    mutating func insert(_ new: ClosedRange<UInt64>) {
        // The first that ends at or behind the number before the new one.
        var (low, high) = (0, intervals.count)
        while low < high {
            let middle = (low + high) / 2
            if intervals[middle].upperBound < new.lowerBound, new.lowerBound - intervals[middle].upperBound > 1 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var end = low
        var joined = new
        while end < intervals.count, touches(intervals[end], joined) {
            joined =
                min(joined.lowerBound, intervals[end].lowerBound)...max(joined.upperBound, intervals[end].upperBound)
            end += 1
        }
        intervals.replaceSubrange(low..<end, with: [joined])
        current = low
        if intervals.count > limit { join() }
    }

    private func touches(_ left: ClosedRange<UInt64>, _ right: ClosedRange<UInt64>) -> Bool {
        let (first, second) = left.lowerBound <= right.lowerBound ? (left, right) : (right, left)
        return second.lowerBound <= first.upperBound || second.lowerBound - first.upperBound == 1
    }

    /// Makes room by forgetting the first gap.
    private mutating func join() {
        isCapped = true
        intervals.replaceSubrange(0..<2, with: [intervals[0].lowerBound...intervals[1].upperBound])
        current = intervals.count - 1
    }
}
