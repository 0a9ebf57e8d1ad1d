/// A text that was read, with the name a person knows it by.
///
/// Bytes, not characters: an enemy's file need not be valid UTF-8, and every place in it must still be nameable. A
/// class, because each diagnostic refers to its text and none may copy it.
package final class SourceFile: Sendable {
    /// What diagnostics call it: a path as the user gave it, `<stdin>`, or `preset:NAME`.
    package let name: String
    /// The whole text, as read.
    package let bytes: [UInt8]
    /// The offset of the first byte of each line, ascending; the first is 0.
    private let lineStarts: [Int]

    /// Takes a text of any bytes.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        self.lineStarts = starts
    }

    /// Takes a text that is a Swift string.
    package convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// Line and column of a byte, both counted from 1; the column counts Unicode scalars, as editors do. An offset past
    /// the end is the end.
    package func position(at offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(of: offset)
        let prefix = bytes[lineStarts[line]..<offset]
        // A continuation byte (10xxxxxx) belongs to the scalar before it.
        let scalars = prefix.reduce(into: 0) { count, byte in count += byte & 0xC0 == 0x80 ? 0 : 1 }
        return SourcePosition(line: line + 1, column: scalars + 1)
    }

    /// The bytes of the line that holds an offset, without its line end.
    package func lineRange(at offset: Int) -> ByteRange {
        let line = lineIndex(of: min(max(offset, 0), bytes.count))
        let start = lineStarts[line]
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

/// Bytes of one text, half open.
package typealias ByteRange = Range<Int>

/// A line and a column, both counted from 1.
package struct SourcePosition: Sendable, Hashable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A stretch of a text: what a diagnostic points at and where a rule came from.
package struct Place: Sendable {
    package let source: SourceFile
    package let range: ByteRange

    package init(_ source: SourceFile, _ range: ByteRange) {
        self.source = source
        self.range = range
    }

    /// Where it begins.
    package var start: SourcePosition { source.position(at: range.lowerBound) }

    /// Where it ends, exclusive.
    package var end: SourcePosition { source.position(at: range.upperBound) }

    /// `name:line:column`, as compilers write it; control characters in the name are shown, not sent to the terminal.
    package var label: String {
        let position = start
        return "\(printable(source.name)):\(position.line):\(position.column)"
    }
}
