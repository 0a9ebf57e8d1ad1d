extension StateMachine {
    /// The automaton of a single name: its last state accepts it.
    ///
    /// - Parameter name: at most a profile's name, 65,535 bytes.
    static func literal(_ name: [UInt8]) -> StateMachine {
        // Each byte of the name is a class of its own, and class 0 is every other byte.
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for byte in name where classes[Int(byte)] == 0 {
            // A name of all 256 bytes has no other byte; NUL, which no name holds, keeps class 0.
            guard count < 256 else { break }
            classes[Int(byte)] = UInt8(count)
            count += 1
        }
        let size = name.count + 2
        // State 1 is the start, state i + 1 follows byte i. Each has a row of `count` cells.
        var cells = [UInt64](repeating: 0, count: size * count + 256)
        for (index, byte) in name.enumerated() {
            let state = index + 1
            cells[state * count + Int(classes[Int(byte)])] = UInt64(state) << 32 | UInt64(state + 1)
        }
        return StateMachine(
            states: (0..<size).map { UInt64($0 * count) << 32 },
            cells: cells,
            classes: classes,
            letters: classes,
            accept: [UInt32](repeating: 0, count: size),
            accept2: nil,
            deepestChain: 1
        )
    }
}
