import ArmorSource

/// Reads a document: lines at the top, then by recursive descent, one file for each kind of value.
///
/// Where something is wrong it tells so once and goes on behind it: with the next element, the next line, or the next
/// header. Every step moves forward and none looks back, so time is linear in the text.
struct Parser {
    private let source: SourceFile
    var cursor: Cursor
    var report: Report
    var tables: TableBuilder
    /// The table that keys are added to.
    private var current = TableBuilder.root
    /// How many values and headers were read.
    var valueCount = 0
    /// Where the last value ended that was not closed.
    var unclosedEnd: Int?

    init(_ source: SourceFile) {
        self.source = source
        self.cursor = Cursor(source.bytes)
        self.report = Report(source)
        self.tables = TableBuilder(root: 0..<source.bytes.count)
    }

    /// Reads everything.
    mutating func document() {
        guard isAcceptable() else { return }
        skipByteOrderMark()
        var above: ByteRange?
        while true {
            skipBlanks()
            guard let byte = cursor.byte else { return }
            if byte == Byte.hash {
                let range = comment()
                above = (above?.lowerBound ?? range.lowerBound)..<range.upperBound
                _ = cursor.takeLineEnd()
            } else if cursor.takeLineEnd() {
                above = nil
            } else {
                if byte == Byte.openBracket { header(above: above) } else { pair(above: above) }
                above = nil
            }
        }
    }

    /// Refuses what is too big and what is another encoding; tells where the text is no UTF-8.
    private mutating func isAcceptable() -> Bool {
        guard source.bytes.count <= Limits.fileSize else {
            let message = "the file has \(source.bytes.count) bytes; at most \(Limits.fileSize) are read"
            report.error("toml-too-big", message, at: 0..<0)
            return false
        }
        guard !TextEncoding.isUTF16(source.bytes) else {
            report.error("toml-utf8", "the file is UTF-16, not UTF-8", at: 0..<2, help: "save the file as UTF-8")
            return false
        }
        report.undecodable(TextEncoding.invalidRanges(in: source.bytes, limit: Limits.diagnostics + 1))
        return true
    }

    // MARK: Lines

    /// `[path]` or `[[path]]`, up to the next line.
    private mutating func header(above: ByteRange?) {
        let start = cursor.offset
        let isElement = cursor.run(of: Byte.openBracket, limit: 2) == 2
        cursor.advance(isElement ? 2 : 1)
        skipBlanks()
        guard let path = key(), closeHeader(isElement, from: start) else {
            hushLine()
            cursor.skipLine()
            _ = cursor.takeLineEnd()
            return current = tables.makeTable(.header, at: start..<start)
        }
        let range = start..<cursor.offset
        let comment = text(ofComment: endOfLine() ?? above)
        countValue()
        do throws(TableConflict) {
            current =
                isElement
                ? try tables.append(path, at: range, comment: comment)
                : try tables.open(path, at: range, comment: comment)
        } catch {
            tell(error)
            // The keys that follow belong to no table, and are no second mistake.
            current = tables.makeTable(.header, at: range)
        }
    }

    private mutating func closeHeader(_ isElement: Bool, from start: Int) -> Bool {
        skipBlanks()
        let wanted = isElement ? 2 : 1
        if cursor.run(of: Byte.closeBracket, limit: wanted) == wanted {
            cursor.advance(wanted)
            return true
        }
        let closing = isElement ? "]]" : "]"
        error("toml-header", "a header that does not end in \"\(closing)\"", at: start..<cursor.offset)
        return false
    }

    /// `key = value`, up to the next line.
    private mutating func pair(above: ByteRange?) {
        guard let (path, value) = keyAndValue(nesting: 0) else {
            hushLine()
            cursor.skipLine()
            _ = cursor.takeLineEnd()
            return
        }
        guard var value else {
            hushLine()
            cursor.skipLine()
            _ = cursor.takeLineEnd()
            return
        }
        let trailing = endOfLine()
        if let comment = text(ofComment: trailing) {
            value.comment = comment
        } else if value.comment == nil {
            value.comment = text(ofComment: above)
        }
        insert(path, value, into: current)
    }

    /// `key = value`; the value is nil if it is none, which has been told then. Nil if there is nothing behind a key.
    mutating func keyAndValue(nesting: Int) -> (path: [KeyPart], value: TOMLValue?)? {
        let start = cursor.offset
        let path = key()
        if path == nil {
            // The value is still read, so that its lines are not taken for more keys.
            let stops = nesting > 0 ? "=\n#,}" : "=\n#"
            cursor.skip { !stops.utf8.contains($0) }
        }
        skipBlanks()
        if !cursor.take(Byte.equals) {
            guard let path else { return nil }
            let help = "write \(path.map { tomlKey($0.name) }.joined(separator: ".")) = value"
            error(
                "toml-no-value",
                "a key without \"=\" behind it",
                at: start..<max(start, path[path.count - 1].range.upperBound),
                help: help
            )
            guard let byte = cursor.byte, "\"'[{".utf8.contains(byte) else { return nil }
        }
        skipBlanks()
        let depth = nesting + max(0, (path?.count ?? 1) - 1)
        let value = value(nesting: depth)
        return path.map { ($0, value) } ?? ([], nil)
    }

    /// Sets a key, or tells why that is impossible.
    mutating func insert(_ path: [KeyPart], _ value: TOMLValue, into table: Int) {
        do throws(TableConflict) {
            try tables.insert(path, value, into: table)
        } catch {
            tell(error)
        }
    }

    /// Reads the rest of a line, where only a comment may stand, and goes to the next; gives the comment.
    private mutating func endOfLine() -> ByteRange? {
        // A value that was never closed ends where the next line's key begins.
        if cursor.isAtLineStart { return nil }
        skipBlanks()
        var trailing: ByteRange?
        if cursor.byte == Byte.hash {
            trailing = comment()
        } else if !cursor.isAtEnd, !cursor.isAtLineEnd {
            let help = "each key and each header begins a line of its own"
            error(
                "toml-trailing-text",
                "text behind the end of a value or header",
                at: junk(from: cursor.offset),
                help: help
            )
            cursor.skipLine()
        }
        _ = cursor.takeLineEnd()
        return trailing
    }

    // MARK: Blanks and comments

    /// At the begin of the text, the mark that some editors write there.
    mutating func skipByteOrderMark() {
        if cursor.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { cursor.advance(3) }
    }

    /// Steps over blanks and tabs, and over control characters, which are told.
    mutating func skipBlanks() {
        while let byte = cursor.byte {
            if byte == Byte.blank || byte == Byte.tab {
                cursor.advance()
            } else if Byte.isControl(byte), !cursor.isAtLineEnd {
                controlCharacter()
            } else {
                return
            }
        }
    }

    /// Tells that the byte here may stand nowhere, and steps over it.
    mutating func controlCharacter() {
        let byte = cursor.byte ?? 0
        let range = cursor.offset..<cursor.offset + 1
        if byte == Byte.carriageReturn {
            error("toml-control-character", "a carriage return without a line feed", at: range)
        } else {
            let hex = String(byte, radix: 16, uppercase: true)
            let code = "U+" + String(repeating: "0", count: 4 - hex.count) + hex
            error(
                "toml-control-character",
                "the control character \(code)",
                at: range,
                help: "in a basic string write \(tomlQuoted(String(UnicodeScalar(byte))))"
            )
        }
        cursor.advance()
    }

    /// A comment from its `#` to before the line end.
    mutating func comment() -> ByteRange {
        let start = cursor.offset
        while let byte = cursor.byte, !cursor.isAtLineEnd {
            if Byte.isControl(byte) { controlCharacter() } else { cursor.advance() }
        }
        return start..<cursor.offset
    }

    /// The words of the comments in a stretch that holds nothing else but blanks and commas; nil if there are none.
    func text(ofComment range: ByteRange?) -> String? {
        guard let range else { return nil }
        let lines = cursor.bytes[range].split(separator: Byte.newline).compactMap { line -> String? in
            var words = line.drop { $0 != Byte.hash }.dropFirst()
            while let first = words.first, first == Byte.blank || first == Byte.tab { words.removeFirst() }
            while let last = words.last, last <= Byte.blank { words.removeLast() }
            return words.isEmpty ? nil : String(decoding: words, as: UTF8.self)
        }
        return lines.isEmpty ? nil : lines.joined(separator: " ")
    }
}
