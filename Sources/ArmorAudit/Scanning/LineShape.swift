/// What is left of a record when all is taken out that differs between records of one access: two records with the same
/// shape and the same name are the same event but for machine, time, process and address.
///
/// The shape is made of bytes and not of meaning: who forges a line changes what it counts as, never what another counts
/// as. What is taken out of a field cannot change how the rest is read: digits that fit, addresses without quotes, names
/// in quotes or in hexadecimal.
struct LineShape: ~Copyable {
    /// The bytes of the shape.
    var text = ByteText()
    /// The name, as it is written.
    private(set) var name = 0..<0
    private(set) var hasName = false
    private(set) var isHexName = false
    private(set) var comm = 0..<0
    private(set) var isHexComm = false
    /// The holes in their order, and what is in each.
    private(set) var holes: [(Range<Int>, LineLayout.Hole)] = []
    /// Whether there are others than quoted names and numbers.
    private(set) var isRare = false

    /// Reads the shape of a record.
    @inline(__always)
    mutating func read(_ line: Span<UInt8>, _ frame: LineFrame) {
        text.clear()
        name = 0..<0
        comm = 0..<0
        hasName = false
        isHexName = false
        isHexComm = false
        holes.removeAll(keepingCapacity: true)
        isRare = false
        text.append(frame.envelope.rawValue)
        text.append(frame.doubt?.rawValue ?? 0)
        text.append(frame.obsoleteStatus == nil ? 0 : 1)
        if let status = frame.obsoleteStatus {
            for byte in status.rawValue.utf8 { text.append(byte) }
            text.append(0)
        }
        var scanner = FieldScanner(frame.body)
        var start = frame.body.lowerBound
        var (hasComm, names) = (false, 0)
        while let field = scanner.next(line) {
            switch hole(line, field, hasComm: hasComm) {
            case .none: continue
            case .masked(let digits):
                text.append(line, start..<field.value.lowerBound)
                holes.append((field.value, .number(digits)))
                if digits == 0 { isRare = true }
            case .name where names > 0:
                isRare = true
                // No kernel writes two names. Which of them counts as what is not asked: both stay in the shape.
                if names == 1 { keepName(line) }
                names += 1
                continue
            case .name(let isHex):
                names = 1
                hasName = true
                isHexName = isHex
                name = field.value
                text.append(line, start..<field.value.lowerBound)
                text.append(isHex ? 2 : 1)
                holes.append((field.value, .name))
                if isHex { isRare = true }
            case .comm(let isHex):
                hasComm = true
                isHexComm = isHex
                comm = field.value
                text.append(line, start..<field.value.lowerBound)
                holes.append((field.value, .comm))
                if isHex { isRare = true }
            }
            start = field.value.upperBound
        }
        text.append(line, start..<frame.body.upperBound)
    }

    /// Takes the name back into the shape.
    private mutating func keepName(_ line: Span<UInt8>) {
        text.append(3)
        text.append(line, name)
        text.append(3)
        name = 0..<0
        hasName = false
        isHexName = false
    }

    private enum Hole {
        case none
        /// A number of at most so many digits; of 0 something else.
        case masked(digits: Int)
        case name(isHex: Bool)
        case comm(isHex: Bool)
    }

    @inline(__always)
    private func hole(_ line: Span<UInt8>, _ field: FieldScanner.Field, hasComm: Bool) -> Hole {
        let key = field.key
        switch key.count {
        case 3:
            if line.equals("pid", in: key) { return number(line, field, digits: 9) }
            return line.equals("src", in: key) ? number(line, field, digits: 4) : .none
        case 4:
            if line.equals("name", in: key) {
                return isName(line, field).map { .name(isHex: $0) } ?? .none
            }
            if line.equals("comm", in: key) {
                if hasComm { return .none }
                return isName(line, field).map { .comm(isHex: $0) } ?? .none
            }
            if line.equals("dest", in: key) { return number(line, field, digits: 4) }
            return line.equals("task", in: key) ? number(line, field, digits: 9) : .none
        case 5:
            let rest = key.lowerBound + 1..<key.upperBound
            let first = line[key.lowerBound]
            if line.equals("port", in: rest), first == UInt8(ascii: "l") || first == UInt8(ascii: "f") {
                return isNumber(line, field, digits: 4) || isPort(line, field) ? .masked(digits: 0) : .none
            }
            return isSide(first) && line.equals("addr", in: rest) && isAddress(line, field) ? .masked(digits: 0) : .none
        case 6: return line.equals("parent", in: key) ? number(line, field, digits: 9) : .none
        case 8: return line.equals("peer_pid", in: key) ? number(line, field, digits: 9) : .none
        default: return .none
        }
    }

    @inline(__always)
    private func number(_ line: Span<UInt8>, _ field: FieldScanner.Field, digits: Int) -> Hole {
        isNumber(line, field, digits: digits) ? .masked(digits: digits) : .none
    }

    /// Local, foreign, source, destination.
    private func isSide(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "l"), UInt8(ascii: "f"), UInt8(ascii: "s"), UInt8(ascii: "d"): true
        default: false
        }
    }

    /// Digits alone, and no more than fit whatever they are.
    @inline(__always)
    private func isNumber(_ line: Span<UInt8>, _ field: FieldScanner.Field, digits: Int) -> Bool {
        if field.isQuoted || field.value.isEmpty || field.value.count > digits { return false }
        for index in field.value where line[index] &- 0x30 >= 10 { return false }
        return true
    }

    private func isPort(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        guard !field.isQuoted, let number = line.number(at: field.value.lowerBound, end: field.value.upperBound) else {
            return false
        }
        return number.end == field.value.upperBound && number.value <= 65_535 && field.value.count <= 5
    }

    /// Digits of an IPv4 or IPv6 address.
    private func isAddress(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool {
        if field.isQuoted || field.value.isEmpty { return false }
        for index in field.value {
            let byte = line[index]
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") { continue }
            if HexName.digit(byte, lower: true) == nil { return false }
        }
        return true
    }

    /// Whether the value is a name in hexadecimal, or quoted; none where it is neither, or where the quote is open.
    @inline(__always)
    private func isName(_ line: Span<UInt8>, _ field: FieldScanner.Field) -> Bool? {
        if field.isQuoted {
            let close = field.value.upperBound
            return close < line.count && line[close] == UInt8(ascii: "\"") ? false : nil
        }
        return HexName.isName(line, field.value) ? true : nil
    }
}
