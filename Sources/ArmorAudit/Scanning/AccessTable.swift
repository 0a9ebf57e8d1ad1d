/// Distinct accesses with what is known of each, found by their shape and name.
struct AccessTable: Sendable {
    /// One distinct access; 48 bytes.
    struct Entry: Sendable {
        let template: UInt32
        let name: ByteArena.Place
        var count: UInt32 = 0
        var comms: CommSet = CommSet()
        /// Milliseconds since 1970; 0 where no time was seen.
        var first: UInt64 = 0
        var last: UInt64 = 0
        /// In how many runs, and in which it was first and last.
        var runs: UInt32 = 0
        var firstRun: UInt16 = 0
        var lastRun: UInt16 = 0
    }

    /// The first few programs, by number; whether there were more.
    struct CommSet: Sendable {
        private var numbers: (UInt16, UInt16, UInt16) = (0, 0, 0)
        private(set) var hasMore = false

        static let limit = 3

        /// Adds a number above 0.
        @inline(__always)
        mutating func insert(_ number: UInt16) {
            if numbers.0 == number || numbers.1 == number || numbers.2 == number { return }
            if numbers.0 == 0 {
                numbers.0 = number
            } else if numbers.1 == 0 {
                numbers.1 = number
            } else if numbers.2 == 0 {
                numbers.2 = number
            } else {
                hasMore = true
            }
        }

        mutating func noteMore() { hasMore = true }

        var all: [UInt16] { [numbers.0, numbers.1, numbers.2].filter { $0 != 0 } }
    }

    /// What a shape stands for: the event of the first line that had it, without name.
    struct Template: Sendable {
        let event: AuditEvent
        let hasName: Bool
        let isHexName: Bool
    }

    private static let blockBits = 12
    private static let blockMask = (1 << blockBits) - 1

    private let hash: ByteHash
    let limits: ScanLimits
    private(set) var shapes: ByteTable
    private(set) var templates: [Template?] = []
    private(set) var malformed: [Malformed?] = []
    private(set) var comms: ByteTable
    private var names = ByteArena()
    private var slots = HashSlots()
    private var blocks: [[Entry]] = []
    private(set) var count = 0
    /// Events for which there was no room.
    private(set) var dropped: UInt64 = 0

    init(_ hash: ByteHash, _ limits: ScanLimits) {
        self.hash = hash
        self.limits = limits
        shapes = ByteTable(hash, limit: limits.shapes)
        comms = ByteTable(hash, limit: limits.comms)
    }

    subscript(index: Int) -> Entry { blocks[index >> Self.blockBits][index & Self.blockMask] }

    /// The name of an entry, as it is written in the log.
    func name(_ entry: Entry) -> [UInt8] { names.bytes(entry.name) }

    /// The number of a shape. A new one is made known by ``define(_:_:)`` at once.
    @inline(__always)
    mutating func shape(_ text: Span<UInt8>, _ range: Range<Int>) -> (number: Int, isNew: Bool)? {
        shapes.number(text, range)
    }

    mutating func define(_ result: Result<AuditEvent, Malformed>, hasName: Bool, isHexName: Bool) {
        switch result {
        case .success(let event):
            templates.append(Template(event: event, hasName: hasName, isHexName: isHexName))
            malformed.append(nil)
        case .failure(let reason):
            templates.append(nil)
            malformed.append(reason)
        }
    }

    mutating func drop(_ events: UInt64) { dropped &+= events }

    /// The number of a program's name: above 0, or 0 where there is no room for more.
    @inline(__always)
    mutating func comm(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt16 {
        comms.number(text, range).map { UInt16($0.number + 1) } ?? 0
    }

    /// The place of an access, added where it is new; none where there is no room.
    @inline(__always)
    mutating func find(_ template: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let hash = hash(text, range, with: UInt64(template))
        var probe = slots.probe(hash)
        while let candidate = slots.next(&probe) {
            let place = self[candidate].name
            if Int(place.length) == range.count, self[candidate].template == UInt32(template),
                names.equals(place, text, range)
            {
                return candidate
            }
        }
        guard count < limits.accesses, let place = names.add(text, range) else { return nil }
        if count & Self.blockMask == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(count == 0 ? 64 : 1 << Self.blockBits)
        }
        blocks[blocks.count - 1].append(Entry(template: UInt32(template), name: place))
        slots.insert(hash, count)
        count += 1
        return count - 1
    }

    /// Counts one event of an access.
    @inline(__always)
    mutating func count(_ index: Int, time: UInt64?, run: Int, comm: UInt16?) {
        let run = UInt16(clamping: run)
        blocks[index >> Self.blockBits].withElement(index & Self.blockMask) { entry in
            entry.note(count: 1, first: time ?? 0, last: time ?? 0)
            if entry.runs == 0 || entry.lastRun != run {
                if entry.runs == 0 { entry.firstRun = run }
                entry.runs += 1
                entry.lastRun = run
            }
            if let comm { if comm == 0 { entry.comms.noteMore() } else { entry.comms.insert(comm) } }
        }
    }

    /// Adds what another table holds, whose runs began so many later; it is of what follows in the log.
    mutating func merge(_ other: AccessTable, runOffset: Int) {
        let templateNumbers = (0..<other.shapes.count).map { number -> Int? in
            let text = other.shapes.bytes(number)
            guard let (mine, isNew) = shapes.number(text.span, 0..<text.count) else { return nil }
            if isNew {
                templates.append(other.templates[number])
                malformed.append(other.malformed[number])
            }
            return mine
        }
        let commNumbers = (0..<other.comms.count).map { number -> UInt16 in
            let text = other.comms.bytes(number)
            return comm(text.span, 0..<text.count)
        }
        for index in 0..<other.count {
            let entry = other[index]
            guard let template = templateNumbers[Int(entry.template)] else {
                drop(UInt64(entry.count))
                continue
            }
            let block = other.names.block(entry.name)
            guard let mine = find(template, block.span, other.names.range(entry.name)) else {
                drop(UInt64(entry.count))
                continue
            }
            blocks[mine >> Self.blockBits].withElement(mine & Self.blockMask) { target in
                target.note(count: entry.count, first: entry.first, last: entry.last)
                target.follow(entry, runOffset)
                for comm in entry.comms.all {
                    let number = commNumbers[Int(comm) - 1]
                    if number == 0 { target.comms.noteMore() } else { target.comms.insert(number) }
                }
                if entry.comms.hasMore { target.comms.noteMore() }
            }
        }
        drop(other.dropped)
    }
}

extension AccessTable.Entry {
    @inline(__always)
    mutating func note(count: UInt32, first: UInt64, last: UInt64) {
        let (sum, overflow) = self.count.addingReportingOverflow(count)
        self.count = overflow ? .max : sum
        if first != 0 { self.first = self.first == 0 ? first : min(self.first, first) }
        self.last = max(self.last, last)
    }

    /// Joins the runs of one that follows.
    mutating func follow(_ other: AccessTable.Entry, _ offset: Int) {
        let begin = UInt16(clamping: Int(other.firstRun) + offset)
        let end = UInt16(clamping: Int(other.lastRun) + offset)
        if runs == 0 { firstRun = begin }
        runs += other.runs - (runs != 0 && lastRun == begin ? 1 : 0)
        lastRun = end
    }
}

extension Array {
    /// Changes one element in place.
    @inline(__always)
    fileprivate mutating func withElement(_ index: Int, _ body: (inout Element) -> Void) { body(&self[index]) }
}
