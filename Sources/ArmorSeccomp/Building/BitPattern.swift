import ArmorPolicy

/// The 64-bit numbers of which the bits of a mask are those of a value: what `masked_eq` compares, and closed under
/// intersection, so that what is left of an allow after a deny can always be said, exactly.
struct BitPattern: Hashable {
    let mask: UInt64
    /// No bit outside of the mask.
    let value: UInt64

    init(mask: UInt64, value: UInt64) { (self.mask, self.value) = (mask, value & mask) }

    func intersection(_ other: BitPattern) -> BitPattern? {
        guard (value ^ other.value) & mask & other.mask == 0 else { return nil }
        return BitPattern(mask: mask | other.mask, value: value | other.value)
    }

    /// As a comparison; none where every number is one of these.
    func condition(_ index: Int) -> SystemCall.Condition? {
        switch mask {
        case 0: nil
        case .max: SystemCall.Condition(index: index, .eq, value)
        default: SystemCall.Condition(index: index, .maskedEq, value, mask: mask)
        }
    }

    /// The numbers from a lower to an upper one, by the fewest blocks of which each has common leading bits; bits from `width`
    /// on are not looked at.
    static func blocks(_ range: ClosedRange<UInt64>, width: Int) -> [BitPattern] {
        let all = width == 64 ? UInt64.max : 1 << width - 1
        var blocks: [BitPattern] = []
        var low = range.lowerBound
        while true {
            // The largest block that begins here and ends within.
            var size = min(low.trailingZeroBitCount, width)
            while size > 0, size == 64 || low + (1 << size - 1) > range.upperBound || size > width { size -= 1 }
            if low == 0, range.upperBound == all { return blocks + [BitPattern(mask: 0, value: 0)] }
            let span: UInt64 = 1 << size - 1
            blocks.append(BitPattern(mask: all & ~span, value: low))
            guard low + span < range.upperBound else { return blocks }
            low += span + 1
        }
    }
}

extension SystemCall.Condition {
    /// The numbers that meet the condition.
    var patterns: [BitPattern] {
        switch comparison {
        case .eq: [BitPattern(mask: .max, value: value)]
        case .ne: Self.differing(value, in: .max)
        case .lt: value == 0 ? [] : BitPattern.blocks(0...value - 1, width: 64)
        case .le: BitPattern.blocks(0...value, width: 64)
        case .ge: BitPattern.blocks(value...UInt64.max, width: 64)
        case .gt: value == .max ? [] : BitPattern.blocks(value + 1...UInt64.max, width: 64)
        case .maskedEq:
            // A value with bits outside of its mask is never met.
            value & ~(mask ?? .max) == 0 ? [BitPattern(mask: mask ?? .max, value: value)] : []
        }
    }

    /// The conditions of which one holds for just those numbers that a deny of this condition leaves.
    ///
    /// Many arguments have 32 bits, and the kernel drops the upper half of what a program gives; the filter sees it. So a number
    /// is denied also where only its lower half meets the condition.
    var left: [SystemCall.Condition] {
        let width = value >> 32 == 0 && (mask ?? 0) >> 32 == 0 ? 32 : 64
        let low: UInt64 = width == 64 ? .max : 1 << 32 - 1
        let patterns: [BitPattern]
        switch comparison {
        case .ne: return [Self(index: index, .eq, value)]
        case .ge: return value == 0 ? [] : [Self(index: index, .lt, value)]
        case .gt: return [Self(index: index, .le, value)]
        case .eq: patterns = Self.differing(value, in: low)
        case .lt: patterns = BitPattern.blocks(value...low, width: width)
        case .le: patterns = value == low ? [] : BitPattern.blocks(value + 1...low, width: width)
        case .maskedEq:
            let mask = mask ?? .max
            patterns = value & ~mask == 0 ? Self.differing(value, in: mask) : [BitPattern(mask: 0, value: 0)]
        }
        return patterns.map { $0.condition(index) ?? Self(index: index, .ge, 0) }
    }

    /// The numbers that differ from a value in some bit of a mask: one pattern a bit.
    private static func differing(_ value: UInt64, in mask: UInt64) -> [BitPattern] {
        (0..<64).map { UInt64(1) << $0 }.filter { mask & $0 != 0 }.map { BitPattern(mask: $0, value: ~value & $0) }
    }
}
