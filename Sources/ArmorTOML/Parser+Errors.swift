import ArmorSource

/// How errors are told, and what is stepped over behind them.
extension Parser {
    /// Tells an error; see ``Report``.
    mutating func error(_ code: String, _ message: String, at range: ByteRange, help: String? = nil) {
        report.error(code, message, at: range, help: help)
        if report.isClosed { cursor.stop() }
    }

    mutating func tell(_ conflict: TableConflict) {
        let first = ("first defined here", conflict.first)
        report.error(conflict.code, conflict.message, at: conflict.range, first: first, help: conflict.help)
        if report.isClosed { cursor.stop() }
    }

    /// Tells one last error and ends reading.
    mutating func giveUp(_ code: String, _ message: String, at range: ByteRange) {
        error(code, message, at: range)
        report.close()
        cursor.stop()
    }

    /// Nothing more is told about this line.
    mutating func hushLine() {
        // Looking for the line's end once is enough; a line may be all mistakes.
        guard report.isHeard(at: cursor.offset) else { return }
        var line = cursor
        line.skipLine()
        report.hush(until: line.offset)
    }

    /// Steps over what is no value and no separator, one character at least unless some were read since `start`; gives
    /// all of it. Brackets and braces in it are kept together, for it may be a glob without its quotes.
    mutating func junk(from start: Int) -> ByteRange {
        if cursor.offset == start, cursor.byte.map({ !"[{".utf8.contains($0) }) ?? false {
            cursor.move(to: cursor.character.upperBound)
        }
        var depth = 0
        cursor.skip { byte in
            guard byte > Byte.blank, byte != 0x7F, depth > 0 || !Byte.endsScalar(byte) else { return false }
            if byte == Byte.openBrace || byte == Byte.openBracket { depth += 1 }
            if byte == Byte.closeBrace || byte == Byte.closeBracket { depth -= 1 }
            return true
        }
        return start..<cursor.offset
    }

    /// Tells that a bracket or brace has no partner: once for all those that end here.
    mutating func unclosed(_ message: String, at start: Int) {
        guard unclosedEnd != cursor.offset else { return }
        unclosedEnd = cursor.offset
        error("toml-unclosed", message, at: start..<start + 1)
    }

    /// Counts a value against ``Limits/values``.
    mutating func countValue() {
        valueCount += 1
        guard valueCount + tables.count > Limits.values else { return }
        giveUp("toml-too-many-values", "more than \(Limits.values) values", at: cursor.offset..<cursor.offset)
    }
}
