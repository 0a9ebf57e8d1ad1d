/// What questions of one kind look like, as a small automaton: only what a kernel would ask is walked, so that what differs
/// or is found elsewhere is of no account.
struct Shape: Sendable {
    enum Part: Sendable {
        /// A canonical path: a leading `/`, no `//`, no component `.` or `..`, no NUL.
        case path
        /// Any bytes but NUL, none of them too.
        case text
        /// The same, at least one.
        case word
        /// One byte of these.
        case one(of: [UInt8])
        /// The address of a unix socket: 1 for none, a NUL and a name, or a path.
        case address
        /// Bytes 1 to 32, each at most once, ascending: the flags of a mount.
        case flags
    }

    /// The state that follows; `none` where no question goes on so.
    private(set) var table: [UInt8] = []
    private(set) var isAccepting: [Bool] = []
    /// Which texts are paths, where NULs alone divide the texts.
    let paths: [Bool]
    /// How many single bytes the first text begins with that are no text: a signal's number.
    let codes: Int
    static let none: UInt8 = 255
    static let start: UInt8 = 0

    /// The parts one after another, with a NUL between them if they are separated.
    init(_ parts: [Part], separated: Bool = true) {
        codes = separated ? 0 : parts.prefix { if case .one(let set) = $0 { !set.contains(0) } else { false } }.count
        paths = separated ? parts.map { if case .path = $0 { true } else { false } } : []
        addState()
        var ends: [UInt8] = [Self.start]
        for (index, part) in parts.enumerated() {
            if index > 0, separated {
                let behind = addState()
                for end in ends { table[Int(end) * 256] = behind }
                ends = [behind]
            }
            ends = append(part, behind: ends)
        }
        for end in ends { isAccepting[Int(end)] = true }
    }

    /// For each state, whether the NUL that may follow it begins the last text.
    var isBeforeLastText: [Bool] {
        let last = lastTexts
        return isAccepting.indices.map { state in
            let next = table[state * 256]
            return next != Self.none && last[Int(next)]
        }
    }

    /// Whether a byte ends one text and begins the next, where NULs alone divide them.
    func dividesTexts(_ from: UInt8, _ to: UInt8) -> Bool {
        !paths.isEmpty && table[Int(from) * 256] == to
    }

    func next(_ state: UInt8, _ byte: UInt8) -> UInt8 { table[Int(state) * 256 + Int(byte)] }

    /// The letter of each byte: bytes of one letter are alike to this shape.
    var letters: [UInt8] {
        var names = [UInt8](repeating: 0, count: 256)
        for state in isAccepting.indices { JointLetters.refine(&names, table[state * 256..<(state + 1) * 256]) }
        return names
    }

    @discardableResult
    private mutating func addState() -> UInt8 {
        table += [UInt8](repeating: Self.none, count: 256)
        isAccepting.append(false)
        return UInt8(isAccepting.count - 1)
    }

    private mutating func link(_ states: [UInt8], _ bytes: some Sequence<UInt8>, to target: UInt8) {
        for byte in bytes {
            for state in states { table[Int(state) * 256 + Int(byte)] = target }
        }
    }

    /// Adds a part behind states that all stand at its beginning; the states in which it may end.
    private mutating func append(_ part: Part, behind starts: [UInt8]) -> [UInt8] {
        let bytes = UInt8(1)...255
        switch part {
        case .path: return appendPath(behind: starts)
        case .text:
            let loop = addState()
            link(starts + [loop], bytes, to: loop)
            return starts + [loop]
        case .word:
            let loop = addState()
            link(starts + [loop], bytes, to: loop)
            return [loop]
        case .one(let set):
            let end = addState()
            link(starts, set, to: end)
            return [end]
        case .address:
            let anonymous = addState()
            link(starts, [1], to: anonymous)
            let name = addState()
            link(starts, [0], to: name)
            link([name], bytes, to: name)
            return [anonymous, name] + appendPath(behind: starts)
        case .flags:
            var ends = starts
            for flag in UInt8(1)...32 {
                let state = addState()
                link(ends, [flag], to: state)
                ends.append(state)
            }
            return ends
        }
    }

    private mutating func appendPath(behind starts: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let dot = UInt8(ascii: ".")
        let others = (UInt8(1)...255).filter { $0 != slash && $0 != dot }
        let begun = addState()
        let component = addState()
        let one = addState()
        let two = addState()
        link(starts + [component], [slash], to: begun)
        link([begun, one, two, component], others, to: component)
        link([begun], [dot], to: one)
        link([one], [dot], to: two)
        link([two, component], [dot], to: component)
        return [begun, component]
    }
}
