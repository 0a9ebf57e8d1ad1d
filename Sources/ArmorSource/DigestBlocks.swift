/// A message as SHA-1 and SHA-256 work on it: blocks of sixteen big-endian words, of which the last hold one bit set, zeros
/// and the message's length in bits (FIPS 180-4, section 5).
enum DigestBlocks {
    /// Gives each block in turn.
    static func forEach(_ bytes: [UInt8], _ body: ([UInt32]) -> Void) {
        var block = [UInt32](repeating: 0, count: 16)
        let whole = bytes.count / 64 * 64
        for start in stride(from: 0, to: whole, by: 64) {
            fill(&block, bytes, start)
            body(block)
        }
        let rest = bytes[whole...]
        let zeros = (119 - rest.count) % 64
        let bits = UInt64(bytes.count) * 8
        var end = Array(rest)
        end.append(0x80)
        end += [UInt8](repeating: 0, count: zeros)
        for shift in stride(from: 56, through: 0, by: -8) {
            end.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        for start in stride(from: 0, to: end.count, by: 64) {
            fill(&block, end, start)
            body(block)
        }
    }

    private static func fill(_ block: inout [UInt32], _ bytes: [UInt8], _ start: Int) {
        for index in 0..<16 {
            let at = start + 4 * index
            let high = UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16
            block[index] = high | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
        }
    }

    /// The words of a digest in lower-case hexadecimal.
    static func hex(_ state: [UInt32]) -> String {
        state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}
