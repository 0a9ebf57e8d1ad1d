import Synchronization

/// Takes records apart and numbers what they are made of, so that a record is four numbers and a name: head, tail, program
/// and time. It is kept from one stretch of a log to the next.
///
/// Most records are of a usual form (``UsualRecord``) and made of a head and a rest that came before. Those are found by
/// three searches and two look-ups, without reading the fields. That is exact: a head or a rest is in the table only after
/// ``LineShape`` read all fields of a record with it, and how fields are read depends only on the bytes before. Every other
/// record is read by ``LineShape``.
struct RecordInterner: Sendable {
    /// A record.
    struct Found {
        /// The shape, by this reader's numbers.
        let shape: ShapeTable.Key
        /// Of the shape; the same in all tables of one scan.
        let hash: UInt64
        let name: Range<Int>
        /// Whether the name is to be decoded.
        let isHexName: Bool
        /// The program's number, above 0, or 0 where there is no room; `nil` where the record names none.
        let comm: UInt16?
        /// Why the record is not an event.
        var malformed: Malformed?
    }

    /// What a shape is.
    private enum Verdict: Sendable {
        /// An event.
        /// - Parameter decodes: whether a name in hexadecimal is decoded.
        case event(decodes: Bool)
        case malformed(Malformed)
    }

    /// Heads and tails; of shapes only those of which the parts alone do not show what they are.
    private(set) var shapes: ShapeTable
    private(set) var comms: ByteTable
    /// By the number of the shape.
    private var verdicts: [Verdict] = []
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
    private static let mostText = 8 << 20
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

    /// The hash of the shape of a record.
    @inline(__always)
    func shapeHash(_ record: UsualRecord) -> UInt64 {
        shapes.hash(head: record.headHash, tail: record.restHash, record.context)
    }

    /// Finds a record of a usual form; `nil` for every other one, and where there is no room.
    @inline(__always)
    mutating func find(_ text: Span<UInt8>, _ record: UsualRecord) -> Found? {
        guard let head = head(text, record), let rest = rest(text, record) else { return nil }
        let key = ShapeTable.Key(head: head, tail: rest, record.context)
        let hash = shapeHash(record)
        let isEvent = headKinds[head].contains(.event) && !record.context.isHexName
        guard let verdict = isEvent ? .event(decodes: true) : keptVerdict(key, hash, text, record.frame) else {
            return nil
        }
        return found(
            key,
            hash,
            verdict,
            record.name,
            isHexName: record.context.isHexName,
            comm: comm(text, record.comm, isHex: record.isHexComm)
        )
    }

    /// The number of a record's head, which is added where it is new; `nil` where it is not that of a usual form.
    @inline(__always)
    private mutating func head(_ text: Span<UInt8>, _ record: UsualRecord) -> Int? {
        let kind = HeadKind(record.context.form)
        if let number = shapes.heads.find(text, record.head, record.headHash), headKinds[number].isSuperset(of: kind) {
            return number
        }
        guard record.isHead(text) else { return nil }
        return shapes.addHead(text, record.head, record.headHash).map { note(kind, text, record.head, $0) }
    }

    /// The same for the rest.
    @inline(__always)
    private mutating func rest(_ text: Span<UInt8>, _ record: UsualRecord) -> Int? {
        if let number = shapes.rests.find(text, record.rest, record.restHash) { return number }
        return record.isRest(text) ? shapes.addRest(text, record.rest, record.restHash) : nil
    }

    /// Takes note of what records a head begins.
    private mutating func note(_ kind: HeadKind, _ text: Span<UInt8>, _ range: Range<Int>, _ head: Int) -> Int {
        if head == headKinds.count { headKinds.append(EventReader.isEvent(text, head: range) ? .event : []) }
        headKinds[head].formUnion(kind)
        return head
    }

    @inline(__always)
    private func found(
        _ key: ShapeTable.Key,
        _ hash: UInt64,
        _ verdict: Verdict,
        _ name: Range<Int>,
        isHexName: Bool,
        comm: UInt16?
    ) -> Found {
        switch verdict {
        case .event(let decodes):
            Found(shape: key, hash: hash, name: name, isHexName: isHexName && decodes, comm: comm)
        case .malformed(let reason):
            Found(shape: key, hash: hash, name: name, isHexName: false, comm: comm, malformed: reason)
        }
    }

    /// Numbers a record that was taken apart; `nil` where there is no room.
    mutating func add(_ text: Span<UInt8>, _ frame: LineFrame, _ shape: borrowing LineShape) -> Found? {
        let (bytes, whole) = (shape.tail.bytes.span, shape.tail.range)
        guard let (head, headHash) = shapes.addHead(text, shape.head),
            let (tail, tailHash) = ShapeTable.isUsual(shape.form)
                ? shapes.addTail(text, shape.rest, shape.form) : shapes.addTail(bytes, whole, shape.form)
        else { return nil }
        _ = note(HeadKind(shape.form), text, shape.head, head)
        let context = RecordContext(frame, shape.form, hasName: shape.hasName, isHexName: shape.isHexName)
        let key = ShapeTable.Key(head: head, tail: tail, context)
        let hash = shapes.hash(head: headHash, tail: tailHash, context)
        guard let verdict = verdict(key, hash, text, frame, isCut: shape.isCut) else { return nil }
        let comm = shape.hasComm ? comm(text, shape.comm, isHex: shape.isHexComm) : nil
        return found(key, hash, verdict, shape.name, isHexName: shape.isHexName, comm: comm)
    }

    /// What the records of a shape are; `nil` where there is no room to keep it.
    ///
    /// Only a name in hexadecimal, a cut record and an unusual head take reading the fields, once for each such shape.
    @inline(__always)
    private mutating func verdict(
        _ key: ShapeTable.Key,
        _ hash: UInt64,
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        isCut: Bool
    ) -> Verdict? {
        if headKinds[key.head].contains(.event), !isCut, !key.context.isHexName, frame.obsoleteStatus == nil {
            return .event(decodes: true)
        }
        return keptVerdict(key, hash, text, frame)
    }

    private mutating func keptVerdict(
        _ key: ShapeTable.Key,
        _ hash: UInt64,
        _ text: Span<UInt8>,
        _ frame: LineFrame
    ) -> Verdict? {
        guard let (number, isNew) = shapes.number(key, hash) else { return nil }
        if isNew { verdicts.append(Self.readVerdict(text, frame)) }
        return verdicts[number]
    }

    private static func readVerdict(_ text: Span<UInt8>, _ frame: LineFrame) -> Verdict {
        let body = text.bytes(frame.body)
        var frame = frame
        frame.body = 0..<body.count
        frame.node = nil
        switch EventReader.read(body, frame) {
        case .success(let event): return .event(decodes: AccessTable.Template(event: event, hasName: true).isDecoded)
        case .failure(let reason): return .malformed(reason)
        }
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
        /// Of each program the table's number, from 1 on.
        var comms: [UInt16] = [0]

        static let none = UInt32.max

        init(_ hash: ByteHash) { interner = RecordInterner(hash) }

        /// Has what ``tableKey(_:)`` needs near soon.
        @inline(__always)
        func approach(_ shape: ShapeTable.Key) {
            heads.prefetch(shape.head)
            if ShapeTable.isUsual(shape.context.form) { rests.prefetch(shape.tail) } else { tails.prefetch(shape.tail) }
        }

        /// A shape by the table's numbers; `nil` where the table has no room for it.
        @inline(__always)
        func tableKey(_ shape: ShapeTable.Key) -> ShapeTable.Key? {
            let context = shape.context
            let head = heads[shape.head]
            let tail = ShapeTable.isUsual(context.form) ? rests[shape.tail] : tails[shape.tail]
            guard head != Self.none, tail != Self.none else { return nil }
            return ShapeTable.Key(head: Int(head), tail: Int(tail), context)
        }
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
