extension StateMachine {
    /// The automaton of the names below some folders: a state of `ends` is reached by a folder's own path and kept by
    /// everything below it. The dead state is reached by every name that is neither below one of them nor the beginning of
    /// one of their paths.
    ///
    /// - Parameter folders: paths with their final slash, each at most as long as a name that is asked about.
    static func folders(_ folders: [[UInt8]]) -> (machine: StateMachine, ends: [UInt32]) {
        // Each byte of the paths is a class of its own, and class 0 is every other byte.
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for byte in folders.joined() where classes[Int(byte)] == 0 && count < 256 {
            classes[Int(byte)] = UInt8(count)
            count += 1
        }
        // State 0 is the dead one, 1 the start. Each has a row of `count` targets.
        var targets = [[UInt32]](repeating: [UInt32](repeating: dead, count: count), count: 2)
        var ends: [UInt32] = []
        for folder in folders {
            var state = 1
            for byte in folder where !ends.contains(UInt32(state)) {
                let letter = Int(classes[Int(byte)])
                if targets[state][letter] == dead {
                    targets[state][letter] = UInt32(targets.count)
                    targets.append([UInt32](repeating: dead, count: count))
                }
                state = Int(targets[state][letter])
            }
            targets[state] = [UInt32](repeating: UInt32(state), count: count)
            ends.append(UInt32(state))
        }
        var cells = targets.enumerated().flatMap { state, row in row.map { UInt64(state) << 32 | UInt64($0) } }
        cells += [UInt64](repeating: 0, count: 256)
        let machine = StateMachine(
            states: targets.indices.map { UInt64($0 * count) << 32 },
            cells: cells,
            classes: classes,
            letters: classes,
            accept: [UInt32](repeating: 0, count: targets.count),
            accept2: nil,
            deepestChain: 1
        )
        return (machine, ends)
    }
}
