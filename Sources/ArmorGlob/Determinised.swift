/// How much work a question may cost.
package struct AutomatonLimits: Sendable, Hashable {
    /// States of one automaton, and of the product of several.
    package var states: Int
    /// Globs that a subtraction may give.
    package var globs: Int

    package init(states: Int = 200_000, globs: Int = 2_000) {
        self.states = states
        self.globs = globs
    }
}

/// A limit was reached: the question stays open.
struct Exhausted: Error {}

/// The union of several programs as a deterministic automaton, made as far as it is asked for.
final class Determinised {
    /// The state from which nothing is accepted: no program has a state left.
    static let dead = 0
    /// The state before the first byte.
    private(set) var start: Int

    private let programs: [Program]
    /// Where each program's states begin in the joint numbering; one more at the end.
    private let bases: [Int32]
    private let classes: ByteClasses
    private let limit: Int
    private var sets: [[Int32]] = []
    private var names: [[Int32]: Int] = [:]
    private var accepting: [Bool] = []
    /// For each state and class the next state, −1 where it has not been asked for.
    private var table: [Int32] = []
    private var entered: [UInt32]
    private var round: UInt32 = 0

    init(_ programs: [Program], classes: ByteClasses, limits: AutomatonLimits) throws(Exhausted) {
        self.programs = programs
        self.classes = classes
        limit = limits.states
        var bases: [Int32] = [0]
        for program in programs { bases.append((bases.last ?? 0) + Int32(program.end + 1)) }
        self.bases = bases
        entered = Array(repeating: 0, count: Int(bases.last ?? 0))
        sets = [[]]
        names = [[]: 0]
        accepting = [false]
        table = Array(repeating: 0, count: classes.count)
        start = 0
        let first = closure(bases.dropLast())
        start = try name(first)
    }

    func accepts(_ state: Int) -> Bool { accepting[state] }

    /// The state after a byte of a class.
    func next(_ state: Int, _ letter: Int) throws(Exhausted) -> Int {
        let cell = state * classes.count + letter
        if table[cell] >= 0 { return Int(table[cell]) }
        let byte = classes.representatives[letter]
        var moved: [Int32] = []
        var index = 0
        for place in sets[state] {
            while place >= bases[index + 1] { index += 1 }
            let local = Int(place - bases[index])
            let program = programs[index]
            guard local < program.end, let set = program.consumed(by: program.steps[local]), set.contains(byte) else {
                continue
            }
            if case .loop = program.steps[local] { moved.append(place) } else { moved.append(place + 1) }
        }
        let target = try name(closure(moved))
        table[cell] = Int32(target)
        return target
    }

    private func name(_ set: [Int32]) throws(Exhausted) -> Int {
        if let known = names[set] { return known }
        guard sets.count < limit, table.count < limit &* 64 else { throw Exhausted() }
        names[set] = sets.count
        sets.append(set)
        accepting.append(
            set.contains { place in
                let index = bases.lastIndex { $0 <= place } ?? 0
                return Int(place - bases[index]) == programs[index].end
            }
        )
        table.append(contentsOf: repeatElement(-1, count: classes.count))
        return sets.count - 1
    }

    /// These states and all that are reached without a byte, those alone that read or accept, ascending.
    private func closure(_ places: some Sequence<Int32>) -> [Int32] {
        round += 1
        var pending = Array(places)
        var result: [Int32] = []
        while let place = pending.popLast() {
            guard entered[Int(place)] != round else { continue }
            entered[Int(place)] = round
            let index = (bases.lastIndex { $0 <= place }) ?? 0
            let local = Int(place - bases[index])
            guard local < programs[index].end else {
                result.append(place)
                continue
            }
            switch programs[index].steps[local] {
            case .one: result.append(place)
            case .loop:
                result.append(place)
                pending.append(place + 1)
            case .open, .comma, .close:
                for target in programs[index].jumps[local] { pending.append(target + bases[index]) }
            }
        }
        return result.sorted()
    }
}
