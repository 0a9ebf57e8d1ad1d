/// The decimal number that eight bytes of a text begin with, all of them looked at together.
struct DecimalWord {
    /// How many digits it has: 0 to 8.
    let count: Int
    /// At most 99,999,999; 0 where there is no digit.
    let value: UInt64

    /// - Parameter word: the bytes as they stand in memory.
    @inline(__always)
    init(_ word: UInt64) {
        // The first byte is the lowest; digits become 0 to 9.
        let digits = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
        // Bytes above 9 get their highest bit. What a byte carries goes to those behind it, and the first alone counts.
        let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
        count = others.trailingZeroBitCount / 8
        // Noughts in front, and everything else is out; then numbers of two, of four and of eight digits.
        var sum = digits << (64 - 8 * count)
        sum = (sum &* 10 &+ sum &>> 8) & 0x00FF_00FF_00FF_00FF
        sum = (sum &* 100 &+ sum &>> 16) & 0x0000_FFFF_0000_FFFF
        value = (sum &* 10_000 &+ sum &>> 32) & 0xFFFF_FFFF
    }
}
