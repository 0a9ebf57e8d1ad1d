/// Parts of records, all heads, all rests or all tails of a table: of each what is left without the values that are copied,
/// as a number, and those values as a summary has them.
struct RecordPatterns: Sendable {
    /// By the number of the part; ``none`` for one that has no pattern.
    private(set) var numbers: [Int32] = []
    /// Whether a part has a field `profile`, before which `label` does not count.
    private(set) var haveProfile: [Bool] = []
    /// Where in ``copies`` those of each part begin, and at the end where the last end.
    private var starts: [UInt32] = [0]
    private var copies: [Copy] = []
    /// The copied values.
    private(set) var bytes: [UInt8] = []

    struct Copy: Sendable {
        let value: CopiedValue
        fileprivate let start: UInt32
        fileprivate let length: UInt32

        var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
    }

    static let none: Int32 = -1

    /// - Parameters:
    ///   - parts: the bytes of all of them fit into 32 bits.
    ///   - text: what of a part's bytes is a part of a record. It may begin within a value, or with the quote at its end:
    ///     neither looks like a field.
    init(_ parts: ByteTable, text: ([UInt8]) -> [UInt8]) {
        var table = ByteTable(ByteHash(), limit: ShapeTable.mostParts)
        for number in 0..<parts.count { add(text(parts.bytes(number)), &table) }
    }

    private mutating func add(_ part: [UInt8], _ table: inout ByteTable) {
        let span = part.span
        var scanner = FieldScanner(part.indices)
        var (pattern, copied): ([UInt8], Int) = ([], 0)
        var places: [Int] = []
        pattern.reserveCapacity(part.count + 16)
        var hasProfile = false
        while let field = scanner.next(span) {
            if span.equals("profile", in: field.key) { hasProfile = true }
            guard let value = CopiedValue(span, field), self[numbers.count, value] == nil else { continue }
            pattern.append(span, copied..<field.value.lowerBound)
            copied = field.value.upperBound
            places.append(pattern.count)
            let start = bytes.count
            value.append(span, field.value, to: &bytes)
            copies.append(Copy(value: value, start: UInt32(start), length: UInt32(bytes.count - start)))
        }
        pattern.append(span, copied..<part.count)
        // Where values were left out, and how many: an empty value that stays looks the same.
        for place in places {
            for shift in [0, 8, 16] { pattern.append(UInt8(truncatingIfNeeded: place >> shift)) }
        }
        pattern.append(UInt8(truncatingIfNeeded: places.count))
        let number = table.number(pattern.span, 0..<pattern.count)?.number
        numbers.append(number.map { Int32($0) } ?? Self.none)
        haveProfile.append(hasProfile)
        starts.append(UInt32(copies.count))
    }

    /// The copies of a part; of the one that is being added those so far.
    @inline(__always)
    subscript(part: Int) -> ArraySlice<Copy> {
        copies[Int(starts[part])..<(part + 1 < starts.count ? Int(starts[part + 1]) : copies.count)]
    }

    /// Where in ``bytes`` the value of a part is; `nil` where the part has none of that kind.
    @inline(__always)
    subscript(part: Int, value: CopiedValue) -> Range<Int>? {
        let end = part + 1 < starts.count ? Int(starts[part + 1]) : copies.count
        for index in Int(starts[part])..<end where copies[index].value == value { return copies[index].range }
        return nil
    }

    /// The same for what is written in a summary as that kind.
    @inline(__always)
    func written(_ part: Int, as value: CopiedValue) -> Range<Int>? {
        self[part, value] ?? (value == .profile ? self[part, .label] : nil)
    }
}
