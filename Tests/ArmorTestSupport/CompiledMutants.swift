import ArmorCompiled

/// Compiled policies with some bytes changed, read and asked: what an enemy's file may do is give an error.
package enum CompiledMutants {
    /// Changes one to three places: bytes replaced, bits turned, bytes inserted, removed or repeated, the end cut off.
    package static func changed(_ original: [UInt8], using random: inout SplitMix) -> [UInt8] {
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

    /// Whether the bytes are read; then they are asked, as every kernel would ask them.
    package static func answers(_ bytes: [UInt8]) -> Bool {
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
