/// The runs of a machine that a log is of, told apart by the kernel's numbers beginning again, and what of each is there.
struct RunLedger: Sendable {
    private(set) var runs: [SerialLedger]
    private let limit: Int
    private var firstSerial: UInt64?
    private var firstTime: UInt64?
    private var lastSerial: UInt64?
    private var lastTime: UInt64 = 0

    /// More runs are counted as the last.
    static let longest = 4096

    init(limit: Int) {
        self.limit = limit
        runs = [SerialLedger(limit: limit)]
    }

    /// The number of the run that is going on.
    var current: Int { runs.count - 1 }

    /// Takes note of a record's number and time.
    @inline(__always)
    mutating func note(_ serial: UInt64, _ time: UInt64?, keep: Bool) {
        if let lastSerial, Self.begins(serial, time ?? lastTime, after: lastSerial, lastTime), runs.count < Self.longest
        {
            runs.append(SerialLedger(limit: limit))
        } else if firstSerial == nil {
            firstSerial = serial
            firstTime = time
        }
        lastSerial = serial
        if let time { lastTime = max(lastTime, time) }
        if keep { runs[runs.count - 1].insert(serial) }
    }

    /// Whether a run begins: numbers go back while time goes on. Records of one moment may stand in another order than
    /// their numbers.
    private static func begins(_ serial: UInt64, _ time: UInt64, after last: UInt64, _ lastTime: UInt64) -> Bool {
        serial < last && (time > lastTime + 2_000 || last - serial > 100_000 && time >= lastTime)
    }

    /// Adds what follows; answers how much later its runs are counted.
    mutating func merge(_ other: RunLedger) -> Int {
        guard let otherFirst = other.firstSerial else { return current }
        var offset = current
        if let lastSerial, Self.begins(otherFirst, other.firstTime ?? lastTime, after: lastSerial, lastTime) {
            offset += 1
        }
        for (index, run) in other.runs.enumerated() {
            let place = min(index + offset, Self.longest - 1)
            while runs.count <= place { runs.append(SerialLedger(limit: limit)) }
            runs[place].merge(run)
        }
        if firstSerial == nil { (firstSerial, firstTime) = (other.firstSerial, other.firstTime) }
        lastSerial = other.lastSerial
        lastTime = max(lastTime, other.lastTime)
        return offset
    }
}
