/// Rows of transitions, one behind another. Most letters lead to where the one before them leads, so that a row is kept as
/// few runs of letters.
struct LetterRows {
    /// Letters beside each other that lead to one place.
    struct Run: Equatable {
        let target: Int32
        /// The first of them.
        let begin: UInt16
        /// The letter behind the last of them.
        fileprivate(set) var end: UInt16

        var letters: Range<Int> { Int(begin)..<Int(end) }
    }

    private(set) var runs: [Run] = []
    /// Where each row begins, and where the one that is being written does.
    private var begins: [Int32] = [0]

    /// How many rows are complete.
    var count: Int { begins.count - 1 }

    /// Where in `runs` those of a row are.
    func range(_ row: Int) -> Range<Int> { Int(begins[row])..<Int(begins[row + 1]) }

    /// The runs of a row. To read them in place, by `range`, costs less where many rows are read.
    subscript(row: Int) -> ArraySlice<Run> { runs[range(row)] }

    /// Lets the row that is being written go on, up to a letter and without it.
    mutating func append(_ target: Int32, upTo end: UInt16) {
        let last = runs.count - 1
        guard last >= begins[begins.count - 1] else { return runs.append(Run(target: target, begin: 0, end: end)) }
        if runs[last].target == target {
            runs[last].end = end
        } else {
            runs.append(Run(target: target, begin: runs[last].end, end: end))
        }
    }

    /// Completes the row that is being written.
    mutating func endRow() { begins.append(Int32(runs.count)) }

    /// A number that is the same for equal rows.
    func mark(_ row: Int) -> Int {
        var mark: UInt64 = 0
        for run in self[row] {
            mark = (mark ^ UInt64(UInt32(bitPattern: run.target)) << 16 ^ UInt64(run.end)) &* 0x9E37_79B9_7F4A_7C15
            mark ^= mark >> 29
        }
        return Int(truncatingIfNeeded: mark)
    }

    /// Begins again with no row.
    mutating func removeAll() {
        runs.removeAll(keepingCapacity: true)
        begins.removeAll(keepingCapacity: true)
        begins.append(0)
    }
}
