import ArmorGlob

/// Globs with a NUL between each and the next: the texts of one query, each of them a set.
struct GlobSequence {
    static let dead: UInt32 = 0
    private let machines: [GlobMachine]
    /// The letter of each byte: bytes of one letter are alike to all of the globs.
    let letters: [UInt8]

    /// Nothing where one of the globs is too large.
    init?(_ globs: [Glob]) {
        var machines: [GlobMachine] = []
        for glob in globs {
            guard let machine = GlobMachine([glob]) else { return nil }
            machines.append(machine)
        }
        self.machines = machines
        var letters: [UInt8] = (0..<256).map { $0 == 0 ? 1 : 0 }
        for machine in machines { JointLetters.refine(&letters, machine.letters[...]) }
        self.letters = letters
    }

    var start: UInt32 { Self.name(0, machines.first?.start ?? 0) }

    func accepts(_ state: UInt32) -> Bool {
        let (place, inner) = Self.parts(state)
        return place == machines.count - 1 && machines[place].accepts(inner)
    }

    /// The state after a byte; none where an automaton grows beyond its limit.
    func next(_ state: UInt32, _ byte: UInt8) -> UInt32? {
        let (place, inner) = Self.parts(state)
        if byte == 0 {
            guard place + 1 < machines.count, machines[place].accepts(inner) else { return Self.dead }
            return Self.name(place + 1, machines[place + 1].start)
        }
        guard let target = machines[place].next(inner, letter: machines[place].letters[Int(byte)]) else { return nil }
        if target == GlobMachine.dead { return Self.dead }
        return target <= Self.inner ? Self.name(place, target) : nil
    }

    /// The low bits hold the state of one glob, the high ones which glob it is; the dead state of the first is 0.
    private static let inner = 0xff_ffff

    private static func name(_ place: Int, _ state: Int) -> UInt32 { UInt32(place << 24 | state) }

    private static func parts(_ state: UInt32) -> (place: Int, state: Int) {
        (Int(state >> 24), Int(state) & inner)
    }
}
