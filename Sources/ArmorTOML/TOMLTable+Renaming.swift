import ArmorSource

extension TOMLTable {
    /// Returns the same table with its keys replaced, for languages that have several spellings of one key.
    ///
    /// - Parameter name: the new name of an entry; `nil` leaves the entry out.
    /// - Returns: the entries in their order. Of entries that get one name, only the first is kept.
    package func renamingKeys(_ name: (TOMLEntry) -> String?) -> TOMLTable {
        var kept: [TOMLEntry] = []
        var index = KeyIndex()
        for entry in entries {
            guard let name = name(entry), index.position(of: name) == nil else { continue }
            index.append(name)
            kept.append(TOMLEntry(key: name, keyRange: entry.keyRange, value: entry.value))
        }
        return TOMLTable(entries: kept, index: index, range: range, form: form)
    }
}
