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
        var sizes = [Int32](repeating: 0, count: 256)
        for letter in letters { sizes[Int(letter)] += 1 }
        let (begins, order) = byOwner(states, cells)
        var targets = [UInt32](repeating: 0, count: 256)
        var counts = [Int32](repeating: 0, count: 256)
        for (state, word) in states.enumerated() {
            let base = Int(word >> 32 & 0xff_ffff)
            let own = order[Int(begins[state])..<Int(begins[state + 1])]
            for place in own {
                let letter = Int(letters[Int(place) - base])
                let target = UInt32(truncatingIfNeeded: cells[Int(place)])
                if counts[letter] == 0 { targets[letter] = target }
                guard targets[letter] == target else { return false }
                counts[letter] += 1
            }
            for place in own {
                let letter = Int(letters[Int(place) - base])
                guard counts[letter] == 0 || counts[letter] == sizes[letter] else { return false }
                counts[letter] = 0
            }
        }
        return true
    }

    /// The places of each state's own transitions one after another, and where each state's begin; one more at the end.
    private static func byOwner(_ states: [UInt64], _ cells: [UInt64]) -> (begins: [Int32], order: [Int32]) {
        func isOwn(_ index: Int, _ owner: Int) -> Bool {
            0..<256 ~= index - Int(states[owner] >> 32 & 0xff_ffff)
        }
        var begins = [Int32](repeating: 0, count: states.count + 1)
        for (index, cell) in cells.enumerated() where isOwn(index, Int(cell >> 32)) { begins[Int(cell >> 32) + 1] += 1 }
        for state in states.indices { begins[state + 1] += begins[state] }
        var next = begins
        var order = [Int32](repeating: 0, count: Int(begins.last ?? 0))
        for (index, cell) in cells.enumerated() where isOwn(index, Int(cell >> 32)) {
            let owner = Int(cell >> 32)
            order[Int(next[owner])] = Int32(index)
            next[owner] += 1
        }
        return (begins, order)
    }

    /// Spreads the bits of a number (the finalizer of SplitMix64).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
