/// SHA-1 (FIPS 180-4), only because kernels up to 6.1 name what they hold by it: a comparison with the kernel, not a proof
/// against someone who makes collisions.
package enum SHA1 {
    /// The digest of some bytes, in lower-case hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        DigestBlocks.forEach(bytes) { compress(&state, $0) }
        return DigestBlocks.hex(state)
    }

    private static func compress(_ state: inout [UInt32], _ block: [UInt32]) {
        var schedule = block
        schedule.reserveCapacity(80)
        for index in 16..<80 {
            let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
            schedule.append(rotate(mixed, 1))
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for index in 0..<80 {
            let mixed: UInt32
            let constant: UInt32
            switch index {
            case 0..<20: (mixed, constant) = ((b & c) | (~b & d), 0x5a82_7999)
            case 20..<40: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
            case 40..<60: (mixed, constant) = ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
            default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
            }
            let next = rotate(a, 5) &+ mixed &+ e &+ constant &+ schedule[index]
            (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
        }
        for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
}
