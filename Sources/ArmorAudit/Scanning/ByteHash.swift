/// A fast hash of bytes, begun from a secret: who writes a log cannot choose names that meet.
///
/// Each sixteen bytes are mixed by a multiplication to twice the width whose halves are folded (as in wyhash); the secret is
/// in both factors. Swift's own hash takes several times as long for each byte.
struct ByteHash: Sendable {
    private let secret: UInt64
    private let second: UInt64

    /// Another secret each time.
    init() {
        var random = SystemRandomNumberGenerator()
        self.init(seed: random.next())
    }

    init(seed: UInt64) {
        secret = Self.mix(seed ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
        second = Self.mix(seed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3) | 1
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// The hash of a range, together with a number that goes with it.
    ///
    /// The bound: the range is cut to the text once, and each load ends within it.
    @inline(__always)
    func callAsFunction(_ text: Span<UInt8>, _ range: Range<Int>, with number: UInt64 = 0) -> UInt64 {
        let range = range.clamped(to: 0..<text.count)
        let (length, start) = (range.count, range.lowerBound)
        return unsafe text.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                unsafe bytes.loadUnaligned(fromByteOffset: start &+ index, as: UInt64.self)
            }
            var state = secret ^ number &* 0x9E37_79B9_7F4A_7C15
            var index = 0
            while length &- index >= 16 {
                state = Self.mix(word(index) ^ second, word(index &+ 8) ^ state)
                index &+= 16
            }
            if length &- index >= 8 {
                state = Self.mix(state ^ word(index), second)
                index &+= 8
            }
            var rest: UInt64 = 0
            if length >= 8, index < length {
                // The last eight bytes, some of which were taken before.
                rest = word(length &- 8)
            } else {
                while index < length {
                    rest = rest << 8 | UInt64(unsafe bytes[start &+ index])
                    index &+= 1
                }
            }
            return Self.mix(state ^ rest, second ^ UInt64(length))
        }
    }

    /// The hash of three numbers, of which two are hashes.
    @inline(__always)
    func mixed(_ first: UInt64, _ other: UInt64, _ number: UInt64) -> UInt64 {
        // No factor is zero but by a chance that nobody can bring about.
        Self.mix(first ^ secret, Self.mix(other ^ secret ^ number &* 0x9E37_79B9_7F4A_7C15, second) ^ second)
    }
}
