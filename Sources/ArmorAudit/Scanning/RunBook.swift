/// The runs of all machines that a source speaks of: of its own, and of those that the audit daemon names (`node=`). Each
/// has a number, in the order in which they begin.
struct RunBook: Sendable {
    /// The names of the machines; the first, which is empty, stands for the source's own.
    private(set) var hosts: [[UInt8]] = [[]]
    private var numbers: [[UInt8]: Int] = [[]: 0]
    private(set) var ledgers: [RunLedger]
    /// Of each run the machine and the place in its ledger.
    private(set) var runs: [(host: Int, place: Int)] = []
    /// Of each machine the number of the run that goes on.
    private var current: [Int] = [0]
    /// Records that follow each other and are not in their ledger yet; see ``close()``.
    private var open: OpenRecords?
    private let limit: Int
    /// Whether there were more machines or runs than are told apart.
    private(set) var isCapped = false

    /// More machines are taken for the source's own.
    static let mostHosts = 4096
    private static let mostRuns = Int(Sighting.noRun) - 1

    init(limit: Int) {
        self.limit = limit
        ledgers = [RunLedger(limit: limit)]
    }

    /// The number of a machine by its name; of most lines it is that of the one before.
    mutating func host(_ name: [UInt8]) -> Int {
        if let number = numbers[name] { return number }
        guard hosts.count < Self.mostHosts else {
            isCapped = true
            return 0
        }
        hosts.append(name)
        ledgers.append(RunLedger(limit: limit))
        current.append(0)
        numbers[name] = hosts.count - 1
        return hosts.count - 1
    }

    /// Takes note of a record; answers the number of its run.
    @inline(__always)
    mutating func note(_ host: Int, _ serial: UInt64, _ time: UInt64?, keep: Bool, isOther: Bool = false) -> Int {
        if keep, let run = open?.follow(host, serial, time ?? 0, isOther) { return run }
        return noteApart(host, serial, time, keep: keep, isOther: isOther)
    }

    private mutating func noteApart(_ host: Int, _ serial: UInt64, _ time: UInt64?, keep: Bool, isOther: Bool) -> Int {
        close()
        if ledgers[host].note(serial, time, keep: keep, isOther: isOther) { begin(host, ledgers[host].parts.count - 1) }
        if keep { open = OpenRecords(host: host, run: current[host], first: serial, time: time ?? 0) }
        return current[host]
    }

    /// Enters what is not in a ledger yet; to be called before the book is read.
    mutating func close() {
        guard let open else { return }
        ledgers[open.host].follow(open)
        self.open = nil
    }

    private mutating func begin(_ host: Int, _ place: Int) {
        guard runs.count < Self.mostRuns else { return isCapped = true }
        current[host] = runs.count
        runs.append((host, place))
    }

    /// What is known of a run.
    func part(_ number: Int) -> RunPart { ledgers[runs[number].host].parts[runs[number].place] }

    /// Adds what follows; answers what number each of its runs has here.
    mutating func merge(_ other: RunBook) -> [Int] {
        isCapped = isCapped || other.isCapped
        var mine: [[Int]] = []
        for (name, ledger) in zip(other.hosts, other.ledgers) {
            let host = host(name)
            var places: [Int] = []
            for place in ledgers[host].merge(ledger) {
                let isKnown = !runs.isEmpty && runs[current[host]] == (host, place)
                if !isKnown { begin(host, place) }
                places.append(current[host])
            }
            mine.append(places)
        }
        return other.runs.map { mine[$0.host][$0.place] }
    }
}

/// Records of one machine whose numbers follow each other: most of a log's. They are entered into the ledger together.
struct OpenRecords: Sendable {
    let host: Int
    /// The number of their run.
    let run: Int
    let first: UInt64
    private(set) var last: RecordMoment
    /// The latest time among them.
    private(set) var latest: UInt64
    private(set) var hasOthers = false

    init(host: Int, run: Int, first: UInt64, time: UInt64) {
        (self.host, self.run, self.first) = (host, run, first)
        last = RecordMoment(time: time, serial: first)
        latest = time
    }

    /// Takes a record that follows, with the number of the last or the one behind it; answers its run, or none where it does
    /// not follow.
    @inline(__always)
    mutating func follow(_ host: Int, _ serial: UInt64, _ time: UInt64, _ isOther: Bool) -> Int? {
        guard host == self.host, serial &- last.serial < 2 else { return nil }
        last = RecordMoment(time: time, serial: serial)
        if time > latest { latest = time }
        if isOther { hasOthers = true }
        return run
    }
}
