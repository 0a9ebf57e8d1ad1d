extension StateMachine {
    /// The state after an out-of-band transition, which no byte of input can take.
    ///
    /// apparmor_parser writes one before the value of each extended attribute in the automaton of an attachment, so that an
    /// attribute that is missing differs from one that is empty.
    ///
    /// - Returns: the dead state where the state has no such transition.
    func afterOutOfBand(_ start: UInt32) -> UInt32 {
        guard start < states.count, states[Int(start)] >> 61 & 1 == 1 else { return Self.dead }
        var state = start
        // `read` has made sure that chains of defaults end; the bound repeats it.
        for _ in 0...states.count {
            let word = states[Int(state)]
            let place = Int(word >> 32 & 0xff_ffff) - 1
            if cells.indices.contains(place), UInt32(truncatingIfNeeded: cells[place] >> 32) == state {
                return UInt32(truncatingIfNeeded: cells[place])
            }
            state = UInt32(truncatingIfNeeded: word)
            if word >> 63 == 0 { return state }
        }
        return Self.dead
    }
}
