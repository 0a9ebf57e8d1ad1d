/// The automaton of a profile's rules: bytes in, a state out, and two words that say what the state means.
///
/// The tables are those of apparmor_parser (a "notflex" table file, big-endian): `next` and `check` are shared by all states,
/// each of which finds its transitions from its `base` on and those that it has not at its `default`. What a machine must
/// hold to be walked without a further check is checked once, in `read`.
package struct StateMachine: Sendable, Equatable {
    /// For each state: its flag of differential encoding in bit 63, that of an out-of-band transition in bit 61, its base
    /// in bits 32–55, its default in bits 0–31.
    let states: [UInt64]
    /// For each transition: the state it belongs to in the high half, the state it leads to in the low one.
    let cells: [UInt64]
    /// The letter of each byte; the byte itself where the machine has no classes.
    let classes: [UInt8]
    /// The letter of each byte, for questions about sets of names: bytes of one letter have the same transitions in every
    /// state. Those of `classes`, or found by comparing the transitions.
    let letters: [UInt8]
    /// What each state means.
    let accept: [UInt32]
    /// More of what it means; none where the machine has no such table.
    let accept2: [UInt32]?
    /// The most states that one byte may lead through.
    let deepestChain: Int

    /// The state in which nothing matches any more.
    package static let dead: UInt32 = 0

    /// How many states there are, the dead one with them.
    package var count: Int { states.count }

    /// Reads a machine that lies in a compiled policy.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) throws(CompiledError) -> StateMachine {
        var tables = MachineTables(bytes, range)
        try tables.read()
        let base = try tables.require(.base)
        let defaults = try tables.require(.default)
        let check = try tables.require(.check)
        let next = try tables.require(.next)
        let accept = try tables.require(.accept)
        let broken = { (what: String) in CompiledError(.machine(what), at: range.lowerBound) }
        guard base.count > 1 else { throw broken("it has no start") }
        guard defaults.count == base.count, accept.count == base.count, check.count == next.count,
            tables[.accept2].map({ $0.count == base.count }) ?? true
        else { throw broken("its tables differ in length") }

        let count = UInt32(base.count)
        var states: [UInt64] = []
        states.reserveCapacity(base.count)
        for index in base.indices {
            let word = base[index]
            let target = defaults[index]
            let first = word & 0xff_ffff
            guard word & 0x5f00_0000 == 0 else { throw broken("a state has an unknown flag") }
            guard Int(first) + 255 < next.count else { throw broken("a state's transitions are outside of the table") }
            guard word & 0x2000_0000 == 0 || first > 0 else { throw broken("an out-of-band transition is outside") }
            guard target < count else { throw broken("a default leads nowhere") }
            states.append(UInt64(word & 0xa0ff_ffff) << 32 | UInt64(target))
        }
        let cells = check.indices.map { UInt64(check[$0]) << 32 | UInt64(next[$0]) }
        guard check.allSatisfy({ $0 < count }), next.allSatisfy({ $0 < count }) else {
            throw broken("a transition leads nowhere")
        }
        guard let classes = Self.classes(tables) else { throw broken("its byte classes are no table of 256") }
        guard let depth = deepestChain(states) else { throw broken("its differential encoding runs in a circle") }
        return StateMachine(
            states: states,
            cells: cells,
            classes: classes,
            letters: tables[.classes] == nil ? letters(states, cells) : classes,
            accept: accept,
            accept2: tables[.accept2],
            deepestChain: depth
        )
    }

    private static func classes(_ tables: MachineTables) -> [UInt8]? {
        guard let table = tables[.classes] else { return Array(0...255) }
        guard table.count == 256, table.allSatisfy({ $0 < 256 }) else { return nil }
        return table.map(UInt8.init)
    }

    /// The longest chain of states that take over another's transitions; none where one does not end.
    private static func deepestChain(_ states: [UInt64]) -> Int? {
        // 0 not looked at, −1 on the chain that is being followed, else how many states there are to its end.
        var depths = [Int32](repeating: 0, count: states.count)
        var chain: [Int] = []
        var deepest: Int32 = 1
        for first in states.indices where depths[first] == 0 {
            var state = first
            while states[state] >> 63 == 1, depths[state] == 0 {
                depths[state] = -1
                chain.append(state)
                state = Int(states[state] & 0xffff_ffff)
            }
            if depths[state] < 0 { return nil }
            depths[state] = max(depths[state], 1)
            var depth = depths[state]
            while let member = chain.popLast() {
                depth += 1
                depths[member] = depth
            }
            deepest = max(deepest, depth)
        }
        return Int(deepest)
    }
}

/// The tables of a machine as they lie in its blob.
private struct MachineTables {
    enum Name: UInt32 {
        case accept = 1
        case base, check, `default`, classes
        case accept2 = 7
        case next
    }

    private static let magic: UInt32 = 0x1b5e_783d

    private let bytes: [UInt8]
    private let range: Range<Int>
    private var tables: [UInt32: [UInt32]] = [:]

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    subscript(name: Name) -> [UInt32]? { tables[name.rawValue] }

    func require(_ name: Name) throws(CompiledError) -> [UInt32] {
        guard let table = self[name] else {
            throw CompiledError(.machine("the table \"\(name)\" is missing"), at: range.lowerBound)
        }
        return table
    }

    mutating func read() throws(CompiledError) {
        let start = range.lowerBound
        guard range.count >= 24, word(start, 4) == Self.magic else {
            throw CompiledError(.machine("it does not begin as one"), at: start)
        }
        let header = Int(word(start + 4, 4))
        guard 14...range.count ~= header else { throw CompiledError(.machine("its head is too long"), at: start) }
        var offset = start + header
        while range.upperBound - offset >= 12 {
            let name = word(offset, 2)
            let width = Int(word(offset + 2, 2))
            let count = Int(word(offset + 8, 4))
            let known = Name(rawValue: name)
            guard width == 1 || width == 2 || width == 4, word(offset + 4, 4) == 0 else {
                throw CompiledError(.machine("a table's head is wrong"), at: offset)
            }
            guard count <= (range.upperBound - offset - 12) / width,
                let values = BigEndian.numbers(bytes, at: offset + 12, count: count, width: width)
            else { throw CompiledError(.machine("a table is cut off"), at: offset) }
            guard known != nil, tables[name] == nil else {
                throw CompiledError(.machine("a table is unknown or there twice"), at: offset)
            }
            tables[name] = values
            let size = 12 + count * width
            offset += (size + 7) / 8 * 8
        }
    }

    private func word(_ at: Int, _ width: Int) -> UInt32 {
        bytes[at..<at + width].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
