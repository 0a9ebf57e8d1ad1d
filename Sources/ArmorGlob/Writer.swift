/// Writes what a `Front` leaves as sequences of steps.
struct Writer {
    private typealias Step = Program.Step

    private let front: Front
    private var results: [[Program.Step]] = []
    /// The states whose paths are being followed: meeting one again is a cycle.
    private var path: Set<Front.State> = []

    init(front: Front) { self.front = front }

    mutating func write() throws(Indivisible) -> [[Program.Step]] {
        switch front.verdicts[front.start] ?? .nothing {
        case .nothing: return []
        case .whole: return [front.program.steps]
        case .mixed: try follow(front.start, prefix: [])
        }
        return results
    }

    /// Writes what is left from a mixed state on, behind a prefix: one glob of what ends the mixture here, then those
    /// behind each byte set that prolongs it.
    private mutating func follow(_ state: Front.State, prefix: [Program.Step]) throws(Indivisible) {
        guard path.insert(state).inserted else { throw Indivisible.inexpressible(nil) }
        defer { path.remove(state) }
        var prefix = prefix
        if let loop = try stay(state) { prefix.append(loop) }
        var exits = Exits()
        try collect(state, isFirst: true, into: &exits)
        if !exits.leaves.isEmpty {
            guard results.count < front.limits.globs else { throw Indivisible.tooMany(nil) }
            results.append(prefix + Alternation.of(exits.leaves))
        }
        for target in exits.silent { try follow(target, prefix: prefix) }
        for target in exits.order {
            try follow(target, prefix: prefix + [.one(exits.bytes[target, default: ByteSet()])])
        }
    }

    /// What goes out of a state, those reached in silence included.
    private struct Exits {
        var leaves: [[Program.Step]] = []
        /// The mixed states reached without a byte that begin with a star.
        var silent: [Front.State] = []
        /// The mixed states behind byte sets, in order, and by which bytes.
        var order: [Front.State] = []
        var bytes: [Front.State: ByteSet] = [:]
        var seen: Set<Front.State> = []

        mutating func add(_ target: Front.State, by set: ByteSet) {
            if bytes[target] == nil { order.append(target) }
            bytes[target, default: ByteSet()].formUnion(set)
        }
    }

    private func collect(_ state: Front.State, isFirst: Bool, into exits: inout Exits) throws(Indivisible) {
        guard exits.seen.insert(state).inserted else { return }
        if !isFirst, try stay(state) != nil { return exits.silent.append(state) }
        for target in front.silentTargets(state) {
            switch front.verdicts[target] ?? .nothing {
            case .nothing: break
            case .whole: exits.leaves.append(front.program.suffix(from: target.step))
            case .mixed: try collect(target, isFirst: false, into: &exits)
            }
        }
        var whole = ByteSet()
        var rest = 0
        for letter in 0..<front.classes.count {
            guard let target = try next(state, letter), target != state else { continue }
            rest = target.step
            switch front.verdicts[target] ?? .nothing {
            case .nothing: break
            case .whole: whole.formUnion(front.classes.members[letter])
            case .mixed: exits.add(target, by: front.classes.members[letter])
            }
        }
        if !whole.isEmpty { exits.leaves.append([.one(whole)] + front.program.suffix(from: rest)) }
    }

    /// The star with which a state stays in itself, if it does; a failure if it does so by other bytes than a star's.
    private func stay(_ state: Front.State) throws(Indivisible) -> Program.Step? {
        guard state.step < front.program.end, case .loop = front.program.steps[state.step] else { return nil }
        var set = ByteSet()
        for letter in 0..<front.classes.count where try next(state, letter) == state {
            set.formUnion(front.classes.members[letter])
        }
        if set.isEmpty { return nil }
        if set == .withinComponent { return .loop(deep: false) }
        if set == .all { return .loop(deep: true) }
        throw Indivisible.inexpressible(nil)
    }

    private func next(_ state: Front.State, _ letter: Int) throws(Indivisible) -> Front.State? {
        do {
            return try front.target(state, letter)
        } catch {
            throw Indivisible.undecided(nil)
        }
    }
}

/// Puts alternatives together.
enum Alternation {
    /// Steps that match what any of the alternatives does: byte sets before the same rest joined, a common end
    /// factored.
    static func of(_ alternatives: [[Program.Step]]) -> [Program.Step] {
        let unique = joiningSets(alternatives)
        guard unique.count > 1, let first = unique.first else { return unique.first ?? [] }
        var common = 0
        while let step = first.dropLast(common).last, case .one = step,
            unique.allSatisfy({ $0.dropLast(common).last == step })
        {
            common += 1
        }
        var result: [Program.Step] = [.open]
        for (index, alternative) in unique.enumerated() {
            if index > 0 { result.append(.comma) }
            result.append(contentsOf: alternative.dropLast(common))
        }
        return result + [.close] + first.suffix(common)
    }

    private static func joiningSets(_ alternatives: [[Program.Step]]) -> [[Program.Step]] {
        var order: [[Program.Step]] = []
        var sets: [[Program.Step]: ByteSet] = [:]
        for alternative in alternatives {
            guard case .one(let set) = alternative.first else {
                if !order.contains(alternative) { order.append(alternative) }
                continue
            }
            let rest = Array(alternative.dropFirst())
            let key = [.comma] + rest
            if sets[key] == nil { order.append(key) }
            sets[key, default: ByteSet()].formUnion(set)
        }
        return order.map { entry in
            guard let set = sets[entry] else { return entry }
            return [.one(set)] + entry.dropFirst()
        }
    }
}
