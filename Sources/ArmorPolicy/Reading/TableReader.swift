package import ArmorGlob
package import ArmorSource
package import ArmorTOML

/// Reads the keys of one table: each getter refuses a value of the wrong type at its place and returns none.
package struct TableReader {
    package let context: ReadingContext
    package let table: TOMLTable

    /// Takes every key.
    package init(_ context: ReadingContext, _ table: TOMLTable) {
        self.context = context
        self.table = table
    }

    /// Refuses every key that is not among those known.
    package init(_ context: ReadingContext, _ table: TOMLTable, keys: [KeySchema]) {
        self.init(context, table, names: keys.map(\.name))
    }

    /// The same, of a table of another language.
    package init(_ context: ReadingContext, _ table: TOMLTable, names: [String]) {
        self.init(context, table)
        for entry in table.entries where !names.contains(entry.key) {
            context.unknown("unknown-key", "key", entry.key, among: names, at: entry.keyRange)
        }
    }

    package var range: ByteRange { table.range }

    /// Where a key stands; the table where it does not.
    package func keyRange(_ key: String) -> ByteRange { table[key]?.keyRange ?? range }

    package func value(_ key: String) -> TOMLValue? { table[key]?.value }

    /// A value that must be there.
    package func required<Value>(_ key: String, _ value: Value?) -> Value? {
        if value == nil, table[key] == nil {
            context.error("missing-key", "\"\(key)\" is missing", at: table.range)
        }
        return value
    }

    /// A value that was read, with its place.
    func located<Value: Sendable>(_ key: String, _ read: Value?) -> Located<Value>? {
        guard let read, let value = value(key) else { return nil }
        return Located(read, range: value.range, layer: context.layer)
    }

    package func string(_ key: String) -> Located<String>? {
        guard let value = value(key) else { return nil }
        return string(of: value, key)
    }

    private func string(of value: TOMLValue, _ key: String) -> Located<String>? {
        guard case .string(let text) = value.kind else {
            wrongType(key, "a string", value)
            return nil
        }
        return Located(text, range: value.range, layer: context.layer)
    }

    package func boolean(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .boolean(let flag) = value.kind else {
            wrongType(key, "true or false", value)
            return nil
        }
        return flag
    }

    package func integer(_ key: String, in range: ClosedRange<Int64>) -> Int? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value.kind else {
            wrongType(key, "an integer", value)
            return nil
        }
        guard range.contains(number), let result = Int(exactly: number) else {
            context.error(
                "out-of-range",
                "\"\(key)\" must be \(range.lowerBound) to \(range.upperBound)",
                at: value.range
            )
            return nil
        }
        return result
    }

    /// A list of strings, each once; one string counts as a list of one where `orOne` says so. Where a list without
    /// strings would mean more than it says, `ifEmpty` says what to do instead.
    package func strings(_ key: String, orOne: Bool = false, ifEmpty help: String? = nil) -> [Located<String>] {
        guard let value = value(key) else { return [] }
        switch value.kind {
        case .array(let items):
            if items.isEmpty, help != nil {
                context.error("empty-list", "\"\(key)\" is empty", at: value.range, help: help)
            }
            return once(
                items.compactMap { item in
                    if case .string(let text) = item.kind {
                        return Located(text, range: item.range, layer: context.layer)
                    }
                    context.error("wrong-type", "\"\(key)\" must hold strings, not \(item.typeName)", at: item.range)
                    return nil
                }
            )
        case .string(let text) where orOne:
            return [Located(text, range: value.range, layer: context.layer)]
        default:
            wrongType(key, orOne ? "a string or a list of strings" : "a list of strings", value)
            return []
        }
    }

    /// Refuses what stands twice in a list.
    private func once(_ texts: [Located<String>]) -> [Located<String>] {
        var first: [String: Located<String>] = [:]
        return texts.filter { text in
            guard let before = first.updateValue(text, forKey: text.value) else { return true }
            context.error(
                "duplicate",
                "\"\(text.value)\" stands twice",
                at: text.range,
                notes: [Diagnostic.Note("first said here", at: before.place)],
                help: "delete one of the two"
            )
            return false
        }
    }

    /// One word out of a fixed set.
    package func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) -> Word?
    where Word.RawValue == String {
        string(key).flatMap { word($0, key) }
    }

    private func word<Word: RawRepresentable & CaseIterable>(_ text: Located<String>, _ key: String) -> Word?
    where Word.RawValue == String {
        if let word = Word(rawValue: text.value) { return word }
        context.unknown("unknown-word", key, text.value, among: Word.allCases.map(\.rawValue), at: text.range)
        return nil
    }

    /// Words out of a fixed set, each once, in the set's own order; an empty list is refused.
    package func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ key: String,
        _: Word.Type,
        ifEmpty help: String = "leave the key out to mean all"
    ) -> [Word]
    where Word.RawValue == String {
        let found: [Word] = strings(key, orOne: true, ifEmpty: help).compactMap { word($0, key) }
        return Word.allCases.filter(Set(found).contains)
    }

    /// A glob of the given kind.
    package func glob(_ key: String, _ kind: GlobKind) -> Glob? {
        string(key).flatMap { context.glob($0.value, kind, at: $0.range) }
    }

    /// A table inside this one.
    package func subtable(_ key: String, keys: [KeySchema]) -> TableReader? {
        guard let value = value(key) else { return nil }
        guard case .table(let table) = value.kind else {
            wrongType(key, "a table", value)
            return nil
        }
        return TableReader(context, table, keys: keys)
    }

    package func wrongType(_ key: String, _ expected: String, _ value: TOMLValue) {
        context.error("wrong-type", "\"\(key)\" must be \(expected), not \(value.typeName)", at: value.range)
    }
}
