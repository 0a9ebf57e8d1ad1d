/// An access as a summary has it, without its name.
struct AccessText: Sendable {
    let bytes: [UInt8]
    /// How many of the bytes come up to the profile.
    let headLength: Int
    /// The places of the values that are the same in a record and in a summary, in their order.
    let copies: [(value: CopiedValue, place: Range<Int>)]

    /// Whether a copied value of a part is in the text, as it is.
    func has(_ copy: RecordPatterns.Copy, of parts: RecordPatterns) -> Bool {
        copies.contains { $0.value == copy.value.written && bytes[$0.place].elementsEqual(parts.bytes[copy.range]) }
    }

    /// Adds the text. Returns how many bytes come up to the profile.
    func write(to text: inout ByteText) -> Int {
        text.append(bytes.span, bytes.indices)
        return headLength
    }

    /// Adds the text with the values of other parts instead of its own. Returns how many bytes come up to the profile.
    ///
    /// - Parameters:
    ///   - shape: the numbers of the parts.
    ///   - heads: the patterns of all heads.
    ///   - tails: those of all tails of the shape's kind.
    func write(
        _ shape: ShapeTable.Key,
        _ heads: RecordPatterns,
        _ tails: RecordPatterns,
        to text: inout ByteText
    ) -> Int {
        var (copied, head) = (0, headLength)
        let span = bytes.span
        for (value, place) in copies {
            let range: Range<Int>
            if let inHead = heads.written(shape.head, as: value) {
                text.append(span, copied..<place.lowerBound)
                text.append(heads.bytes.span, inHead)
                range = inHead
            } else if let inTail = tails.written(shape.tail, as: value) {
                text.append(span, copied..<place.lowerBound)
                text.append(tails.bytes.span, inTail)
                range = inTail
            } else {
                continue
            }
            copied = place.upperBound
            if copied <= headLength { head += range.count - place.count }
        }
        text.append(span, copied..<bytes.count)
        return head
    }
}

/// A value that a summary takes over from a record and that decides nothing else of it: where two records differ in such
/// values alone, so do their summaries.
enum CopiedValue: Sendable {
    case profile, target, peer, peerAddress, peerLabel, program, fsuid, ouid
    /// What D-Bus calls the profile.
    case label

    /// The key in a summary.
    var key: StaticString {
        switch self {
        case .profile, .label: "profile"
        case .target: "target"
        case .peer: "peer"
        case .peerAddress: "peer_addr"
        case .peerLabel: "peer_label"
        case .program: "execpath"
        case .fsuid: "fsuid"
        case .ouid: "ouid"
        }
    }

    /// The value of a key of a record; `nil` for other keys.
    @inline(__always)
    private init?(_ text: Span<UInt8>, key: Range<Int>) {
        switch key.count {
        case 4 where text.equals("peer", in: key): self = .peer
        case 4 where text.equals("ouid", in: key): self = .ouid
        case 5 where text.equals("fsuid", in: key): self = .fsuid
        case 5 where text.equals("label", in: key): self = .label
        case 6 where text.equals("target", in: key): self = .target
        case 7 where text.equals("profile", in: key): self = .profile
        case 8 where text.equals("execpath", in: key): self = .program
        case 9 where text.equals("peer_addr", in: key): self = .peerAddress
        case 10 where text.equals("peer_label", in: key): self = .peerLabel
        default: return nil
        }
    }

    /// The value that a summary has for this one.
    var written: CopiedValue { self == .label ? .profile : self }

    private var isNumber: Bool { self == .fsuid || self == .ouid }

    /// The kind of a field whose value is certain to be copied if it is written at all; `nil` for all other fields.
    init?(_ text: Span<UInt8>, _ field: FieldScanner.Field) {
        guard let value = Self(text, key: field.key),
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

    /// Adds the value as a summary has it.
    func append(_ text: Span<UInt8>, _ value: Range<Int>, to bytes: inout [UInt8]) {
        if !isNumber { bytes.append(UInt8(ascii: "\"")) }
        bytes.append(text, value)
        if !isNumber { bytes.append(UInt8(ascii: "\"")) }
    }
}
