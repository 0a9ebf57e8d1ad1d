import ArmorCompiled
import ArmorTestSupport
import Testing

/// Whatever is done to a compiled policy, reading it gives profiles or an error, and what is read is answered.
@Suite(.serialized) struct MutationTests {
    @Test(arguments: ["small", "families", "tables"]) func changedBytesAreAnswered(_ name: String) throws {
        let original = try compiledFixture(name)
        var random = SplitMix(state: 7)
        var readable = 0
        for _ in 0..<600 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.insert(UInt8.random(in: 0...13, using: &random), at: place)
                case 3: bytes.removeSubrange(place..<min(bytes.count, place + 3))
                default: bytes.replaceSubrange(place..<place, with: bytes[place..<min(bytes.count, place + 40)])
                }
            }
            if answers(bytes) { readable += 1 }
        }
        // A good part of the changes lies in the tables and is read: those are the ones that a walk meets.
        #expect(readable > 10)
    }

    private func answers(_ bytes: [UInt8]) -> Bool {
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
}
