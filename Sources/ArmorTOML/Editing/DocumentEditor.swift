import ArmorSource

/// Adds to a document, or takes from it, and keeps everything else of it, byte for byte: comments, order, blanks and line
/// ends.
///
/// An array on one line comes to have a line for each element, because a line that was added can then be seen, and taken
/// back, by itself. The caller reads the result again: only that shows that it means what was meant.
package struct DocumentEditor: Sendable {
    let document: TOMLDocument
    let lines: LineFinder
    /// Tables that come last in a document by custom: new tables are put before them.
    private let last: [String]

    /// Takes a document without errors.
    package init(_ document: TOMLDocument, last: [String] = []) {
        self.document = document
        self.last = last
        lines = LineFinder(document.source.bytes)
    }

    /// The text with all additions.
    package func adding(_ additions: [DocumentAddition]) throws(DocumentEditError) -> [UInt8] {
        var replacements: [Replacement] = []
        var sections = NewSections()
        for group in Self.grouped(additions) {
            guard let first = group.first else { continue }
            switch (first.place, try find(first.table)) {
            case (.ownTable, .tables(let end)): replacements.append(own(group, at: end))
            case (.ownTable, .missing): sections.add(group.map(ownTable))
            case (.element(let key, _), .table(let table, let prefix)):
                if let entry = table[key] {
                    replacements += try ArrayEditor(document.source.bytes, lines, entry).adding(group)
                } else {
                    replacements.append(insert(list(prefix + tomlKey(key), group), in: table))
                }
            case (.element(let key, _), .missing): sections.add(first.table, list(tomlKey(key), group))
            case (.setting, .table(let table, let prefix)):
                replacements.append(insert(group.flatMap { comments($0, "") + [prefix + $0.text] }, in: table))
            case (.setting, .missing): sections.add(first.table, group.flatMap { comments($0, "") + [$0.text] })
            case (_, .tables), (.ownTable, .table):
                throw DocumentEditError(
                    message: "\"\(first.table.joined(separator: "."))\" is written as another kind of table"
                )
            }
        }
        if !sections.isEmpty { replacements.append(insert(sections.texts)) }
        return Replacement.apply(replacements, to: document.source.bytes)
    }

    /// What goes to one key, or to one array of tables, together; the rest in the order of its first.
    private static func grouped(_ additions: [DocumentAddition]) -> [[DocumentAddition]] {
        struct Key: Hashable {
            let table: [String]
            let key: String?
            let kind: Int
        }
        func key(_ addition: DocumentAddition) -> Key {
            switch addition.place {
            case .element(let key, _): Key(table: addition.table, key: key, kind: 0)
            case .setting: Key(table: addition.table, key: nil, kind: 1)
            case .ownTable: Key(table: addition.table, key: nil, kind: 2)
            }
        }
        var order: [Key] = []
        var groups: [Key: [DocumentAddition]] = [:]
        for addition in additions {
            let key = key(addition)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(addition)
        }
        return order.compactMap { groups[$0] }
    }

    // MARK: Finding

    private enum Found {
        case missing
        /// A table, and what its keys are written behind.
        case table(TOMLTable, prefix: String)
        /// An array of tables under headers; behind the line on which the last of them ends.
        case tables(end: Int)
    }

    private func find(_ path: [String]) throws(DocumentEditError) -> Found {
        var table = document.root
        var dotted = ""
        for (index, name) in path.enumerated() {
            guard let entry = table[name] else { return .missing }
            switch entry.value.kind {
            case .table(let next):
                if next.isInline {
                    throw DocumentEditError(
                        message: "\"\(name)\" is written in braces; write it as [\(name)] to add to it"
                    )
                }
                dotted = next.form == .dotted ? dotted + tomlKey(name) + "." : ""
                table = next
            case .array(let elements):
                guard index == path.count - 1, case .table(let final)? = elements.last?.kind, !final.isInline else {
                    throw DocumentEditError(message: "\"\(name)\" is no table; write [[\(name)]] tables to add to it")
                }
                return .tables(end: lines.after(end(of: final)))
            default: throw DocumentEditError(message: "\"\(name)\" is no table")
            }
        }
        return table.form == .implicit ? .missing : .table(table, prefix: dotted)
    }

    /// Where what stands under a table's own header ends.
    func end(of table: TOMLTable) -> Int {
        let start = table.form == .header ? table.range.upperBound : 0
        return table.entries.map(\.value).reduce(start) { max($0, end(of: $1)) }
    }

    private func end(of value: TOMLValue) -> Int {
        switch value.kind {
        case .table(let table) where table.form == .dotted:
            table.entries.map(\.value).reduce(0) { max($0, end(of: $1)) }
        case .table(let table) where !table.isInline: 0
        case .array(let elements):
            if case .table(let first)? = elements.first?.kind, !first.isInline { 0 } else { value.range.upperBound }
        default: value.range.upperBound
        }
    }

    // MARK: Text

    private func comments(_ addition: DocumentAddition, _ indent: String) -> [String] {
        addition.comments.map { "\(indent)# \($0)" }
    }

    private func list(_ key: String, _ group: [DocumentAddition]) -> [String] {
        ["\(key) = ["] + group.flatMap { comments($0, "    ") + ["    \($0.text),"] } + ["]"]
    }

    private func ownTable(_ addition: DocumentAddition) -> [String] {
        let header = "[[\(addition.table.map(tomlKey).joined(separator: "."))]]"
        return comments(addition, "") + [header] + addition.text.split(separator: "\n").map(String.init)
    }

    /// Keys behind those that a table has.
    private func insert(_ text: [String], in table: TOMLTable) -> Replacement {
        let place = lines.after(end(of: table))
        return Replacement(range: place..<place, text: lines.joined(text, at: place))
    }

    /// Tables behind those of the same name.
    private func own(_ group: [DocumentAddition], at place: Int) -> Replacement {
        let text = group.flatMap { [""] + ownTable($0) }
        return Replacement(range: place..<place, text: lines.joined(text, at: place))
    }

    /// New tables, at the end or before those that come last by custom, with a blank line between all.
    private func insert(_ sections: [[String]]) -> Replacement {
        let bytes = document.source.bytes
        let first = last.compactMap { document.root[$0]?.value.range.lowerBound }.min()
        guard let first else {
            let text = sections.enumerated().flatMap { index, lines in
                bytes.isEmpty && index == 0 ? lines : [""] + lines
            }
            return Replacement(range: bytes.count..<bytes.count, text: lines.joined(text, at: bytes.count))
        }
        var place = lines.start(of: first)
        while place > 0, bytes[lines.start(of: place - 1)] == Byte.hash { place = lines.start(of: place - 1) }
        return Replacement(range: place..<place, text: lines.joined(sections.flatMap { $0 + [""] }, at: place))
    }
}

/// Tables that a document does not have yet, in the order of their first line.
private struct NewSections {
    private var order: [[String]] = []
    private var byTable: [[String]: [String]] = [:]
    private var owned: [[String]] = []

    var isEmpty: Bool { order.isEmpty && owned.isEmpty }

    mutating func add(_ table: [String], _ lines: [String]) {
        if byTable[table] == nil { order.append(table) }
        byTable[table, default: ["[\(table.map(tomlKey).joined(separator: "."))]"]] += lines
    }

    mutating func add(_ tables: [[String]]) { owned += tables }

    var texts: [[String]] { order.compactMap { byTable[$0] } + owned }
}
