import ArmorSource

extension Parser {
    /// `{ … }`; on one line, but what is wrong with more lines is told once and they are read.
    mutating func inlineTable(nesting: Int) -> TOMLValue? {
        let start = cursor.offset
        cursor.advance()
        let table = tables.makeTable(.inline, at: start..<start + 1)
        var lines = InlineLines()
        var lastComma: Int?
        var wantsComma = false
        while true {
            guard skipInBraces(&lines, wantsComma: wantsComma), let byte = cursor.byte else {
                unclosed("an inline table without its \"}\"", at: start)
                break
            }
            if byte == Byte.closeBrace {
                if let lastComma {
                    let message = "a comma behind the last key of an inline table"
                    error("toml-extra-comma", message, at: lastComma..<lastComma + 1, help: "remove the comma")
                }
                cursor.advance()
                break
            }
            if byte == Byte.comma {
                if !wantsComma {
                    let message = "a comma without a key before it"
                    error("toml-extra-comma", message, at: cursor.offset..<cursor.offset + 1)
                }
                lastComma = wantsComma ? cursor.offset : nil
                wantsComma = false
                cursor.advance()
            } else if byte == Byte.closeBracket {
                unclosed("an inline table without its \"}\"", at: start)
                hushLine()
                break
            } else {
                if wantsComma {
                    error("toml-missing-comma", "a comma is missing before this key", at: cursor.offset..<cursor.offset)
                    hushLine()
                }
                inlinePair(into: table, nesting: nesting)
                lastComma = nil
                wantsComma = true
            }
        }
        let range = start..<cursor.offset
        return TOMLValue(range: range, kind: .table(tables.close(inline: table, at: range)), comment: nil)
    }

    private mutating func inlinePair(into table: Int, nesting: Int) {
        let start = cursor.offset
        guard let (path, value) = keyAndValue(nesting: nesting) else {
            if cursor.offset == start { cursor.advance() }
            return hushLine()
        }
        if let value { insert(path, value, into: table) }
    }

    /// Steps over what may not be in braces but is often written there: line ends and comments. False if the table has
    /// ended without its brace.
    private mutating func skipInBraces(_ lines: inout InlineLines, wantsComma: Bool) -> Bool {
        if wantsComma, cursor.isAtLineStart { return false }
        while true {
            skipBlanks()
            let start = cursor.offset
            if cursor.byte == Byte.hash {
                _ = comment()
            } else if cursor.takeLineEnd() {
                if isAtHeader() || (wantsComma && isAtStatement()) { return false }
                tellLineEnd(at: start, &lines)
            } else {
                return !cursor.isAtEnd
            }
        }
    }

    private mutating func tellLineEnd(at offset: Int, _ lines: inout InlineLines) {
        guard !lines.isTold else { return }
        lines.isTold = true
        let help = "write it on one line, or as a table under a header"
        error("toml-inline-line-end", "an inline table cannot go over several lines", at: offset..<offset, help: help)
    }
}

/// What is known of the lines of an inline table.
private struct InlineLines {
    /// Whether it was told that there is more than one.
    var isTold = false
}
