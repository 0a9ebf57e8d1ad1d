/// The fields of one record, taken out one by one; what is left has no place of its own.
struct FieldTable {
    private struct Entry {
        let key: Range<Int>
        let value: Range<Int>
        let isQuoted: Bool
        var isTaken = false
    }

    private let text: [UInt8]
    private var entries: [Entry] = []
    /// The first thing in it that no kernel writes.
    private(set) var doubt: Doubt?
    /// Whether the last value had no closing quote: the record is cut.
    let isCut: Bool
    /// Whether there are words that are no fields.
    let hasGarbage: Bool
    /// Whether the names that the enriched form adds follow without its separator: the line went through a program that
    /// dropped it, so that it is not the audit daemon's own.
    private(set) var lacksSeparator = false
    /// No record has so many fields: what follows is passed over, and the record not believed.
    private static let limit = 128

    /// - Parameter keepsOpen: whether a value without a closing quote is a field all the same.
    init(_ text: [UInt8], _ body: Range<Int>, keepsOpen: Bool = true) {
        self.text = text
        entries.reserveCapacity(24)
        var scanner = FieldScanner(body)
        let span = text.span
        while entries.count < Self.limit, let field = scanner.next(span) {
            let key = field.key
            // What `ausearch` and the enriched form add: the names of users and the like.
            if !key.contains(where: { span[$0] >= 0x61 }) {
                lacksSeparator = true
                continue
            }
            if doubt == nil, entries.contains(where: { span.equals($0.key, span, key) }) { doubt = .repeated }
            if !field.isQuoted,
                field.value.contains(where: { span[$0] == UInt8(ascii: "\"") || span[$0] == UInt8(ascii: "=") })
            {
                // `ouid=33FSUID="www"`: the separator is what is missing.
                if Self.isWithoutSeparator(text[field.value]) {
                    lacksSeparator = true
                } else {
                    doubt = doubt ?? .grammar
                }
            }
            if scanner.isCut, !keepsOpen { break }
            entries.append(Entry(key: key, value: field.value, isQuoted: field.isQuoted))
        }
        isCut = scanner.isCut
        hasGarbage = scanner.metGarbage
        if scanner.metGarbage || entries.count == Self.limit { doubt = .grammar }
    }

    private static func isWithoutSeparator(_ value: ArraySlice<UInt8>) -> Bool {
        let rest = value.drop { $0 &- 0x30 < 10 }
        return rest.count < value.count && rest.first.map { 0x41...0x5A ~= $0 } ?? false
    }

    func has(_ key: StaticString) -> Bool { entries.contains { text.span.equals(key, in: $0.key) } }

    private func index(_ key: StaticString) -> Int? {
        let span = text.span
        return entries.firstIndex { !$0.isTaken && span.equals(key, in: $0.key) }
    }

    private mutating func take(_ key: StaticString) -> Entry? {
        guard let index = index(key) else { return nil }
        entries[index].isTaken = true
        return entries[index]
    }

    /// The first value of a key as it is written, which is not taken.
    func first(_ key: StaticString) -> String? {
        index(key).map { String(decoding: text[entries[$0].value], as: UTF8.self) }
    }

    /// A value as it is written.
    mutating func raw(_ key: StaticString) -> [UInt8]? { take(key).map { Array(text[$0.value]) } }

    /// A value that the kernel chose.
    mutating func word(_ key: StaticString) -> String? {
        take(key).map { String(decoding: text[$0.value], as: UTF8.self) }
    }

    /// A value that others chose: decoded where it is bare and hexadecimal.
    mutating func name(_ key: StaticString) -> [UInt8]? {
        guard let entry = take(key) else { return nil }
        if entry.isQuoted { return Array(text[entry.value]) }
        // No name in a kernel holds a NUL.
        if let decoded = HexName.decoded(text.span, entry.value), !decoded.contains(0) { return decoded }
        if doubt == nil { doubt = .badName }
        return Array(text[entry.value])
    }

    /// Like a name, but words of the kernel's own may stand there bare.
    mutating func address(_ key: StaticString) -> [UInt8]? {
        guard let entry = take(key) else { return nil }
        if !entry.isQuoted, let decoded = HexName.decoded(text.span, entry.value) { return decoded }
        return Array(text[entry.value])
    }

    /// A decimal number; left among the others where it is none, or does not fit. Where a log lost the separator of the
    /// enriched form, words in upper case follow it at once.
    mutating func number<Number: FixedWidthInteger>(_ key: StaticString, _: Number.Type = Number.self) -> Number? {
        guard let entry = index(key).map({ entries[$0] }) else { return nil }
        var digits = text[entry.value]
        if let tail = digits.firstIndex(where: { (0x41...0x5A).contains($0) }), tail > digits.startIndex {
            digits = digits[..<tail]
            lacksSeparator = true
        }
        guard let number = Number(String(decoding: digits, as: UTF8.self)) else {
            if doubt == nil { doubt = .grammar }
            return nil
        }
        _ = take(key)
        return number
    }

    /// What was not taken, in the line's order.
    var others: [OtherField] {
        entries.filter { !$0.isTaken }.map { OtherField(key: text.span.text($0.key), value: Array(text[$0.value])) }
    }
}
