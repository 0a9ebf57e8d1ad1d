import ArmorJSON

/// Distinct accesses with what is known of each, found by their shape and name.
struct AccessTable: Sendable {
    /// One distinct access; 48 bytes.
    struct Entry: Sendable {
        let template: UInt32
        let name: ByteArena.Place
        var count: UInt32 = 0
        /// In which pieces of runs it came: a set of ``AccessTable/sets``.
        var runs: UInt32 = RunSets.empty
        /// The piece that was added last.
        var lastPiece: UInt32 = Entry.noPiece
        var comms: CommSet = CommSet()
        /// Milliseconds since 1970; 0 where no time was seen.
        var first: UInt64 = 0
        var last: UInt64 = 0

        static let noPiece = UInt32.max
    }

    /// The event of all records of a shape, without name, process and what else is one record's own.
    struct Template: Sendable {
        let event: AuditEvent
        let hasName: Bool
        /// Whether each value has the form that the kernel gives it, so that a summary of it is read as it was meant.
        var isPlain = false
        /// Whether the name is that of a kind: a field without a place stays as it is written.
        var isDecoded: Bool { !event.others.contains { $0.key == "name" } }
    }

    private static let blockBits = 12
    private static let blockMask = (1 << blockBits) - 1

    let limits: ScanLimits
    private let hash: ByteHash
    /// A template is the shape of the same number.
    private(set) var shapes: ShapeTable
    private(set) var comms: ByteTable
    /// What sources tell of runs, by number.
    private(set) var pieces = PieceBook()
    private(set) var sets = RunSets()
    private var names = ByteArena()
    private var slots = HashSlots()
    private var blocks: [[Entry]] = []
    private(set) var count = 0
    /// Events for which there was no room.
    private(set) var dropped: UInt64 = 0

    init(_ hash: ByteHash, _ limits: ScanLimits) {
        self.limits = limits
        self.hash = hash
        shapes = ShapeTable(hash, limit: limits.shapes, text: limits.shapeText)
        comms = ByteTable(hash, limit: limits.comms)
    }

    subscript(index: Int) -> Entry {
        @inline(__always) get { blocks.item(index >> Self.blockBits, index & Self.blockMask) }
    }

    /// The name of an entry: its own bytes, however it was written in the log.
    func name(_ entry: Entry) -> [UInt8] { names.bytes(entry.name) }

    /// The bytes of an entry's name, without a copy: a block, and where in it they are.
    @inline(__always)
    func nameBytes(_ entry: Entry) -> ([UInt8], Range<Int>) { (names.block(entry.name), names.range(entry.name)) }

    /// Eight bytes of a name as a number that is ordered as they are.
    @inline(__always)
    func nameKey(_ entry: Entry, at offset: Int) -> UInt64 { names.key(entry.name, at: offset) }

    /// Whether the name of one entry comes before that of another, byte by byte.
    func precedes(_ left: Entry, _ right: Entry) -> Bool { names.precedes(left.name, right.name) }

    func isSameName(_ left: Entry, _ right: Entry) -> Bool {
        left.name.length == right.name.length && !precedes(left, right) && !precedes(right, left)
    }

    /// The number of a head; ``StretchReader/State/none`` where there is no room.
    mutating func number(head: [UInt8]) -> UInt32 {
        shapes.addHead(head.span, 0..<head.count).map { UInt32($0.number) } ?? StretchReader.State.none
    }

    /// The same for a tail of a record of that form.
    mutating func number(tail: [UInt8], _ form: RecordForm) -> UInt32 {
        shapes.addTail(tail.span, 0..<tail.count, form).map { UInt32($0.number) } ?? StretchReader.State.none
    }

    /// The shape of an access that a summary contains; `nil` where there is no room.
    mutating func shape(summary access: [UInt8], hasName: Bool) -> ShapeTable.Key? {
        let (head, tail) = (number(head: access), number(tail: [], .summary))
        guard head != StretchReader.State.none, tail != StretchReader.State.none else { return nil }
        return ShapeTable.Key(head: Int(head), tail: Int(tail), RecordContext(summary: hasName))
    }

    /// The event of a shape; `nil` for one that is not an event.
    func template(_ number: Int) -> Template? {
        let (text, frame) = shapes.record(number)
        let context = shapes.keys[number].context
        if context.form == .summary {
            guard let access = try? JSONValue.parse(text),
                let event = AuditEvent(summary: access, hasName: context.hasName)
            else { return nil }
            return Template(event: event, hasName: context.hasName)
        }
        guard let event = try? EventReader.read(text, frame).get() else { return nil }
        // What the surroundings of a line say against it hides what is wrong with the record itself.
        var own = frame
        own.doubt = nil
        let trust = frame.doubt == nil ? event.trust : (try? EventReader.read(text, own).get())?.trust
        let isPlain = trust == .kernel && frame.obsoleteStatus == nil && event.hasPlainOthers
        return Template(event: event, hasName: context.hasName, isPlain: isPlain)
    }

    mutating func drop(_ events: UInt64) { dropped = dropped.addingSaturated(events) }

    /// The number of a program's name: above 0, or 0 where there is no room for more.
    mutating func comm(_ name: [UInt8]) -> UInt16 {
        comms.number(name.span, 0..<name.count).map { UInt16($0.number + 1) } ?? 0
    }

    /// The number of a piece; none where there is no room for more.
    mutating func piece(_ key: LogPiece.Key) -> UInt32? { pieces.number(key) }

    mutating func complete(_ number: UInt32, _ piece: LogPiece) { pieces.complete(number, piece) }

    mutating func noteRepeated(_ pieces: UInt64) { self.pieces.noteRepeated(pieces) }

    /// The place of an access, added where it is new; `nil` where there is no room. `hash` is that of shape and name.
    @inline(__always)
    mutating func find(_ shape: ShapeTable.Key, _ hash: UInt64, _ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var probe = slots.probe(hash)
        while let candidate = slots.next(&probe) {
            let entry = self[candidate]
            if Int(entry.name.length) == range.count, shapes.keys[Int(entry.template)] == shape,
                names.equals(entry.name, text, range)
            {
                return candidate
            }
        }
        return add(shape, hash, text, range)
    }

    private mutating func add(_ shape: ShapeTable.Key, _ hash: UInt64, _ text: Span<UInt8>, _ range: Range<Int>) -> Int?
    {
        guard count < limits.accesses, let template = shapes.number(shape, self.hash.mixed(shape.bits, 0, 0))?.number,
            let place = names.add(text, range)
        else { return nil }
        if count & Self.blockMask == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(count == 0 ? 64 : 1 << Self.blockBits)
        }
        blocks[blocks.count - 1].append(Entry(template: UInt32(template), name: place))
        slots.insert(hash, count)
        count += 1
        return count - 1
    }

    /// Has the slot of a hash near soon.
    @inline(__always)
    func approachSlot(_ hash: UInt64) { slots.approach(hash) }

    /// Has the access near soon that may be the one of that hash; its slot should be near.
    @inline(__always)
    func approach(_ hash: UInt64) {
        if let index = slots.first(hash), index < count { approach(entry: index) }
    }

    /// The same for its shape and its name; the access should be near.
    @inline(__always)
    func approachParts(_ hash: UInt64) {
        guard let index = slots.first(hash), index < count else { return }
        let entry = self[index]
        shapes.keys.prefetch(Int(entry.template))
        names.approach(entry.name)
    }

    /// Has an entry near soon.
    @inline(__always)
    func approach(entry index: Int) {
        let place = index & Self.blockMask
        blocks.prefetch(index >> Self.blockBits, place..<place + 1)
    }

    /// The same for its name; the entry should be near.
    @inline(__always)
    func approachName(entry index: Int) { names.approach(self[index].name) }

    /// Counts one event of an access.
    @inline(__always)
    mutating func count(_ index: Int, time: UInt64, piece: UInt32, comm: UInt16?) {
        let (block, place) = (index >> Self.blockBits, index & Self.blockMask)
        if blocks[block][place].note(time, piece, comm) { return }
        noteRare(piece, comm, block, place)
    }

    /// Adds what was counted elsewhere.
    mutating func add(
        _ index: Int,
        count: UInt32,
        first: UInt64,
        last: UInt64,
        pieces: [UInt32],
        comms: (numbers: [UInt16], hasMore: Bool)
    ) {
        let (block, place) = (index >> Self.blockBits, index & Self.blockMask)
        blocks[block][place].note(count: count, first: first, last: last)
        blocks[block][place].runs = sets.adding(all: pieces, to: blocks[block][place].runs, self.pieces)
        for comm in comms.numbers where comm != 0 { blocks[block][place].comms.insert(comm, self.comms) }
        if comms.hasMore || comms.numbers.contains(0) { blocks[block][place].comms.noteMore() }
    }

    /// A piece or a program that an access did not come with before.
    private mutating func noteRare(_ piece: UInt32, _ comm: UInt16?, _ block: Int, _ place: Int) {
        switch comm {
        case .none: break
        case 0: blocks[block][place].comms.noteMore()
        case .some(let comm): blocks[block][place].comms.insert(comm, comms)
        }
        guard piece != Entry.noPiece, piece != blocks[block][place].lastPiece else { return }
        blocks[block][place].runs = sets.adding(piece, to: blocks[block][place].runs, pieces)
        blocks[block][place].lastPiece = piece
    }
}

extension AccessTable.Entry {
    /// Counts one event; answers whether all that there is to note of it is noted: false where its piece or program is new.
    @inline(__always)
    mutating func note(_ time: UInt64, _ piece: UInt32, _ comm: UInt16?) -> Bool {
        note(count: 1, first: time, last: time)
        if let comm, comm == 0 || !comms.contains(comm) { return false }
        return lastPiece == piece || piece == Self.noPiece
    }

    @inline(__always)
    mutating func note(count: UInt32, first: UInt64, last: UInt64) {
        let (sum, overflow) = self.count.addingReportingOverflow(count)
        self.count = overflow ? .max : sum
        if first != 0 { self.first = self.first == 0 ? first : min(self.first, first) }
        self.last = max(self.last, last)
    }
}

extension AuditEvent {
    /// Whether the fields without a place stay without one in a summary. The D-Bus daemon always writes some.
    fileprivate var hasPlainOthers: Bool {
        if others.isEmpty { return true }
        guard case .dbus = detail else { return false }
        return others.allSatisfy { ["sauid", "hostname", "addr", "terminal"].contains($0.key) }
    }
}
