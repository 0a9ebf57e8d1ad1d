/// Texts by how they begin: finds those of which one is the beginning of the other, without looking at the rest.
struct PrefixIndex {
    /// In ascending order, so that those that begin alike stand together.
    private let sorted: [(prefix: [UInt8], place: Int)]
    private let places: [[UInt8]: [Int]]
    private let lengths: Set<Int>

    init(_ prefixes: [[UInt8]]) {
        sorted = prefixes.enumerated().map { ($1, $0) }.sorted { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        places = Dictionary(grouping: prefixes.indices) { prefixes[$0] }
        lengths = Set(prefixes.map(\.count))
    }

    /// The places of all texts that begin with this one or are its beginning, ascending.
    func meeting(_ text: [UInt8]) -> [Int] {
        var found: [Int] = []
        for length in lengths where length < text.count { found += places[Array(text[..<length])] ?? [] }
        var next = firstNotBefore(text)
        while next < sorted.count, sorted[next].prefix.starts(with: text) {
            found.append(sorted[next].place)
            next += 1
        }
        return found.sorted()
    }

    private func firstNotBefore(_ text: [UInt8]) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].prefix.lexicographicallyPrecedes(text) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
