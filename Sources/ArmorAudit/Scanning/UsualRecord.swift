/// A record that looks as one of a usual form (``RecordForm``), taken apart by three searches. It is one if its head and its
/// rest are those of records that ``LineShape`` read.
struct UsualRecord: Sendable {
    /// Up to the name, or to the process where there is no name.
    let head: Range<Int>
    /// What follows the program.
    let rest: Range<Int>
    let name: Range<Int>
    let comm: Range<Int>
    let isHexComm: Bool
    let context: RecordContext
    let headHash: UInt64
    let restHash: UInt64

    /// The whole record.
    @inline(__always)
    var body: Range<Int> { head.lowerBound..<rest.upperBound }

    /// The record without what is around it.
    var frame: LineFrame { LineFrame(shape: context, body: body) }

    /// `nil` for a record that is not of a usual form.
    @inline(__always)
    init?(_ text: Span<UInt8>, _ frame: LineFrame, _ hash: ByteHash) {
        let (start, end) = (frame.body.lowerBound, frame.body.upperBound)
        guard frame.obsoleteStatus == nil, frame.body.count >= 64 else { return nil }
        var name: (range: Range<Int>, isHex: Bool)?
        var digits: Int
        if let mark = text.position(of: RecordForm.name, in: frame.body) {
            let first = mark + RecordForm.name.utf8CodeUnitCount
            guard let close = text.position(of: UInt8(ascii: "\""), in: first..<end),
                text.starts(with: RecordForm.pidAfterName, in: close..<end)
            else { return nil }
            name = (first..<close, false)
            digits = close + RecordForm.pidAfterName.utf8CodeUnitCount
        } else {
            guard let mark = text.position(of: RecordForm.pid, in: frame.body) else { return nil }
            name = Self.hexName(text, start..<mark).map { ($0, true) }
            digits = mark + RecordForm.pid.utf8CodeUnitCount
        }
        head = start..<(name?.range.lowerBound ?? digits)
        let first = digits
        while digits < end, text[digits] &- 0x30 < 10 { digits += 1 }
        guard digits > first, digits - first <= 9, let comm = Self.comm(text, digits..<end) else { return nil }
        let form = name == nil ? RecordForm.unnamed : .named
        context = RecordContext(usual: form, isHexName: name?.isHex ?? false, frame.envelope, frame.doubt)
        self.name = name?.range ?? 0..<0
        self.comm = comm
        // Before a program in quotes is its quote.
        isHexComm = text[comm.lowerBound - 1] == UInt8(ascii: "=")
        rest = comm.upperBound..<end
        (headHash, restHash) = (hash(text, head), hash(text, rest))
    }

    /// The name in hexadecimal that a range ends with.
    @inline(__always)
    private static func hexName(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var start = range.upperBound
        while start > range.lowerBound, HexName.digit(text[start - 1]) != nil { start -= 1 }
        let key = RecordForm.hexName
        guard start < range.upperBound, start - range.lowerBound >= key.utf8CodeUnitCount,
            text.equals(key, in: start - key.utf8CodeUnitCount..<start), HexName.isName(text, start..<range.upperBound)
        else { return nil }
        return start..<range.upperBound
    }

    /// The program that a range begins with, without its quotes.
    @inline(__always)
    private static func comm(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        let first = range.lowerBound + RecordForm.hexComm.utf8CodeUnitCount
        guard text.starts(with: RecordForm.hexComm, in: range), first < range.upperBound else { return nil }
        if text[first] == UInt8(ascii: "\"") {
            return text.position(of: UInt8(ascii: "\""), in: first + 1..<range.upperBound).map { first + 1..<$0 }
        }
        var end = first
        while end < range.upperBound, text[end] > 0x20 { end += 1 }
        return HexName.isName(text, first..<end) ? first..<end : nil
    }
}

extension UsualRecord {
    /// Whether the head, in a record that looks like this one, is one that ``LineShape`` finds: nothing is left out before its
    /// end, and the value that follows is.
    func isHead(_ text: Span<UInt8>) -> Bool {
        let isNamed = context.form == .named
        var scanner = FieldScanner(head.lowerBound..<rest.lowerBound)
        while let field = scanner.next(text) {
            let key = ShapeKey(text, field.key)
            if field.value.lowerBound >= head.upperBound {
                return field.value.lowerBound == head.upperBound && key == (isNamed ? .name : .pid)
            }
            // What decides on other values is for LineShape.
            if key == .name || key == .comm || isNamed && DetailReader.dependsOnName(text, field)
                || RecordHole(text, field, key, keepsNames: true, metComm: true) != nil
            {
                return false
            }
        }
        return false
    }

    /// The same for the rest: nothing is left out in it.
    func isRest(_ text: Span<UInt8>) -> Bool {
        // Before the first field is the end of the program's quote.
        var scanner = FieldScanner(rest.lowerBound + (isHexComm ? 0 : 1)..<rest.upperBound)
        while let field = scanner.next(text) {
            let key = ShapeKey(text, field.key)
            if key == .name || DetailReader.dependsOnName(text, field)
                || RecordHole(text, field, key, keepsNames: true, metComm: true) != nil
            {
                return false
            }
        }
        return !scanner.isCut
    }
}
