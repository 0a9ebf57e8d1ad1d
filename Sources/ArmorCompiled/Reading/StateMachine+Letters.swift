extension StateMachine {
    /// The letters of a machine that was compiled without classes, in time linear in its tables.
    static func letters(_ states: [UInt64], _ cells: [UInt64]) -> [UInt8] {
        var marks = [UInt64](repeating: 0, count: 256)
        for (index, cell) in cells.enumerated() {
            let owner = Int(cell >> 32)
            let byte = index - Int(states[owner] >> 32 & 0xff_ffff)
            guard 0..<256 ~= byte else { continue }
            marks[byte] &+= mixed(UInt64(owner) << 32 | cell & 0xffff_ffff)
        }
        var names: [UInt64: UInt8] = [:]
        let letters = marks.map { mark -> UInt8 in
            let name = names[mark] ?? UInt8(truncatingIfNeeded: names.count)
            names[mark] = name
            return name
        }
        // Equal sums may be chance, or made on purpose: only what is seen to hold is used.
        return holds(letters, states, cells) ? letters : Array(0...255)
    }

    /// Whether in each state all bytes of a letter have a transition of their own, to the same state, or none has.
    private static func holds(_ letters: [UInt8], _ states: [UInt64], _ cells: [UInt64]) -> Bool {
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

    /// Spreads the bits of a number (the finalizer of SplitMix64).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
