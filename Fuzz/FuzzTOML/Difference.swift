import ArmorTOML

/// The dotted path of the first entry in which two tables differ: order, keys, values or comments; none where they say
/// the same.
func difference(_ left: TOMLTable, _ right: TOMLTable) -> String? {
    guard left.entries.count == right.entries.count else { return "the number of keys" }
    for (mine, theirs) in zip(left.entries, right.entries) {
        // Byte for byte: two keys that Swift calls equal are two keys for TOML.
        guard mine.key.utf8.elementsEqual(theirs.key.utf8) else { return "the key \(mine.key)" }
        if let inner = difference(mine.value, theirs.value) { return "\(mine.key).\(inner)" }
    }
    return nil
}

private func difference(_ left: TOMLValue, _ right: TOMLValue) -> String? {
    guard left.comment == right.comment else { return "(comment)" }
    switch (left.kind, right.kind) {
    case (.string(let mine), .string(let theirs)): return mine.utf8.elementsEqual(theirs.utf8) ? nil : "(string)"
    case (.integer(let mine), .integer(let theirs)): return mine == theirs ? nil : "(integer)"
    case (.float(let mine), .float(let theirs)):
        // Bits, so that -0.0 stays itself; any NaN is as good as another.
        return mine.bitPattern == theirs.bitPattern || mine.isNaN && theirs.isNaN ? nil : "(float)"
    case (.boolean(let mine), .boolean(let theirs)): return mine == theirs ? nil : "(boolean)"
    case (.dateTime(let mine), .dateTime(let theirs)): return mine == theirs ? nil : "(date)"
    case (.array(let mine), .array(let theirs)):
        guard mine.count == theirs.count else { return "(count)" }
        for (index, pair) in zip(mine, theirs).enumerated() {
            if let inner = difference(pair.0, pair.1) { return "[\(index)]\(inner)" }
        }
        return nil
    case (.table(let mine), .table(let theirs)): return difference(mine, theirs)
    default: return "(type)"
    }
}
