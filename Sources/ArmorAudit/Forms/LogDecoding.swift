/// Brings the bytes of a log to UTF-8 with line feeds, where its beginning shows another encoding.
///
/// PowerShell and editors of Windows write UTF-16 with a byte order mark; old editors end lines with a carriage return alone.
struct LogDecoding: Sendable {
    private enum Form { case plain, carriageReturns, littleEndian, bigEndian }

    private var form: Form?
    /// Bytes of a character whose rest has not come yet.
    private var rest: [UInt8] = []

    /// Whether the bytes are not those of the log as it is: then no line of it is believed.
    var isDecoding: Bool { form.map { $0 != .plain } ?? false }

    /// The text that the next bytes of a log stand for.
    mutating func decode(_ chunk: [UInt8]) -> [UInt8] {
        if form == nil, rest.count + chunk.count >= Self.least { form = Self.form(rest + chunk.prefix(1 << 16)) }
        return decoded(chunk)
    }

    private mutating func decoded(_ chunk: [UInt8]) -> [UInt8] {
        switch form {
        case nil:
            rest += chunk
            return []
        case .plain:
            defer { rest = [] }
            return rest.isEmpty ? chunk : rest + chunk
        case .carriageReturns:
            defer { rest = [] }
            return (rest + chunk).map { $0 == 0x0D ? 0x0A : $0 }
        case .littleEndian: return utf8(chunk, lowFirst: true)
        case .bigEndian: return utf8(chunk, lowFirst: false)
        }
    }

    /// The rest at the end of a log.
    mutating func end() -> [UInt8] {
        if form == nil { form = Self.form(rest) }
        return decoded([])
    }

    /// Bytes that tell the encoding.
    private static let least = 64

    private static func form(_ beginning: [UInt8]) -> Form {
        guard beginning.count >= 2 else { return .plain }
        switch (beginning[0], beginning[1]) {
        case (0xFF, 0xFE): return .littleEndian
        case (0xFE, 0xFF): return .bigEndian
        default: break
        }
        // Without a mark every second byte of ASCII is 0.
        let pairs = min(beginning.count, least) / 2
        if pairs >= 8 {
            let halves = (0..<pairs).map { (beginning[2 * $0], beginning[2 * $0 + 1]) }
            if halves.allSatisfy({ $0.0 != 0 && $0.1 == 0 }) { return .littleEndian }
            if halves.allSatisfy({ $0.0 == 0 && $0.1 != 0 }) { return .bigEndian }
        }
        return beginning.contains(0x0D) && !beginning.contains(0x0A) ? .carriageReturns : .plain
    }

    private mutating func utf8(_ chunk: [UInt8], lowFirst: Bool) -> [UInt8] {
        let bytes = rest + chunk
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = 0
        while index + 1 < bytes.count {
            let (low, high) = lowFirst ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            units.append(UInt16(high) << 8 | UInt16(low))
            index += 2
        }
        // Half of a pair waits for its other half.
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            units.removeLast()
            index -= 2
        }
        rest = Array(bytes[index...])
        if units.first == 0xFEFF { units.removeFirst() }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
