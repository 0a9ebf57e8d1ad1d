/// An access as a summary has it, without its name.
struct AccessText: Sendable {
    let bytes: [UInt8]
    /// How many of the bytes come up to the profile.
    let headLength: Int
    /// The places of the values that are the same in a record and in a summary, in their order.
    let copies: [(value: CopiedValue, place: Range<Int>)]

    /// Whether a value is in the text once, as these bytes.
    func has(_ copy: RecordPattern.Copy) -> Bool {
        guard let place = copies.first(where: { $0.value == copy.value })?.place else { return false }
        return copies.count { $0.value == copy.value } == 1 && bytes[place].elementsEqual(copy.text)
    }

    /// Writes the text with other values in the places of its own. Returns how many bytes come up to the profile.
    func write(with values: [RecordPattern.Copy], to text: inout ByteText) -> Int {
        var (copied, head) = (0, headLength)
        let span = bytes.span
        for (value, place) in copies {
            guard let other = values.first(where: { $0.value == value })?.text else { continue }
            text.append(span, copied..<place.lowerBound)
            text.append(other.span, 0..<other.count)
            copied = place.upperBound
            if copied <= headLength { head += other.count - place.count }
        }
        text.append(span, copied..<bytes.count)
        return head
    }
}

/// A value that a summary takes over from a record and that decides nothing else of it: where two records differ in such
/// values alone, so do their summaries.
enum CopiedValue: Sendable, CaseIterable {
    case profile, target, peer, fsuid, ouid

    var key: StaticString {
        switch self {
        case .profile: "profile"
        case .target: "target"
        case .peer: "peer"
        case .fsuid: "fsuid"
        case .ouid: "ouid"
        }
    }

    private var isNumber: Bool { self == .fsuid || self == .ouid }

    /// The kind of a field whose value is certain to be copied if it is written at all; `nil` for all other fields.
    init?(_ text: Span<UInt8>, _ field: FieldScanner.Field) {
        guard let value = Self.allCases.first(where: { text.equals($0.key, in: field.key) }),
            value.isNumber ? Self.isNumber(text, field) : Self.isPlain(text, field)
        else { return nil }
        self = value
    }

    /// Whether the value is written as it would be printed.
    private static func isNumber(_ text: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        let value = field.value
        guard !field.isQuoted, (1...9).contains(value.count), value.count == 1 || text[value.lowerBound] != 0x30 else {
            return false
        }
        return value.allSatisfy { text[$0] &- 0x30 < 10 }
    }

    /// Whether the value is in quotes, and a string of JSON has the same bytes. A colon begins a namespace.
    private static func isPlain(_ text: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        let value = field.value
        guard field.isQuoted, value.upperBound < text.count, !value.isEmpty,
            text[value.lowerBound] != UInt8(ascii: ":")
        else { return false }
        return value.allSatisfy { text[$0] &- 0x20 < 0x5F && text[$0] != UInt8(ascii: "\\") }
    }

    /// The value as a summary has it.
    func written(_ value: ArraySlice<UInt8>) -> [UInt8] {
        isNumber ? Array(value) : [UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")]
    }
}

/// A head or a rest of records: what is left without the values that are copied, by number, and those values.
struct RecordPattern: Sendable {
    struct Copy: Sendable {
        let value: CopiedValue
        /// As a summary has it.
        let text: [UInt8]
    }

    let number: Int
    let copies: [Copy]

    /// Takes a part of a record apart; `nil` where there is no room for its pattern.
    ///
    /// - Parameter start: where the part's fields begin.
    init?(_ part: [UInt8], from start: Int, _ patterns: inout ByteTable) {
        let span = part.span
        var scanner = FieldScanner(min(start, part.count)..<part.count)
        var (pattern, copied): ([UInt8], Int) = ([], 0)
        var copies: [Copy] = []
        while let field = scanner.next(span) {
            guard let value = CopiedValue(span, field), !copies.contains(where: { $0.value == value }) else { continue }
            pattern.append(span, copied..<field.value.lowerBound)
            copied = field.value.upperBound
            copies.append(Copy(value: value, text: value.written(part[field.value])))
        }
        pattern.append(span, copied..<part.count)
        guard let number = patterns.number(pattern.span, 0..<pattern.count)?.number else { return nil }
        (self.number, self.copies) = (number, copies)
    }
}
