import Glibc

/// Bytes that are put together piece by piece and used again for each line.
///
/// With ``Span/position(of:in:)-`` and its kin the only place of unsafe code in this module. The bounds: a piece is cut to
/// its span, room for it is made before it is copied, and no pointer outlives a call.
struct ByteText: ~Copyable {
    /// The text, and behind it what is left of longer ones.
    private(set) var bytes: [UInt8]
    private(set) var count = 0

    init() { bytes = [UInt8](repeating: 0, count: 4096) }

    var range: Range<Int> { 0..<count }

    @inline(__always)
    mutating func clear() { count = 0 }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == bytes.count { grow(1) }
        bytes[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<text.count)
        if range.isEmpty { return }
        if bytes.count - count < range.count { grow(range.count) }
        let place = count
        unsafe bytes.withUnsafeMutableBufferPointer { target in
            unsafe text.withUnsafeBufferPointer { source in
                guard let target = target.baseAddress, let source = source.baseAddress else { return }
                unsafe memcpy(target + place, source + range.lowerBound, range.count)
            }
        }
        count += range.count
    }

    private mutating func grow(_ more: Int) {
        bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, more)))
    }
}

extension [UInt8] {
    /// Adds the bytes of a range.
    @inline(__always)
    mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<text.count)
        unsafe text.withUnsafeBufferPointer { source in
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: source[range]))
        }
    }

    /// Adds the bytes of a literal.
    mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether a range of these bytes is the same as one of a text.
    @inline(__always)
    func equals(_ range: Range<Int>, _ text: Span<UInt8>, _ textRange: Range<Int>) -> Bool {
        range.count == textRange.count && span.equals(range, text, at: textRange.lowerBound)
    }

    /// Whether a range of these bytes comes before one of others, byte by byte; what is the beginning of another comes
    /// before it.
    func precedes(_ range: Range<Int>, _ other: [UInt8], _ otherRange: Range<Int>) -> Bool {
        let range = range.clamped(to: 0..<count)
        let otherRange = otherRange.clamped(to: 0..<other.count)
        let common = Swift.min(range.count, otherRange.count)
        let order = unsafe withUnsafeBufferPointer { mine -> CInt in
            unsafe other.withUnsafeBufferPointer { theirs -> CInt in
                guard common > 0, let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return 0 }
                return unsafe memcmp(mine + range.lowerBound, theirs + otherRange.lowerBound, common)
            }
        }
        return order == 0 ? range.count < otherRange.count : order < 0
    }
}

extension Span where Element == UInt8 {
    /// Eight bytes as a number; the range of the load is checked.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    /// Whether two ranges, each within its text, hold the same bytes.
    @inline(__always)
    func equals(_ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>) -> Bool {
        range.count == otherRange.count && equals(range, other, at: otherRange.lowerBound)
    }

    /// Whether a range of these bytes stands in another text at a place; not where either text ends before.
    ///
    /// Eight bytes at once, of which the last overlap those before. The C library's memcmp is faster for long texts alone,
    /// and around a call the references of what is looked into are counted.
    @inline(__always)
    func equals(_ range: Range<Int>, _ other: Span<UInt8>, at place: Int) -> Bool {
        let length = range.count
        guard range.lowerBound >= 0, range.upperBound <= count, place >= 0, place <= other.count - length else {
            return false
        }
        return unsafe withUnsafeBytes { mine -> Bool in
            unsafe other.withUnsafeBytes { theirs -> Bool in
                func word(_ index: Int) -> UInt64 {
                    unsafe mine.loadUnaligned(fromByteOffset: range.lowerBound + index, as: UInt64.self)
                        ^ theirs.loadUnaligned(fromByteOffset: place + index, as: UInt64.self)
                }
                var index = 0
                if length < 8 {
                    while index < length, unsafe mine[range.lowerBound + index] == theirs[place + index] { index += 1 }
                    return index == length
                }
                while index + 8 <= length {
                    if word(index) != 0 { return false }
                    index += 8
                }
                return word(length - 8) == 0
            }
        }
    }
}
