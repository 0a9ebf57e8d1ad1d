/// The records of a stretch, as events in their order.
///
/// Records of the usual forms are looked up some at a time: what the look-up of each needs is fetched to the processor while
/// the others are looked at.
struct RecordBatch: Sendable {
    private(set) var sightings: [Sighting] = []
    /// Names that are not in the stretch as they are meant.
    private(set) var decoded: [UInt8] = []
    /// Records for which there was no room.
    private(set) var dropped: UInt64 = 0
    /// Records that are not events, each with the place of the event that follows.
    private var unread: [(place: Int, record: UnreadRecord)] = []
    private let hash: ByteHash
    private var pending: [Pending] = []

    /// What an event has from around its record.
    private struct Origin {
        /// The place of the event.
        let place: Int
        /// Milliseconds since 1970; 0 where the record has no time.
        let time: UInt64
        let run: UInt16
        /// Whether the text is another than the stretch's: then the name is kept apart, since the text goes.
        var isCopy = false
    }

    /// A record whose event is still to be found.
    private struct Pending {
        let record: UsualRecord
        let origin: Origin
    }

    private static let width = 16

    init(_ hash: ByteHash) {
        self.hash = hash
        pending.reserveCapacity(Self.width)
    }

    /// The records since the last call that are not events, in their order.
    mutating func takeUnread() -> [UnreadRecord] {
        defer { unread = [] }
        return unread.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map {
            $0.element.record
        }
    }

    /// Takes a record of the stretch.
    @inline(__always)
    mutating func add(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        run: UInt16,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) {
        let origin = Origin(place: sightings.count, time: frame.time ?? 0, run: run)
        guard let record = UsualRecord(text, frame, hash) else {
            if let event = read(text, frame, origin, &shape, &interner) { sightings.append(event) }
            return
        }
        interner.shapes.approach(head: record.headHash, rest: record.restHash)
        pending.append(Pending(record: record, origin: origin))
        sightings.append(.void)
        if pending.count == Self.width { resolve(text, &shape, &interner) }
    }

    /// Takes a record and finds its event at once. Returns the place of the event; `nil` for a record that is not one.
    ///
    /// - Parameter isCopy: whether the text is another than the stretch's.
    mutating func addNow(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        isCopy: Bool,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) -> Int? {
        let origin = Origin(place: sightings.count, time: frame.time ?? 0, run: Sighting.noRun, isCopy: isCopy)
        let found = UsualRecord(text, frame, hash).flatMap { interner.find(text, $0) }
        let event =
            found.map { self.event(text, frame.body, $0, origin) } ?? read(text, frame, origin, &shape, &interner)
        guard let event else { return nil }
        sightings.append(event)
        return sightings.count - 1
    }

    /// Sets the run of an event.
    mutating func set(run: UInt16, of index: Int) { sightings[index].run = run }

    /// Finds the events of all records so far.
    mutating func resolve(_ text: Span<UInt8>, _ shape: inout LineShape, _ interner: inout RecordInterner) {
        // By index: the array is not copied when it is emptied.
        for index in pending.indices {
            interner.shapes.approachPlaces(head: pending[index].record.headHash, rest: pending[index].record.restHash)
        }
        for index in pending.indices {
            interner.shapes.approachTexts(head: pending[index].record.headHash, rest: pending[index].record.restHash)
        }
        for index in pending.indices {
            let (record, origin) = (pending[index].record, pending[index].origin)
            let event =
                if let found = interner.find(text, record) {
                    event(text, record.body, found, origin)
                } else {
                    read(text, record.frame, origin, &shape, &interner)
                }
            if let event { sightings[origin.place] = event }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Reads the fields of a record.
    private mutating func read(
        _ text: Span<UInt8>,
        _ frame: LineFrame,
        _ origin: Origin,
        _ shape: inout LineShape,
        _ interner: inout RecordInterner
    ) -> Sighting? {
        shape.read(text, frame.body)
        guard let found = interner.add(text, frame, shape) else {
            dropped += 1
            return nil
        }
        return event(text, frame.body, found, origin)
    }

    /// The event of a record; `nil` for a record that is not one.
    @inline(__always)
    private mutating func event(
        _ text: Span<UInt8>,
        _ body: Range<Int>,
        _ found: RecordInterner.Found,
        _ origin: Origin
    ) -> Sighting? {
        if let reason = found.malformed {
            unread.append((origin.place, UnreadRecord(reason, text.bytes(body))))
            return nil
        }
        guard origin.isCopy || found.isHexName else { return event(text, found.name, found, origin, isDecoded: false) }
        let start = decoded.count
        if found.isHexName, let bytes = HexName.decoded(text, found.name) {
            decoded += bytes
        } else {
            decoded.append(text, found.name)
        }
        return event(decoded.span, start..<decoded.count, found, origin, isDecoded: true)
    }

    @inline(__always)
    private func event(
        _ text: Span<UInt8>,
        _ name: Range<Int>,
        _ found: RecordInterner.Found,
        _ origin: Origin,
        isDecoded: Bool
    ) -> Sighting {
        Sighting(
            shape: found.shape,
            hash: hash(text, name, with: found.hash),
            time: origin.time,
            start: UInt32(truncatingIfNeeded: name.lowerBound),
            length: UInt16(truncatingIfNeeded: name.count),
            run: origin.run,
            comm: found.comm ?? 0,
            hasComm: found.comm != nil,
            isDecoded: isDecoded,
            isVoid: false
        )
    }
}
