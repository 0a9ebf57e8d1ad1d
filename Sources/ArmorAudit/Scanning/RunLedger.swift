/// When the kernel made a record, and its number.
struct RecordMoment: Sendable, Hashable {
    /// Milliseconds since 1970; 0 where it is not known.
    var time: UInt64
    var serial: UInt64
}

/// A part of a run of a machine: what one source tells of it, without a break.
struct RunPart: Sendable {
    let first: RecordMoment
    var last: RecordMoment
    /// The latest time so far.
    var latest: UInt64
    /// The numbers of all records, where all are looked at.
    var serials: SerialLedger
    /// Whether there are records of the audit system that are not AppArmor's: then the source is not a filtered one.
    var hasOtherRecords = false
    /// What is kept of the numbers once the run is over.
    private(set) var sealed: LogPiece.Records?

    init(_ moment: RecordMoment, limit: Int) {
        (first, last, latest) = (moment, moment, moment.time)
        serials = SerialLedger(limit: limit)
    }

    /// Lets go of what only a run that goes on needs.
    mutating func seal() {
        sealed = LogPiece.Records(self)
        serials = SerialLedger(limit: 1)
    }

    /// Whether a moment can be of a run that goes on from here, or a run begins with it: numbers go back while time goes
    /// on. Records of one moment may stand in another order than their numbers.
    @inline(__always)
    static func begins(_ moment: RecordMoment, after last: RecordMoment, latest: UInt64) -> Bool {
        guard moment.serial < last.serial else { return false }
        let time = moment.time == 0 ? latest : moment.time
        return time > latest + 2_000 || last.serial - moment.serial > 100_000 && time >= latest
    }
}

/// The runs of one machine in a source, told apart by the kernel's numbers beginning again.
struct RunLedger: Sendable {
    private(set) var parts: [RunPart] = []
    private let limit: Int

    /// More runs are counted as the last.
    static let longest = 4096

    init(limit: Int) { self.limit = limit }

    /// Takes note of a record's number and time; answers whether a run begins with it.
    @inline(__always)
    mutating func note(_ serial: UInt64, _ time: UInt64?, keep: Bool, isOther: Bool) -> Bool {
        let moment = RecordMoment(time: time ?? 0, serial: serial)
        let last = parts.count - 1
        if last < 0
            || RunPart.begins(moment, after: parts[last].last, latest: parts[last].latest) && parts.count < Self.longest
        {
            parts.append(RunPart(moment, limit: limit))
            note(moment, keep, isOther)
            return true
        }
        note(moment, keep, isOther)
        return false
    }

    @inline(__always)
    private mutating func note(_ moment: RecordMoment, _ keep: Bool, _ isOther: Bool) {
        let index = parts.count - 1
        parts[index].last = moment
        if moment.time > parts[index].latest { parts[index].latest = moment.time }
        if keep { parts[index].serials.insert(moment.serial) }
        if isOther { parts[index].hasOtherRecords = true }
    }

    /// Enters records that followed the last that was noted.
    mutating func follow(_ records: OpenRecords) {
        let index = parts.count - 1
        parts[index].last = records.last
        parts[index].latest = max(parts[index].latest, records.latest)
        parts[index].serials.insert(records.first...records.last.serial)
        parts[index].hasOtherRecords = parts[index].hasOtherRecords || records.hasOthers
    }

    /// Adds what follows; answers where each of its parts went.
    mutating func merge(_ other: RunLedger) -> [Int] {
        var places: [Int] = []
        for (index, part) in other.parts.enumerated() {
            let isNew =
                index > 0
                || parts.last.map { RunPart.begins(part.first, after: $0.last, latest: $0.latest) } ?? true
            if isNew, parts.count < Self.longest {
                if !parts.isEmpty { parts[parts.count - 1].seal() }
                parts.append(part)
            } else {
                parts[parts.count - 1].follow(part)
            }
            places.append(parts.count - 1)
        }
        return places
    }
}

extension RunPart {
    fileprivate mutating func follow(_ other: RunPart) {
        last = other.last
        latest = max(latest, other.latest)
        serials.merge(other.serials)
        hasOtherRecords = hasOtherRecords || other.hasOtherRecords
    }
}
