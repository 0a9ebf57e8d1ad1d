/// A kind of value that is left out.
enum RecordHole: UInt8, Sendable {
    case name = 1, hexName, number, comm, hexComm

    /// A value of that kind, for a record whose own is not known.
    var filling: StaticString {
        switch self {
        case .name, .comm: ""
        case .hexName, .hexComm: "41"
        case .number: "0"
        }
    }
}

/// The keys whose values may be left out, as numbers: their bytes, the first of which is the lowest.
enum ShapeKey: UInt64 {
    case pid = 0x64_6970
    case src = 0x63_7273
    case name = 0x656D_616E
    case comm = 0x6D6D_6F63
    case dest = 0x7473_6564
    case task = 0x6B73_6174
    case lport = 0x74_726F_706C
    case fport = 0x74_726F_7066
    case laddr = 0x72_6464_616C
    case faddr = 0x72_6464_6166
    case saddr = 0x72_6464_6173
    case daddr = 0x72_6464_6164
    case parent = 0x746E_6572_6170
    case peerPID = 0x6469_705F_7265_6570

    /// `nil` for another key.
    @inline(__always)
    init?(_ line: Span<UInt8>, _ key: Range<Int>) {
        guard key.count <= 8, key.count >= 3 else { return nil }
        var word: UInt64 = 0
        if key.lowerBound + 8 <= line.count {
            word = UInt64(littleEndian: line.word(at: key.lowerBound)) & (.max >> UInt64(64 - 8 * key.count))
        } else {
            for index in key.reversed() { word = word << 8 | UInt64(line[index]) }
        }
        self.init(rawValue: word)
    }
}

extension RecordHole {
    /// The kind of a field's value that is left out; `nil` for one that is kept.
    ///
    /// - Parameter key: what the field's key is.
    @inline(__always)
    init?(_ line: Span<UInt8>, _ field: FieldScanner.Field, _ key: ShapeKey?, keepsNames: Bool, metComm: Bool) {
        let isLeftOut: Bool
        switch key {
        case nil: return nil
        case .name, .comm:
            let isComm = key == .comm
            if isComm ? metComm : keepsNames { return nil }
            guard let isHex = Self.isName(line, field) else { return nil }
            self = isComm ? (isHex ? .hexComm : .comm) : isHex ? .hexName : .name
            return
        case .pid, .task, .parent, .peerPID: isLeftOut = Self.isNumber(line, field, digits: 9)
        case .src, .dest: isLeftOut = Self.isNumber(line, field, digits: 4)
        case .lport, .fport: isLeftOut = Self.isNumber(line, field, digits: 4) || Self.isPort(line, field)
        case .laddr, .faddr, .saddr, .daddr: isLeftOut = Self.isAddress(line, field)
        }
        guard isLeftOut else { return nil }
        self = .number
    }

    /// Digits alone, and no more than fit whatever they are.
    @inline(__always)
    private static func isNumber(_ line: Span<UInt8>, _ field: FieldScanner.Field, digits: Int) -> Bool {
        if field.isQuoted || field.value.isEmpty || field.value.count > digits { return false }
        for index in field.value where line[index] &- 0x30 >= 10 { return false }
        return true
    }

    private static func isPort(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        guard !field.isQuoted, let number = line.number(at: field.value.lowerBound, end: field.value.upperBound) else {
            return false
        }
        return number.end == field.value.upperBound && number.value <= 65_535 && field.value.count <= 5
    }

    /// Digits of an IPv4 or IPv6 address.
    private static func isAddress(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        if field.isQuoted || field.value.isEmpty { return false }
        for index in field.value {
            let byte = line[index]
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") { continue }
            if HexName.digit(byte, lower: true) == nil { return false }
        }
        return true
    }

    /// Whether the value is a name in hexadecimal, or quoted; `nil` where it is neither, or where the quote is open.
    @inline(__always)
    private static func isName(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool? {
        if field.isQuoted {
            let close = field.value.upperBound
            return close < line.count && line[close] == UInt8(ascii: "\"") ? false : nil
        }
        return HexName.isName(line, field.value) ? true : nil
    }
}
