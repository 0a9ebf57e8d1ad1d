/// Numbers byte strings in the order in which they first come: an open-addressing table over an arena.
struct ByteTable: Sendable {
    private let hash: ByteHash
    private var arena = ByteArena()
    private var places: [ByteArena.Place] = []
    private var slots: HashSlots
    let limit: Int
    private let textLimit: Int
    /// The bytes of all strings.
    private(set) var text = 0

    /// - Parameters:
    ///   - limit: the most strings.
    ///   - text: the most bytes of all of them.
    init(_ hash: ByteHash, limit: Int, text: Int = .max) {
        self.hash = hash
        self.limit = limit
        textLimit = text
        slots = HashSlots()
    }

    var count: Int { places.count }

    /// The hash by which a string is found.
    @inline(__always)
    func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 { hash(text, range, with: 0) }

    /// Has the first slot of a hash near soon.
    @inline(__always)
    func approach(_ hash: UInt64) { slots.approach(hash) }

    /// Has the place of the string near soon that may be the one of a hash; its slot should be near.
    @inline(__always)
    func approachPlace(_ hash: UInt64) {
        if let number = slots.first(hash) { places.prefetch(number) }
    }

    /// Has the string near soon that may be the one of a hash; its place should be near.
    @inline(__always)
    func approachText(_ hash: UInt64) {
        if let number = slots.first(hash), number < places.count { arena.approach(places[number]) }
    }

    /// The number of a string that is in the table.
    @inline(__always)
    func find(_ text: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) -> Int? {
        var probe = slots.probe(hash)
        while let candidate = slots.next(&probe) {
            if arena.equals(places[candidate], text, range) { return candidate }
        }
        return nil
    }

    func bytes(_ number: Int) -> [UInt8] { arena.bytes(places[number]) }

    /// Adds a string to some bytes.
    func append(_ number: Int, to bytes: inout [UInt8]) {
        let place = places[number]
        bytes.append(arena.block(place).span, arena.range(place))
    }

    /// Whether one string comes before another, byte by byte.
    func precedes(_ left: Int, _ right: Int) -> Bool { arena.precedes(places[left], places[right]) }

    /// The number of a string, which is added if it is new; none where it is new and there is no room.
    @inline(__always)
    mutating func number(_ text: Span<UInt8>, _ range: Range<Int>) -> (number: Int, isNew: Bool)? {
        number(text, range, hash(text, range))
    }

    /// The same for a string whose hash is known.
    @inline(__always)
    mutating func number(_ text: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) -> (number: Int, isNew: Bool)? {
        if let number = find(text, range, hash) { return (number, false) }
        guard places.count < limit, range.count <= textLimit - self.text, let place = arena.add(text, range) else {
            return nil
        }
        self.text += range.count
        places.append(place)
        slots.insert(hash, places.count - 1)
        return (places.count - 1, true)
    }
}

/// Where numbered things are found by their hash: 32 bits of it and the number in one word, next to each other where they
/// meet. At most three quarters are in use.
struct HashSlots: Sendable {
    private var words: [UInt64] = [UInt64](repeating: 0, count: 64)
    private var used = 0

    struct Probe {
        fileprivate let tag: UInt64
        fileprivate var index: Int
    }

    @inline(__always)
    func probe(_ hash: UInt64) -> Probe {
        Probe(tag: hash >> 32, index: Int(truncatingIfNeeded: hash >> 32) & (words.count - 1))
    }

    /// Has the first place of a hash near soon.
    @inline(__always)
    func approach(_ hash: UInt64) { words.prefetch(Int(truncatingIfNeeded: hash >> 32) & (words.count - 1)) }

    /// The first thing whose hash is the same as far as is kept; none where there is none.
    @inline(__always)
    func first(_ hash: UInt64) -> Int? {
        var probe = probe(hash)
        return next(&probe)
    }

    /// The next thing whose hash is the same as far as is kept; none where there is no further one.
    @inline(__always)
    func next(_ probe: inout Probe) -> Int? {
        while true {
            let word = words[probe.index]
            if word == 0 { return nil }
            probe.index = (probe.index + 1) & (words.count - 1)
            if word >> 32 == probe.tag { return Int(word & 0xFFFF_FFFF) - 1 }
        }
    }

    /// Adds a number below 2^32 - 1.
    mutating func insert(_ hash: UInt64, _ number: Int) {
        if (used + 1) * 4 > words.count * 3 { grow() }
        put(hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1))
        used += 1
    }

    private mutating func put(_ word: UInt64) {
        var index = Int(truncatingIfNeeded: word >> 32) & (words.count - 1)
        while words[index] != 0 { index = (index + 1) & (words.count - 1) }
        words[index] = word
    }

    private mutating func grow() {
        let old = words
        words = [UInt64](repeating: 0, count: old.count * 2)
        for word in old where word != 0 { put(word) }
    }
}
