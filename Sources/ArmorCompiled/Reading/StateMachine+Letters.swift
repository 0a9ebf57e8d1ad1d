extension StateMachine {
    /// The letter of each byte, for questions about sets of names: bytes of one letter have the same transitions in every
    /// state. A machine that was compiled without classes has its bytes compared, in time linear in its tables.
    func letters() -> [UInt8] {
        if hasClasses { return classes }
        var marks = [UInt64](repeating: 0, count: 256)
        forEachTransition { state, byte, target in
            marks[byte] &+= Self.mixed(UInt64(state) << 32 | UInt64(target))
        }
        var names: [UInt64: UInt8] = [:]
        let letters = marks.map { mark -> UInt8 in
            let name = names[mark] ?? UInt8(truncatingIfNeeded: names.count)
            names[mark] = name
            return name
        }
        // Equal sums may be chance, or made on purpose: only what is seen to hold is used.
        return holds(letters) ? letters : classes
    }

    /// Whether in each state all bytes of a letter have a transition of their own, to the same state, or none has.
    private func holds(_ letters: [UInt8]) -> Bool {
        var sizes = [Int](repeating: 0, count: 256)
        for letter in letters { sizes[Int(letter)] += 1 }
        var targets = [UInt32](repeating: 0, count: 256)
        var counts = [Int](repeating: 0, count: 256)
        for (state, word) in states.enumerated() {
            let base = Int(word >> 32 & 0xff_ffff)
            var touched: [Int] = []
            for byte in 0..<256 where cells[base + byte] >> 32 == state {
                let letter = Int(letters[byte])
                let target = UInt32(truncatingIfNeeded: cells[base + byte])
                if counts[letter] == 0 {
                    touched.append(letter)
                    targets[letter] = target
                }
                guard targets[letter] == target else { return false }
                counts[letter] += 1
            }
            for letter in touched {
                guard counts[letter] == sizes[letter] else { return false }
                counts[letter] = 0
            }
        }
        return true
    }

    private func forEachTransition(_ body: (Int, Int, UInt32) -> Void) {
        for (index, cell) in cells.enumerated() {
            let owner = Int(cell >> 32)
            let byte = index - Int(states[owner] >> 32 & 0xff_ffff)
            if 0..<256 ~= byte { body(owner, byte, UInt32(truncatingIfNeeded: cell)) }
        }
    }

    /// Spreads the bits of a number (the finalizer of SplitMix64).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
