/// Texts by how they begin: finds those of which one is the beginning of the other, without looking at the rest.
struct PrefixIndex {
    /// In ascending order, so that those that begin alike stand together.
    private let sorted: [(prefix: [UInt8], place: Int)]
    /// Of the texts, each once.
    private let lengths: [Int]

    init(_ prefixes: [[UInt8]]) {
        sorted = prefixes.enumerated().map { ($1, $0) }.sorted { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        lengths = Set(prefixes.map(\.count)).sorted()
    }

    /// The places of all texts that begin with this one or are its beginning, ascending.
    func meeting(_ text: [UInt8]) -> [Int] {
        var found: [Int] = []
        for length in lengths where length < text.count {
            let beginning = Array(text[..<length])
            collect(beginning, &found) { $0 == beginning }
        }
        collect(text, &found) { $0.starts(with: text) }
        return found.sorted()
    }

    /// Adds the places of the texts from this one on, as long as they go with it.
    private func collect(_ text: [UInt8], _ found: inout [Int], while goes: ([UInt8]) -> Bool) {
        var next = firstNotBefore(text)
        while next < sorted.count, goes(sorted[next].prefix) {
            found.append(sorted[next].place)
            next += 1
        }
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
