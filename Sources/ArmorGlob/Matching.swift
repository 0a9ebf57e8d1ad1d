extension Glob {
    /// Whether the glob matches exactly this name. Takes time proportional to the product of both lengths at worst.
    package func matches(_ path: [UInt8]) -> Bool {
        let prefix = program.prefix
        guard path.starts(with: prefix) else { return false }
        if prefix.count == program.end { return path.count == prefix.count }
        var run = Run(program, from: prefix.count)
        for byte in path[prefix.count...] where !run.step(byte) { return false }
        return run.isAccepting
    }
}

/// The states that a program can be in, as a path is read.
private struct Run {
    private let program: Program
    private var current: [Int32] = []
    private var next: [Int32] = []
    /// In which round each state was entered last.
    private var entered: [Int32]
    private var round: Int32 = 1
    private var pending: [Int32] = []

    init(_ program: Program, from start: Int) {
        self.program = program
        entered = Array(repeating: 0, count: program.end + 1)
        enter(Int32(start))
        swap(&current, &next)
    }

    var isAccepting: Bool { current.contains(Int32(program.end)) }

    /// Reads a byte; false if no state is left.
    mutating func step(_ byte: UInt8) -> Bool {
        round += 1
        next.removeAll(keepingCapacity: true)
        for state in current where state < program.end {
            switch program.steps[Int(state)] {
            case .one(let set): if set.contains(byte) { enter(state + 1) }
            case .loop(let deep): if byte != 0, deep || byte != Byte.slash { enter(state) }
            case .open, .comma, .close: break
            }
        }
        swap(&current, &next)
        return !current.isEmpty
    }

    /// Adds a state and those reached from it without reading.
    private mutating func enter(_ state: Int32) {
        pending.append(state)
        while let state = pending.popLast() {
            guard entered[Int(state)] != round else { continue }
            entered[Int(state)] = round
            guard state < program.end else {
                next.append(state)
                continue
            }
            switch program.steps[Int(state)] {
            case .one: next.append(state)
            case .loop:
                next.append(state)
                pending.append(state + 1)
            case .open, .comma, .close: pending.append(contentsOf: program.jumps[Int(state)])
            }
        }
    }
}
