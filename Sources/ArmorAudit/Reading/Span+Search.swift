import CGlibc
import Glibc

/// Search in bytes by the C library's own loops, which look at many bytes at once.
///
/// The one place of reading with pointers. The bound: every range is first cut to the span's own indices, and no pointer
/// outlives the call.
extension Span where Element == UInt8 {
    /// Where the first such byte stands.
    @inline(__always)
    func position(of byte: UInt8, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: 0..<count)
        if range.isEmpty { return nil }
        return unsafe withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            guard let found = unsafe memchr(base + range.lowerBound, CInt(byte), range.count) else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// Where the last such byte stands.
    func lastPosition(of byte: UInt8, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: 0..<count)
        if range.isEmpty { return nil }
        return unsafe withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            guard let found = unsafe memrchr(base + range.lowerBound, CInt(byte), range.count) else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// Where the first such text begins; one of a single byte at least.
    ///
    /// The C library's `memmem` looks at one place after another. Here 32 are looked at together: only where the text's first
    /// and last bytes stand as far apart as in it is the rest compared.
    func position(of text: StaticString, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: 0..<count)
        let length = text.utf8CodeUnitCount
        guard length > 0, range.count >= length else { return nil }
        return unsafe withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            let letters = unsafe (text.utf8Start[0], text.utf8Start[length - 1])
            var place = range.lowerBound
            let stop = range.upperBound - length - 31
            while place <= stop {
                place = unsafe Self.block(base, from: place, through: stop, letters, apart: length - 1)
                if place > stop { break }
                if let found = unsafe Self.first(text, base, in: place..<place + 32, letters) { return found }
                place += 32
            }
            return unsafe Self.first(text, base, in: place..<range.upperBound - length + 1, letters)
        }
    }

    /// The first of the blocks of 32 places, from one on to those that begin behind the last, at one of which the two
    /// letters stand so far apart. Of each block 31 bytes and that distance more are there.
    ///
    /// Apart from what is done with a block, so that nothing has to be put aside in the loop. No sum in it is above the
    /// length of what is read: none needs a check.
    @inline(never)
    private static func block(
        _ base: UnsafeRawPointer,
        from start: Int,
        through stop: Int,
        _ letters: (UInt8, UInt8),
        apart distance: Int
    ) -> Int {
        let (first, last) = (SIMD32(repeating: letters.0), SIMD32(repeating: letters.1))
        var place = start
        while place <= stop {
            let begins = unsafe base.loadUnaligned(fromByteOffset: place, as: SIMD32<UInt8>.self) .== first
            let ends = unsafe base.loadUnaligned(fromByteOffset: place &+ distance, as: SIMD32<UInt8>.self) .== last
            let both = unsafe unsafeBitCast(begins .& ends, to: SIMD4<UInt64>.self)
            if both.x | both.y | both.z | both.w != 0 { break }
            place &+= 32
        }
        return place
    }

    /// At which of these places the text begins; after the last of them there are its length of bytes.
    ///
    /// Eight places at once: only those are compared at which the first and last letters are.
    @inline(__always)
    private static func first(
        _ text: StaticString,
        _ base: UnsafeRawPointer,
        in places: Range<Int>,
        _ letters: (UInt8, UInt8)
    ) -> Int? {
        let length = text.utf8CodeUnitCount
        let (ones, highest): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let (first, last) = (ones &* UInt64(letters.0), ones &* UInt64(letters.1))
        var start = places.lowerBound
        while start &+ 8 <= places.upperBound {
            let begins = unsafe base.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            let ends = unsafe base.loadUnaligned(fromByteOffset: start &+ length &- 1, as: UInt64.self)
            let others = begins ^ first | ends ^ last
            // The highest bit of each byte that is 0, and maybe of some after it.
            var found = UInt64(littleEndian: (others &- ones) & ~others & highest)
            while found != 0 {
                let place = start &+ found.trailingZeroBitCount / 8
                if unsafe memcmp(base + place, text.utf8Start, length) == 0 { return place }
                found &= found &- 1
            }
            start &+= 8
        }
        while start < places.upperBound {
            let letter = unsafe base.load(fromByteOffset: start, as: UInt8.self)
            if unsafe letter == letters.0 && memcmp(base + start, text.utf8Start, length) == 0 { return start }
            start &+= 1
        }
        return nil
    }

    /// Whether a range has printable ASCII alone, tabs and the separator of the enriched form: no byte that terminals, browsers
    /// and other encodings bring.
    ///
    /// Eight bytes at once; the compiler makes no good code of comparisons of vectors other than for equality.
    func isPlainASCII(in range: Range<Int>) -> Bool {
        let range = range.clamped(to: 0..<count)
        let (ones, highest): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var place = range.lowerBound
        while place &+ 8 <= range.upperBound {
            let word = word(at: place)
            let delete = word ^ (ones &* 0x7F)
            // Bytes from 80 on, below 20, and 7F get their highest bit; so may a byte next to one of them.
            let others = word | (word &- ones &* 0x20) & ~word | (delete &- ones) & ~delete
            if others & highest != 0, !isPlainASCII(each: place..<place &+ 8) { return false }
            place &+= 8
        }
        return isPlainASCII(each: place..<range.upperBound)
    }

    @inline(__always)
    private func isPlainASCII(each range: Range<Int>) -> Bool {
        var place = range.lowerBound
        while place < range.upperBound {
            let byte = self[place]
            guard byte &- 0x20 < 0x5F || byte == 0x1D || byte == 0x09 else { return false }
            place &+= 1
        }
        return true
    }

    /// Whether the range begins with the text.
    @inline(__always)
    func starts(with text: StaticString, in range: Range<Int>) -> Bool {
        let range = range.clamped(to: 0..<count)
        let length = text.utf8CodeUnitCount
        if range.count < length { return false }
        return unsafe withUnsafeBufferPointer { buffer -> Bool in
            guard let base = buffer.baseAddress else { return length == 0 }
            return unsafe memcmp(base + range.lowerBound, text.utf8Start, length) == 0
        }
    }

    /// Whether the range is the text.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        range.count == text.utf8CodeUnitCount && starts(with: text, in: range)
    }

    /// The bytes of a range, which is cut to the span.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        for index in range { result.append(self[index]) }
        return result
    }

    /// The range as text; what is no UTF-8 is replaced.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }

    /// The decimal number that begins at a place, and where it ends; none where no digit is, or it does not fit.
    @inline(__always)
    func number(at start: Int, end: Int) -> (value: UInt64, end: Int)? {
        var value: UInt64 = 0
        var index = start
        while index < end, self[index] &- 0x30 < 10 {
            // Nineteen digits always fit.
            if index - start >= 19 { return nil }
            value = value &* 10 &+ UInt64(self[index] &- 0x30)
            index += 1
        }
        return index == start ? nil : (value, index)
    }
}
