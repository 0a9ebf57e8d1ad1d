import ArmorSource

/// Bytes that can be read at any place, such as an open file: an image is larger than memory.
package protocol ByteSource: Sendable {
    /// How many there are.
    var count: Int { get }

    /// So many bytes from a place on; fewer only where they end. A place that is none gives none.
    func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8]
}

extension ByteSource {
    /// Exactly so many bytes; none where there are fewer.
    func exactly(_ count: Int, at offset: Int) throws(ImageError) -> [UInt8]? {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
        let bytes = try read(at: offset, limit: count)
        return bytes.count == count ? bytes : nil
    }

    /// All of them, where they are no more than so many.
    package func all(limit: Int) throws(ImageError) -> [UInt8]? {
        count <= limit ? try exactly(count, at: 0) : nil
    }

    /// Their digest in lower-case hexadecimal, read in parts.
    func digest() throws(ImageError) -> String {
        var digest = SHA256()
        var offset = 0
        while offset < count {
            let part = try read(at: offset, limit: 1 << 18)
            guard !part.isEmpty else { throw ImageError(.truncated) }
            digest.update(part)
            offset += part.count
        }
        return digest.hex()
    }
}

/// A part of other bytes: a file within an archive.
package struct ByteSlice: ByteSource {
    private let whole: any ByteSource
    private let start: Int
    package let count: Int

    /// What lies outside of the whole is left out.
    package init(_ whole: any ByteSource, _ range: Range<Int>) {
        self.whole = whole
        start = min(max(0, range.lowerBound), whole.count)
        count = min(max(start, range.upperBound), whole.count) - start
    }

    package func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8] {
        guard offset >= 0, offset < count, limit > 0 else { return [] }
        return try whole.read(at: start + offset, limit: min(limit, count - offset))
    }
}

extension ByteSlice {
    /// No bytes.
    static var empty: ByteSlice { ByteSlice(Nothing(), 0..<0) }

    private struct Nothing: ByteSource {
        var count: Int { 0 }
        func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8] { [] }
    }
}
