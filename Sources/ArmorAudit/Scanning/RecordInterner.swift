import Synchronization

/// Takes records apart and numbers what they are made of, so that a record is four numbers and a name: shape, program, time
/// and process. It is kept from one stretch of a log to the next.
///
/// Most records are of a usual form (``RecordForm``) and made of a head and a rest that came before. Those are found by
/// three searches and two look-ups, without reading the fields. That is exact: a head or a rest is in the table only after
/// ``LineShape`` read all fields of a record with it, and how fields are read depends only on the bytes before. Every other
/// record is read by ``LineShape``.
struct RecordInterner: Sendable {
    /// A record.
    struct Found {
        let shape: Int
        /// Of the shape; the same in all tables of one scan.
        let hash: UInt64
        let name: Range<Int>
        /// Whether the name is to be decoded.
        let isHexName: Bool
        /// The program's number, above 0, or 0 where there is no room; `nil` where the record names none.
        let comm: UInt16?
    }

    /// What a shape is.
    enum Verdict: Sendable {
        /// An event.
        /// - Parameter decodes: whether a name in hexadecimal is decoded.
        case event(decodes: Bool)
        case malformed(Malformed)
    }

    private(set) var shapes: ShapeTable
    private(set) var comms: ByteTable
    /// By the number of the shape.
    private(set) var verdicts: [Verdict] = []
    /// By the number of the head.
    private var headKinds: [HeadKind] = []

    /// What is known of all records with one head.
    private struct HeadKind: OptionSet {
        let rawValue: UInt8

        /// They are events, unless they are cut.
        static let event = HeadKind(rawValue: 1)
        /// There was one of the form ``RecordForm/named``, so that the head ends where a name is left out.
        static let named = HeadKind(rawValue: 2)
        /// There was one of the form ``RecordForm/unnamed``.
        static let unnamed = HeadKind(rawValue: 4)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ form: RecordForm) { self = form == .named ? .named : form == .unnamed ? .unnamed : [] }
    }

    /// More is forgotten at the end of a stretch: it costs little to number it again.
    private static let mostText = 6 << 20
    private static let mostShapes = 1 << 17
    private static let mostComms = 1 << 14

    init(_ hash: ByteHash) {
        // One stretch adds no more than its own bytes.
        shapes = ShapeTable(hash, limit: ShapeTable.mostParts, text: .max)
        comms = ByteTable(hash, limit: Int(UInt16.max))
    }

    var isFull: Bool {
        shapes.text > Self.mostText || shapes.count > Self.mostShapes || comms.count > Self.mostComms
    }

    /// Finds a record of a usual form whose parts came before; `nil` for every other one.
    @inline(__always)
    mutating func findUsual(_ text: Span<UInt8>, _ frame: LineFrame) -> Found? {
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
        let head = start..<(name?.range.lowerBound ?? digits)
        let first = digits
        while digits < end, text[digits] &- 0x30 < 10 { digits += 1 }
        guard digits > first, digits - first <= 9, let comm = Self.comm(text, digits..<end) else { return nil }
        let form = name == nil ? RecordForm.unnamed : .named
        let context = RecordContext(usual: form, isHexName: name?.isHex ?? false, frame.envelope, frame.doubt)
        guard let usual = shapes.usual(text, head: head, rest: comm.upperBound..<end, context),
            headKinds[usual.key.head].isSuperset(of: HeadKind(form)),
            let shape = number(usual.key, usual.hash, text, frame, isCut: false)
        else { return nil }
        // Before a program in quotes is its quote.
        let isHexComm = text[comm.lowerBound - 1] == UInt8(ascii: "=")
        return Found(
            shape: shape,
            hash: usual.hash,
            name: name?.range ?? 0..<0,
            isHexName: name?.isHex ?? false ? decodes(shape) : false,
            comm: self.comm(text, comm, isHex: isHexComm)
        )
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

    /// Numbers a record that was taken apart; `nil` where there is no room.
    mutating func add(_ text: Span<UInt8>, _ frame: LineFrame, _ shape: borrowing LineShape) -> Found? {
        let (bytes, whole) = (shape.tail.bytes.span, shape.tail.range)
        guard let (head, headHash) = shapes.addHead(text, shape.head),
            let (tail, tailHash) = ShapeTable.isUsual(shape.form)
                ? shapes.addTail(text, shape.rest, shape.form) : shapes.addTail(bytes, whole, shape.form)
        else { return nil }
        if head == headKinds.count { headKinds.append(EventReader.isEvent(text, head: shape.head) ? .event : []) }
        headKinds[head].formUnion(HeadKind(shape.form))
        let context = RecordContext(frame, shape.form, hasName: shape.hasName, isHexName: shape.isHexName)
        let key = ShapeTable.Key(head: head, tail: tail, context)
        let hash = shapes.hash(head: headHash, tail: tailHash, context)
        guard let number = number(key, hash, text, frame, isCut: shape.isCut) else { return nil }
        let isHexName = shape.isHexName && decodes(number)
        let comm = shape.hasComm ? comm(text, shape.comm, isHex: shape.isHexComm) : nil
        return Found(shape: number, hash: hash, name: shape.name, isHexName: isHexName, comm: comm)
    }

    /// The number of a shape; a new one is judged by the first record with it.
    @inline(__always)
    private mutating func number(
        _ key: ShapeTable.Key,
        _ hash: UInt64,
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        isCut: Bool
    ) -> Int? {
        guard let (number, isNew) = shapes.number(key, hash) else { return nil }
        if isNew { verdicts.append(verdict(key, text, frame, isCut: isCut)) }
        return number
    }

    /// What a record is. Only a name in hexadecimal, a cut record and an unusual head take reading the fields.
    private func verdict(_ key: ShapeTable.Key, _ text: Span<UInt8>, _ frame: LineFrame, isCut: Bool) -> Verdict {
        if headKinds[key.head].contains(.event), !isCut, !key.context.isHexName, frame.obsoleteStatus == nil {
            return .event(decodes: true)
        }
        let body = text.bytes(frame.body)
        var frame = frame
        frame.body = 0..<body.count
        frame.node = nil
        switch EventReader.read(body, frame) {
        case .success(let event): return .event(decodes: AccessTable.Template(event: event, hasName: true).isDecoded)
        case .failure(let reason): return .malformed(reason)
        }
    }

    /// Whether names in hexadecimal are decoded in records of a shape.
    private func decodes(_ shape: Int) -> Bool {
        if case .event(decodes: true) = verdicts[shape] { true } else { false }
    }

    /// The number of a program's name; it is kept as its own bytes, however it is written.
    @inline(__always)
    private mutating func comm(_ text: Span<UInt8>, _ range: Range<Int>, isHex: Bool) -> UInt16 {
        if isHex, let decoded = HexName.decoded(text, range) { return comm(decoded.span, 0..<decoded.count) }
        return comm(text, range)
    }

    @inline(__always)
    private mutating func comm(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt16 {
        comms.number(text, range).map { UInt16($0.number + 1) } ?? 0
    }
}

/// Reads stretches of a log one after another, and keeps what it numbered. Several readers work at the same time.
final class StretchReader: Sendable {
    /// What one reader numbered, and which numbers the table of the whole scan has for it.
    struct State: Sendable {
        var interner: RecordInterner
        /// Of each head, rest and tail the table's number; ``none`` where the table has no room for it.
        var heads: [UInt32] = []
        var rests: [UInt32] = []
        var tails: [UInt32] = []
        /// Of each shape the table's number; ``none`` where the table has no room for it, or it is not an event.
        var shapes: [UInt32] = []
        /// Of each program the table's number, from 1 on.
        var comms: [UInt16] = [0]

        static let none = UInt32.max

        init(_ hash: ByteHash) { interner = RecordInterner(hash) }
    }

    private let hash: ByteHash
    private let state: Mutex<State>

    init(_ hash: ByteHash) {
        self.hash = hash
        state = Mutex(State(hash))
    }

    /// Gives access to what was numbered. Only one stretch of a reader is read or merged at a time.
    func with<Result>(_ body: (inout State) -> sending Result) -> sending Result { state.withLock { body(&$0) } }

    /// Forgets everything where it has become too much; only between stretches.
    func trim() { state.withLock { if $0.interner.isFull { $0 = State(hash) } } }
}
