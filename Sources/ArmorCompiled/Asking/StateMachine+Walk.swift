/// The walk without checks: it is what every answer and every difference consists of, and the checks that
/// it leaves out were made once, in `StateMachine.read`. There every state that is named anywhere, as start, default or
/// target, is below `states.count`, and every base plus any letter below `cells.count`; chains of defaults end.
extension StateMachine {
    /// The state after these bytes.
    package func walk(_ bytes: some Collection<UInt8>, from start: UInt32 = 1) -> UInt32 {
        guard start < states.count else { return Self.dead }
        let contiguous = bytes.withContiguousStorageIfAvailable { unsafe walk($0, from: start) }
        return unsafe contiguous ?? Array(bytes).withUnsafeBufferPointer { unsafe walk($0, from: start) }
    }

    /// The state after one letter of `classes`; the dead one for a state that there is not.
    package func next(_ state: UInt32, letter: UInt8) -> UInt32 {
        guard state < states.count else { return Self.dead }
        return unsafe states.withUnsafeBufferPointer { states in
            unsafe cells.withUnsafeBufferPointer { cells in
                unsafe Self.step(state, letter, states, cells)
            }
        }
    }

    /// Adds a row of the states after each of these letters; dead ones for a state that there is not.
    func appendRow(of state: UInt32, _ letters: [UInt8], to rows: inout LetterRows) {
        defer { rows.endRow() }
        var last = Int32(bitPattern: Self.dead)
        if state < states.count {
            unsafe states.withUnsafeBufferPointer { states in
                unsafe cells.withUnsafeBufferPointer { cells in
                    for index in letters.indices {
                        let target = Int32(bitPattern: unsafe Self.step(state, letters[index], states, cells))
                        if target != last, index > 0 { rows.append(last, upTo: UInt16(index)) }
                        last = target
                    }
                }
            }
        }
        rows.append(last, upTo: UInt16(letters.count))
    }

    private func walk(_ bytes: UnsafeBufferPointer<UInt8>, from start: UInt32) -> UInt32 {
        unsafe states.withUnsafeBufferPointer { states in
            unsafe cells.withUnsafeBufferPointer { cells in
                unsafe classes.withUnsafeBufferPointer { classes in
                    var state = start
                    for index in 0..<bytes.count {
                        state = unsafe Self.step(state, classes[Int(bytes[index])], states, cells)
                    }
                    return state
                }
            }
        }
    }

    @inline(__always)
    private static func step(
        _ start: UInt32,
        _ letter: UInt8,
        _ states: UnsafeBufferPointer<UInt64>,
        _ cells: UnsafeBufferPointer<UInt64>
    ) -> UInt32 {
        var state = start
        while true {
            // In a release build the subscript of an unsafe buffer is not checked; `read` has made sure of it.
            let word = unsafe states[Int(state)]
            let cell = unsafe cells[Int((word >> 32) & 0xff_ffff) + Int(letter)]
            if UInt32(truncatingIfNeeded: cell >> 32) == state { return UInt32(truncatingIfNeeded: cell) }
            state = UInt32(truncatingIfNeeded: word)
            if word >> 63 == 0 { return state }
        }
    }
}
