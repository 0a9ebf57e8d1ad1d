/// One attempt at a difference: the glob's steps, kept nondeterministic, walked together with the exceptions'
/// automaton.
///
/// A state is a step of the glob and a state of the exceptions. From each it is known whether names that are left, and
/// names that are excepted, can still follow. Where nothing excepted can follow, the rest of the glob is written as it
/// is; where nothing is left, nothing is written; what is between is walked further, byte set by byte set. A loop of
/// the
/// glob in which the exceptions' state stays the same is written as the star it is. Any other cycle cannot be written.
/// Walked from the end (`isReversed`), names are read backwards: so `*.conf` can be excepted.
struct Front {
    struct State: Hashable {
        let step: Int
        let exceptions: Int
    }

    enum Verdict {
        /// All that follows is left.
        case whole
        /// Nothing that follows is left.
        case nothing
        case mixed
    }

    let kind: GlobKind
    let program: Program
    let exceptions: Determinised
    let classes: ByteClasses
    let isReversed: Bool
    let limits: AutomatonLimits
    private(set) var verdicts: [State: Verdict] = [:]
    /// The states that no `/` can follow, as each name there ends in one already.
    private(set) var slashless: Set<State> = []

    init(_ glob: Glob, _ exceptions: [Glob], _ isReversed: Bool, _ limits: AutomatonLimits) throws(Indivisible) {
        kind = glob.kind
        self.isReversed = isReversed
        self.limits = limits
        program = isReversed ? glob.program.reversed : glob.program
        let others = exceptions.map { isReversed ? $0.program.reversed : $0.program }
        classes = ByteClasses([program] + others)
        do {
            self.exceptions = try Determinised(others, classes: classes, limits: limits)
            (verdicts, slashless) = try Survey(self).verdicts()
        } catch {
            throw Indivisible.undecided(nil)
        }
    }

    var start: State { State(step: 0, exceptions: exceptions.start) }

    /// Where a state goes without reading a byte.
    func silentTargets(_ state: State) -> [State] {
        guard state.step < program.end else { return [] }
        switch program.steps[state.step] {
        case .one: return []
        case .loop: return [State(step: state.step + 1, exceptions: state.exceptions)]
        case .open, .comma, .close:
            return program.jumps[state.step].map { State(step: Int($0), exceptions: state.exceptions) }
        }
    }

    /// The state after a byte of a class, if the glob takes it here.
    func target(_ state: State, _ letter: Int) throws(Exhausted) -> State? {
        guard state.step < program.end, let set = program.consumed(by: program.steps[state.step]),
            set.contains(classes.representatives[letter])
        else { return nil }
        if classes.representatives[letter] == Byte.slash, slashless.contains(state) { return nil }
        let next = try exceptions.next(state.exceptions, letter)
        if case .loop = program.steps[state.step] { return State(step: state.step, exceptions: next) }
        return State(step: state.step + 1, exceptions: next)
    }

    /// The globs that are left, or why they cannot be said.
    func pieces() throws(Indivisible) -> [Glob] {
        var writer = Writer(front: self)
        var result: [Glob] = []
        for steps in try writer.write() {
            let tokens = Emission.tokens(isReversed ? Program.reversed(steps) : steps)
            do {
                result.append(try Glob(kind: kind, tokens: tokens, expanded: tokens))
            } catch {
                throw Indivisible.tooMany(nil)
            }
        }
        return result
    }
}

/// Works out the verdicts: a walk over all states and canonical paths, then back from what accepts.
private struct Survey {
    private struct Place: Hashable {
        let state: Front.State
        let frame: Frame.State
    }

    private let front: Front
    private let frame: Frame
    private var places: [Place] = []
    private var index: [Place: Int] = [:]
    /// The places that lead to each.
    private var sources: [[Int32]] = []

    init(_ front: Front) {
        self.front = front
        frame = Frame(kind: front.kind, isReversed: front.isReversed)
    }

    func verdicts() throws(Exhausted) -> ([Front.State: Front.Verdict], slashless: Set<Front.State>) {
        var survey = self
        try survey.explore()
        var left: [Int] = []
        var excepted: [Int] = []
        for (number, place) in survey.places.enumerated()
        where place.state.step == front.program.end && frame.accepts(place.frame) {
            if front.exceptions.accepts(place.state.exceptions) { excepted.append(number) } else { left.append(number) }
        }
        let canLeave = survey.back(from: left)
        let canExcept = survey.back(from: excepted)
        var flags: [Front.State: (left: Bool, excepted: Bool)] = [:]
        for (number, place) in survey.places.enumerated() {
            let old = flags[place.state] ?? (false, false)
            flags[place.state] = (old.left || canLeave[number], old.excepted || canExcept[number])
        }
        let slashed = survey.places.filter { frame.next($0.frame, Byte.slash) != nil }.map(\.state)
        let verdicts = flags.mapValues { $0.left ? ($0.excepted ? Front.Verdict.mixed : .whole) : .nothing }
        return (verdicts, Set(flags.keys).subtracting(slashed))
    }

    private mutating func explore() throws(Exhausted) {
        try add(Place(state: front.start, frame: frame.start), from: nil)
        var number = 0
        while number < places.count {
            let place = places[number]
            for state in front.silentTargets(place.state) {
                try add(Place(state: state, frame: place.frame), from: number)
            }
            for letter in 0..<front.classes.count {
                guard let next = frame.next(place.frame, front.classes.representatives[letter]),
                    let state = try front.target(place.state, letter)
                else { continue }
                try add(Place(state: state, frame: next), from: number)
            }
            number += 1
        }
    }

    private mutating func add(_ place: Place, from source: Int?) throws(Exhausted) {
        let number: Int
        if let known = index[place] {
            number = known
        } else {
            guard places.count < front.limits.states else { throw Exhausted() }
            number = places.count
            index[place] = number
            places.append(place)
            sources.append([])
        }
        if let source, sources[number].last != Int32(source) { sources[number].append(Int32(source)) }
    }

    private func back(from targets: [Int]) -> [Bool] {
        var reached = [Bool](repeating: false, count: places.count)
        var pending = targets
        for target in targets { reached[target] = true }
        while let target = pending.popLast() {
            for source in sources[target] where !reached[Int(source)] {
                reached[Int(source)] = true
                pending.append(Int(source))
            }
        }
        return reached
    }
}

extension Program {
    /// The program that matches the same names read from their end.
    var reversed: Program { Program(Self.reversed(steps)) }

    static func reversed(_ steps: [Step]) -> [Step] {
        steps.reversed().map { step in
            switch step {
            case .open: .close
            case .close: .open
            case .one, .loop, .comma: step
            }
        }
    }

    /// The steps from one on, out of the alternatives in which it stands.
    func suffix(from start: Int) -> [Step] {
        var result: [Step] = []
        var depth = 0
        var index = start
        while index < end {
            switch steps[index] {
            case .open: depth += 1
            case .close:
                depth -= 1
                if depth < 0 {
                    depth = 0
                    index += 1
                    continue
                }
            case .comma where depth == 0:
                index = jumps[index].first.map(Int.init) ?? end
                continue
            case .comma, .one, .loop: break
            }
            result.append(steps[index])
            index += 1
        }
        return result
    }
}
