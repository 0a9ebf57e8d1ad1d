import ArmorCompiled

/// Compiled policies with some bytes changed, read and asked: what an enemy's file may do is give an error.
struct Mutants {
    private var random: Generator
    private(set) var readable = 0
    /// Nanoseconds.
    private(set) var slowest = 0

    init(seed: UInt64) { random = Generator(state: seed) }

    /// Takes the originals in turn.
    mutating func run(_ originals: [[UInt8]], _ count: Int) {
        for number in 0..<count {
            let bytes = changed(originals[number % originals.count])
            var isRead = false
            slowest = max(slowest, best(1) { isRead = Self.answers(bytes) })
            if isRead { readable += 1 }
        }
    }

    private mutating func changed(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...max(0, Int.random(in: -3..<3, using: &random)) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0...3: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 4...8: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 9: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 10: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            case 11 where place > 64: bytes.removeSubrange(place...)
            default: bytes.replaceSubrange(place..<place, with: bytes[place..<min(bytes.count, place + 40)])
            }
        }
        return bytes
    }

    private static func answers(_ bytes: [UInt8]) -> Bool {
        guard let policy = try? CompiledPolicy.read(bytes) else { return false }
        for profile in policy.profiles.prefix(3) {
            for kernel in KernelDialect.allCases {
                _ = profile.words(.file(Array("/etc/hosts".utf8)), .owner, kernel)
                _ = profile.decide(.link(Array("/a".utf8), target: Array("/b".utf8)), .other, kernel)
                _ = profile.decide(.network(family: 2, type: 1, protocol: 6, .create), .other, kernel)
                _ = profile.decide(.file([0xff, 0, 0x2f], .execute), .other, kernel).transition?.text
            }
        }
        return true
    }

    /// SplitMix64: the same mutants for the same seed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
