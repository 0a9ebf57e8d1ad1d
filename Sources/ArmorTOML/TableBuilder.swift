import ArmorSource

/// One part of a dotted key, without its quotes, and where it stands.
struct KeyPart {
    let name: String
    let range: ByteRange
}

/// Two definitions that TOML does not allow beside each other.
struct TableConflict: Error {
    let code: String
    let message: String
    let range: ByteRange
    let first: ByteRange
    var help: String?
}

/// The tables of a document while they grow.
///
/// Tables refer to each other by number, so that adding to one never copies another: nested values that are changed in
/// place would be copied at each level.
struct TableBuilder {
    /// The document's own table.
    static let root = 0

    private enum Slot {
        case value(TOMLValue)
        case table(Int)
        /// An array of tables, by its number in `lists`.
        case tables(Int)
    }

    private struct Entry {
        let part: KeyPart
        let slot: Slot
    }

    private struct Node {
        var entries: [Entry] = []
        var index = KeyIndex()
        var range: ByteRange
        var form: TOMLTable.Form
        var comment: String?
    }

    private var nodes: [Node]
    private var lists: [[Int]] = []

    init(root range: ByteRange) { nodes = [Node(range: range, form: .root)] }

    /// How many tables there are.
    var count: Int { nodes.count }

    // MARK: Headers

    /// A table that is in no other: for what follows a header that makes no sense, and for braces.
    mutating func makeTable(_ form: TOMLTable.Form, at range: ByteRange) -> Int {
        nodes.append(Node(range: range, form: form))
        return nodes.count - 1
    }

    /// The table that `[path]` defines.
    mutating func open(_ path: [KeyPart], at range: ByteRange, comment: String?) throws(TableConflict) -> Int {
        let (parent, last) = try walkHeader(path)
        guard let entry = entry(last, in: parent) else {
            let table = makeTable(.header, at: range)
            nodes[table].comment = comment
            add(last, .table(table), to: parent)
            return table
        }
        switch entry.slot {
        case .table(let table) where nodes[table].form == .implicit:
            nodes[table].form = .header
            nodes[table].range = range
            nodes[table].comment = comment
            return table
        case .table(let table):
            let help = "put the keys under the first header"
            throw conflict(
                "toml-duplicate-table",
                "the table \"\(last.name)\" is defined twice",
                last,
                nodes[table].range,
                help
            )
        case .tables:
            let help = "write [[\(tomlKey(last.name))]] to add an element"
            throw conflict(
                "toml-duplicate-table",
                "\"\(last.name)\" is an array of tables",
                last,
                entry.part.range,
                help
            )
        case .value(let value):
            throw conflict(
                "toml-duplicate-key",
                "\"\(last.name)\" is \(value.typeName) already",
                last,
                entry.part.range
            )
        }
    }

    /// The new last element that `[[path]]` adds.
    mutating func append(_ path: [KeyPart], at range: ByteRange, comment: String?) throws(TableConflict) -> Int {
        let (parent, last) = try walkHeader(path)
        let found = entry(last, in: parent)
        var list = lists.count
        switch found?.slot {
        case nil: break
        case .tables(let known): list = known
        case .table(let table):
            let message = "\"\(last.name)\" is a table already, not an array of tables"
            throw conflict("toml-duplicate-table", message, last, nodes[table].range)
        case .value(let value):
            let message = "\"\(last.name)\" is \(value.typeName) already"
            throw conflict("toml-duplicate-key", message, last, found?.part.range ?? last.range)
        }
        let table = makeTable(.header, at: range)
        nodes[table].comment = comment
        if found == nil {
            lists.append([table])
            add(last, .tables(list), to: parent)
        } else {
            lists[list].append(table)
        }
        return table
    }

    /// The table that holds the last part of a header's path; makes those between.
    private mutating func walkHeader(_ path: [KeyPart]) throws(TableConflict) -> (parent: Int, last: KeyPart) {
        var table = Self.root
        for part in path.dropLast() {
            switch entry(part, in: table)?.slot {
            case nil:
                let next = makeTable(.implicit, at: part.range)
                add(part, .table(next), to: table)
                table = next
            case .table(let next): table = next
            case .tables(let list): table = lists[list].last ?? table
            case .value(let value): throw notExtensible(part, value, in: table)
            }
        }
        return (table, path[path.count - 1])
    }

    // MARK: Keys

    /// Sets `path = value` in a table.
    mutating func insert(_ path: [KeyPart], _ value: TOMLValue, into start: Int) throws(TableConflict) {
        var table = start
        for part in path.dropLast() { table = try stepIntoDotted(part, of: table) }
        let last = path[path.count - 1]
        if let first = entry(last, in: table) {
            throw conflict("toml-duplicate-key", "the key \"\(last.name)\" is defined twice", last, first.part.range)
        }
        add(last, .value(value), to: table)
    }

    /// The table under one part of a dotted key. Only tables that dotted keys made may be extended by them.
    private mutating func stepIntoDotted(_ part: KeyPart, of table: Int) throws(TableConflict) -> Int {
        guard let entry = entry(part, in: table) else {
            let next = makeTable(.dotted, at: part.range)
            add(part, .table(next), to: table)
            return next
        }
        switch entry.slot {
        case .table(let next) where nodes[next].form == .dotted: return next
        case .table(let next):
            let message = "\"\(part.name)\" is a table that a header defines; a dotted key cannot add to it"
            throw conflict("toml-duplicate-table", message, part, nodes[next].range, "put the key under that header")
        case .tables:
            let message = "\"\(part.name)\" is an array of tables; a dotted key cannot add to it"
            throw conflict("toml-duplicate-table", message, part, entry.part.range)
        case .value(let value): throw notExtensible(part, value, in: table)
        }
    }

    // MARK: Parts

    private func entry(_ part: KeyPart, in table: Int) -> Entry? {
        nodes[table].index.position(of: part.name).map { nodes[table].entries[$0] }
    }

    private mutating func add(_ part: KeyPart, _ slot: Slot, to table: Int) {
        nodes[table].entries.append(Entry(part: part, slot: slot))
        nodes[table].index.append(part.name)
    }

    private func conflict(
        _ code: String,
        _ message: String,
        _ part: KeyPart,
        _ first: ByteRange,
        _ help: String? = nil
    ) -> TableConflict {
        TableConflict(code: code, message: message, range: part.range, first: first, help: help)
    }

    private func notExtensible(_ part: KeyPart, _ value: TOMLValue, in table: Int) -> TableConflict {
        let first = entry(part, in: table)?.part.range ?? value.range
        guard case .table = value.kind else {
            let message = "\"\(part.name)\" is \(value.typeName), so it has no keys"
            return conflict("toml-not-a-table", message, part, first)
        }
        let message = "\"\(part.name)\" is an inline table; nothing can be added to it"
        return conflict("toml-not-a-table", message, part, first, "put the key into its braces")
    }

    // MARK: Freezing

    /// The whole document.
    func freeze() -> TOMLTable { table(Self.root) }

    /// A table in braces, done; forgets it and what dotted keys in it made.
    mutating func close(inline number: Int, at range: ByteRange) -> TOMLTable {
        nodes[number].range = range
        let result = table(number)
        nodes.removeSubrange(number...)
        return result
    }

    /// Recurses as deep as headers and dotted keys go, which ``Limits/keyParts`` bounds.
    private func table(_ number: Int) -> TOMLTable {
        let node = nodes[number]
        let entries = node.entries.map { entry in
            TOMLEntry(key: entry.part.name, keyRange: entry.part.range, value: value(entry.slot))
        }
        return TOMLTable(entries: entries, index: node.index, range: node.range, form: node.form)
    }

    private func value(_ slot: Slot) -> TOMLValue {
        switch slot {
        case .value(let value): return value
        case .table(let number):
            return TOMLValue(range: nodes[number].range, kind: .table(table(number)), comment: nodes[number].comment)
        case .tables(let list):
            let elements = lists[list].map { value(.table($0)) }
            return TOMLValue(range: elements.first?.range ?? 0..<0, kind: .array(elements), comment: nil)
        }
    }
}
