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
        if ledgers[host].note(serial, time, keep: keep, isOther: isOther) { begin(host, ledgers[host].parts.count - 1) }
        return current[host]
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
