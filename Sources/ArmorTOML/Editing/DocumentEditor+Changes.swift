import ArmorSource

extension DocumentEditor {
    /// The text with all changes, no two of them of one element.
    ///
    /// Comments that stand right above or beside what goes are taken to belong to it; those that a blank line sets apart
    /// stay.
    package func changing(_ changes: [DocumentChange]) throws(DocumentEditError) -> [UInt8] {
        var left = Dictionary(changes.map { ($0.element, $0.kind) }) { first, _ in first }
        var replacements: [Replacement] = []
        var removed = Removal(bytes: document.source.bytes, lines: lines, floors: floors(document.root))
        try change(document.root, &left, &replacements, &removed)
        guard left.isEmpty else { throw DocumentEditError(message: "there is no such element to change") }
        return Replacement.apply(replacements + removed.replacements, to: document.source.bytes)
    }

    /// Everything in a table that is to change; whether nothing of the table is left.
    @discardableResult
    private func change(
        _ table: TOMLTable,
        _ left: inout [ByteRange: DocumentChange.Kind],
        _ replacements: inout [Replacement],
        _ removed: inout Removal
    ) throws(DocumentEditError) -> Bool {
        var gone = 0
        for entry in table.entries {
            switch entry.value.kind {
            case .table(let inner):
                let isEmpty = try change(inner, &left, &replacements, &removed)
                if isEmpty, inner.form == .header { removed.lines(of: inner.range) }
                if isEmpty { gone += 1 }
            case .array(let elements):
                if case .table(let first)? = elements.first?.kind, !first.isInline {
                    try changeTables(elements, &left, &replacements, &removed)
                    continue
                }
                var kinds: [Int: DocumentChange.Kind] = [:]
                for (index, element) in elements.enumerated() {
                    kinds[index] = left.removeValue(forKey: element.range)
                }
                guard !kinds.isEmpty else { continue }
                let isGone = kinds.count == elements.count && kinds.values.allSatisfy { $0 == .remove }
                if isGone, !table.isInline {
                    removed.lines(of: entry.keyRange.lowerBound..<entry.value.range.upperBound)
                    gone += 1
                } else {
                    let editor = try ArrayEditor(document.source.bytes, lines, entry)
                    replacements += try editor.changing(kinds, &removed)
                }
            default: break
            }
        }
        return gone > 0 && gone == table.entries.count
    }

    /// Tables under headers of their own.
    private func changeTables(
        _ elements: [TOMLValue],
        _ left: inout [ByteRange: DocumentChange.Kind],
        _ replacements: inout [Replacement],
        _ removed: inout Removal
    ) throws(DocumentEditError) {
        for element in elements {
            guard case .table(let table) = element.kind else { continue }
            guard let kind = left.removeValue(forKey: element.range) else {
                try change(table, &left, &replacements, &removed)
                continue
            }
            switch kind {
            case .remove:
                if table.entries.contains(where: { $0.value.hasHeaders }) {
                    throw DocumentEditError(
                        message: "a table has others under headers of their own; write those in braces"
                    )
                }
                removed.lines(of: table.range.lowerBound..<end(of: table))
            case .set(let values, let comments):
                let changed = try table.replacements(values)
                replacements += changed
                guard let first = changed.map(\.range.lowerBound).min() else { continue }
                let place = lines.start(of: first)
                let above = comments.map { "# \($0)\(lines.ending)" }.joined()
                replacements.append(Replacement(range: place..<place, text: above))
            case .replace:
                throw DocumentEditError(message: "a table under a header is not replaced by values")
            }
        }
    }

    /// Where values and headers end: no comment above something reaches back past one.
    private func floors(_ table: TOMLTable) -> [Int] {
        var ends = table.form == .header ? [table.range.upperBound] : []
        for entry in table.entries {
            switch entry.value.kind {
            case .table(let inner): ends += floors(inner)
            case .array(let elements):
                for element in elements {
                    if case .table(let inner) = element.kind { ends += floors(inner) }
                    if !element.hasHeaders { ends.append(element.range.upperBound) }
                }
                if !entry.value.hasHeaders { ends.append(entry.value.range.upperBound) }
            default: ends.append(entry.value.range.upperBound)
            }
        }
        return ends
    }
}

extension TOMLTable {
    /// Other values of keys that it has.
    func replacements(_ values: [String: String]) throws(DocumentEditError) -> [Replacement] {
        var replacements: [Replacement] = []
        for (key, text) in values {
            guard let entry = self[key] else { throw DocumentEditError(message: "there is no \"\(key)\" to change") }
            replacements.append(Replacement(range: entry.value.range, text: text))
        }
        return replacements
    }
}

extension TOMLValue {
    /// Whether it is a table under a header, or an array of such.
    fileprivate var hasHeaders: Bool {
        switch kind {
        case .table(let table): table.form == .header || table.form == .implicit
        case .array(let elements): elements.first?.hasHeaders ?? false
        default: false
        }
    }
}

/// Whole lines that go, with the comments above them.
struct Removal {
    private let bytes: [UInt8]
    private let finder: LineFinder
    private let floors: [Int]
    private var ranges: [Range<Int>] = []

    init(bytes: [UInt8], lines: LineFinder, floors: [Int]) {
        self.bytes = bytes
        finder = lines
        self.floors = floors.sorted()
    }

    /// The lines of a stretch go, and the comments right above it.
    mutating func lines(of range: Range<Int>) {
        ranges.append(commentStart(above: range.lowerBound)..<finder.after(max(range.lowerBound, range.upperBound - 1)))
    }

    /// The beginning of the comment lines that stand right above the line of an offset; of the line where there is none.
    private func commentStart(above offset: Int) -> Int {
        let floor = floor(below: offset)
        var start = finder.start(of: offset)
        while start > 0 {
            let line = finder.start(of: start - 1)
            let first = bytes[line..<start].first { $0 != Byte.blank && $0 != Byte.tab }
            guard first == Byte.hash, line >= floor else { break }
            start = line
        }
        return start
    }

    /// The last of the ends that are not behind an offset.
    private func floor(below offset: Int) -> Int {
        var (low, high) = (0, floors.count)
        while low < high {
            let middle = (low + high) / 2
            if floors[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? floors[low - 1] : 0
    }

    /// What goes, lines that follow each other together; of two blank lines that then meet one goes too.
    var replacements: [Replacement] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged.map { range in
            let isBlankBefore = range.lowerBound == 0 || isBlank(finder.start(of: range.lowerBound - 1))
            let isBlankAfter = range.upperBound < bytes.count && isBlank(range.upperBound)
            let end = isBlankBefore && isBlankAfter ? finder.after(range.upperBound) : range.upperBound
            return Replacement(range: range.lowerBound..<end, text: "")
        }
    }

    /// Whether the line that begins at an offset is blank.
    private func isBlank(_ start: Int) -> Bool {
        bytes[start..<finder.after(start)].allSatisfy {
            $0 == Byte.blank || $0 == Byte.tab || $0 == Byte.newline || $0 == Byte.carriageReturn
        }
    }
}
