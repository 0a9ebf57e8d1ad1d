/// The container that apparmor_parser writes and the kernel unpacks: little-endian values, each behind a byte that says its
/// type, some behind a name as well.
///
/// Where a name is asked for it must be there and match; where none is, any name is passed over. That is the kernel's rule
/// (security/apparmor/policy_unpack.c), and what it would not take is not taken here.
struct PolicyStream {
    enum Kind: UInt8 {
        case u8 = 0
        case u16, u32, u64, name, string, blob, structure, structureEnd, list, listEnd, array, arrayEnd, offset
    }

    let bytes: [UInt8]
    private(set) var index = 0

    /// Levels of structures; parsers write four.
    private static let deepest = 16

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index >= bytes.count }

    /// Whether a value of that type and name stands here; it is stepped into, its content not yet read.
    mutating func enter(_ kind: Kind, _ name: String? = nil) -> Bool {
        let start = index
        if peek() == .name {
            index += 1
            guard let tag = text(), name.map({ tag.elementsEqual($0.utf8) }) ?? true else {
                index = start
                return false
            }
        } else if name != nil {
            return false
        }
        guard peek() == kind else {
            index = start
            return false
        }
        index += 1
        return true
    }

    /// A 32-bit number, or nothing (and no step) where none of that name stands here.
    mutating func optionalNumber(_ name: String? = nil) throws(CompiledError) -> UInt32? {
        guard enter(.u32, name) else { return nil }
        return UInt32(try unsigned(4))
    }

    mutating func number(_ name: String? = nil) throws(CompiledError) -> UInt32 {
        if let number = try optionalNumber(name) { return number }
        throw CompiledError(.expected(name ?? "a number"), at: index)
    }

    mutating func longNumber() throws(CompiledError) -> UInt64 {
        guard enter(.u64) else { throw CompiledError(.expected("a 64-bit number"), at: index) }
        return try unsigned(8)
    }

    mutating func shortNumber() throws(CompiledError) -> UInt16 {
        guard enter(.u16) else { throw CompiledError(.expected("a 16-bit number"), at: index) }
        return UInt16(try unsigned(2))
    }

    /// The count at the head of an array that was stepped into.
    mutating func count() throws(CompiledError) -> Int { Int(try unsigned(2)) }

    /// A text without its final NUL; NULs inside are kept.
    mutating func optionalString(_ name: String? = nil) throws(CompiledError) -> [UInt8]? {
        guard enter(.string, name) else { return nil }
        guard let text = text() else { throw CompiledError(.badText, at: index) }
        return Array(text)
    }

    mutating func string() throws(CompiledError) -> [UInt8] {
        guard let text = try optionalString() else { throw CompiledError(.expected("a text"), at: index) }
        return text
    }

    /// Where a blob's data lie, the zeros that align it left out. `name` as in `enter`.
    mutating func optionalBlob(_ name: String) throws(CompiledError) -> Range<Int>? {
        guard enter(.blob, name) else { return nil }
        let count = Int(try unsigned(4))
        guard count <= bytes.count - index else { throw CompiledError(.truncated, at: index) }
        let start = index
        index += count
        // The kernel's formula: the data end where the blob ends, at the same offset from a multiple of eight.
        let padding = -(start - (index & 7)) & 7
        guard padding <= count else { throw CompiledError(.truncated, at: start) }
        return start + padding..<index
    }

    /// The end of a structure or an array must stand here.
    mutating func end(_ kind: Kind) throws(CompiledError) {
        guard enter(kind) else { throw CompiledError(.expected("the end of a structure"), at: index) }
    }

    /// Passes over the content of a structure that was stepped into, and its end.
    mutating func skipStructure() throws(CompiledError) {
        var depth = 1
        while depth > 0 {
            guard let kind = peek() else { throw CompiledError(.truncated, at: index) }
            index += 1
            switch kind {
            case .u8: _ = try unsigned(1)
            case .u16, .array: _ = try unsigned(2)
            case .u32, .offset: _ = try unsigned(4)
            case .u64: _ = try unsigned(8)
            case .name, .string:
                guard text() != nil else { throw CompiledError(.badText, at: index) }
            case .blob:
                let count = Int(try unsigned(4))
                guard count <= bytes.count - index else { throw CompiledError(.truncated, at: index) }
                index += count
            case .structure, .list: depth += 1
            case .structureEnd, .listEnd: depth -= 1
            case .arrayEnd: break
            }
            guard depth <= Self.deepest else { throw CompiledError(.tooDeep, at: index) }
        }
    }

    private func peek() -> Kind? { index < bytes.count ? Kind(rawValue: bytes[index]) : nil }

    /// The bytes of a name or string whose type was read; none where it does not end in a NUL.
    private mutating func text() -> ArraySlice<UInt8>? {
        guard index + 2 <= bytes.count else { return nil }
        let count = Int(bytes[index]) | Int(bytes[index + 1]) << 8
        let start = index + 2
        guard count > 0, count <= bytes.count - start, bytes[start + count - 1] == 0 else { return nil }
        index = start + count
        return bytes[start..<start + count - 1]
    }

    private mutating func unsigned(_ width: Int) throws(CompiledError) -> UInt64 {
        guard width <= bytes.count - index else { throw CompiledError(.truncated, at: index) }
        defer { index += width }
        return bytes[index..<index + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
