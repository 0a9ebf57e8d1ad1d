/// Writes lines in the canonical layout.
struct LayoutWriter {
    private(set) var bytes: [UInt8] = []
    private let width: Int

    init(width: Int) { self.width = width }

    /// Writes a whole document.
    mutating func write(_ lines: [LayoutLine]) {
        let begins = Self.beginsOfTables(lines)
        var wantsBlank = false
        var isBehindHeader = false
        for (index, line) in lines.enumerated() {
            if case .blank = line {
                wantsBlank = true
                continue
            }
            let isApart = begins[index] || (wantsBlank && !isBehindHeader)
            if isApart, !bytes.isEmpty { bytes.append(Byte.newline) }
            wantsBlank = false
            isBehindHeader = false
            switch line {
            case .blank: break
            case .comment(let text): put(text)
            case .header(let text, let comment):
                put(text)
                put(comment: comment)
                isBehindHeader = true
            case .pair(let key, let value, let comment):
                put(key)
                put(" = ")
                put(value, from: key.unicodeScalars.count + 3, indent: 0)
                put(comment: comment)
            }
            bytes.append(Byte.newline)
        }
    }

    /// Marks where tables begin: at the header, or at the first of the comments directly above it.
    private static func beginsOfTables(_ lines: [LayoutLine]) -> [Bool] {
        var begins = [Bool](repeating: false, count: lines.count)
        var firstComment: Int?
        for (index, line) in lines.enumerated() {
            switch line {
            case .comment: firstComment = firstComment ?? index
            case .header:
                begins[firstComment ?? index] = true
                firstComment = nil
            case .blank, .pair: firstComment = nil
            }
        }
        return begins
    }

    // MARK: Values

    /// Writes a value that begins at a column, counted from 0; nil for the column means on one line if that is possible
    /// at all. What needs more lines is indented below this many levels.
    private mutating func put(_ value: LayoutValue, from column: Int?, indent: Int) {
        switch value.kind {
        case .scalar(let text): put(text)
        case .inline(let pairs): put(pairs, indent: indent)
        case .array(let array):
            if let needed = value.width, (column ?? 0) + needed <= width || column == nil {
                putFlat(array, indent: indent)
            } else {
                putTall(array, indent: indent)
            }
        }
    }

    private mutating func put(_ pairs: [(key: String, value: LayoutValue)], indent: Int) {
        guard !pairs.isEmpty else { return put("{}") }
        var separator = "{ "
        for (key, value) in pairs {
            put(separator)
            put(key)
            put(" = ")
            // TOML 1.0 wants braces on one line, so what is in them stays there.
            put(value, from: nil, indent: indent)
            separator = ", "
        }
        put(" }")
    }

    private mutating func putFlat(_ array: LayoutArray, indent: Int) {
        var separator = ""
        put("[")
        for case .element(let value, _) in array.lines {
            put(separator)
            put(value, from: nil, indent: indent)
            separator = ", "
        }
        put("]")
    }

    /// One element a line, with a comma behind the last.
    private mutating func putTall(_ array: LayoutArray, indent: Int) {
        put("[")
        put(comment: array.opening)
        var wantsBlank = false
        var isFirst = true
        for line in array.lines {
            if case .blank = line {
                wantsBlank = !isFirst
                continue
            }
            put(wantsBlank ? "\n\n" : "\n")
            put(String(repeating: "    ", count: indent + 1))
            wantsBlank = false
            isFirst = false
            switch line {
            case .blank: break
            case .comment(let text): put(text)
            case .element(let value, let comment):
                // One column is the comma's.
                put(value, from: (indent + 1) * 4 + 1, indent: indent + 1)
                put(",")
                put(comment: comment)
            }
        }
        put("\n" + String(repeating: "    ", count: indent) + "]")
    }

    // MARK: Text

    private mutating func put(_ text: String) { bytes += text.utf8 }

    private mutating func put(comment: String?) {
        guard let comment else { return }
        put(" " + comment)
    }
}
