/// What is known of a record from the order of the values that are left out of it (see ``LineShape``).
enum RecordForm: UInt8, Sendable {
    /// Any order.
    case other = 0
    /// `… name="NAME" pid=PID comm="PROGRAM"…`: files, programs, mounts. Name and program may be in hexadecimal.
    case named = 1
    /// `… pid=PID comm="PROGRAM"…` without a name: capabilities, signals, sockets without an address. The program may be in
    /// hexadecimal.
    case unnamed = 2
    /// Not a record of a log, but the access that a summary contains, as it is written there.
    case summary = 3

    /// What is between the values of the usual forms.
    static let name: StaticString = " name=\""
    static let pidAfterName: StaticString = "\" pid="
    static let pid: StaticString = " pid="
    static let comm: StaticString = " comm=\""
    /// The same in front of values in hexadecimal.
    static let hexName: StaticString = " name="
    static let hexComm: StaticString = " comm="
}

/// The tail of a record of no usual form: for each value that is left out what follows it, the kind of the value, and the
/// length of what follows in three bytes. It is read from its end.
enum RecordTail {
    static func add(_ hole: RecordHole, _ line: Span<UInt8>, _ range: Range<Int>, to tail: inout ByteText) {
        tail.append(line, range)
        tail.append(hole.rawValue)
        for shift in [0, 8, 16] { tail.append(UInt8(truncatingIfNeeded: range.count >> shift)) }
    }

    /// The tail as part of a record, with other values where some were left out.
    static func filled(_ tail: [UInt8]) -> [UInt8] {
        var pieces: [ArraySlice<UInt8>] = []
        var end = tail.count
        while end >= 4, let hole = RecordHole(rawValue: tail[end - 4]) {
            let length = Int(tail[end - 3]) | Int(tail[end - 2]) << 8 | Int(tail[end - 1]) << 16
            let start = end - 4 - length
            guard start >= 0 else { break }
            pieces.append(tail[start..<end - 4])
            var filling: [UInt8] = []
            filling.append(hole.filling)
            pieces.append(filling[...])
            end = start
        }
        return Array(pieces.reversed().joined())
    }
}

/// What is known of a record besides its bytes, in one number.
struct RecordContext: Sendable, Hashable {
    /// Below 2^20.
    let bits: UInt32

    init(_ frame: LineFrame, _ form: RecordForm, hasName: Bool, isHexName: Bool) {
        let status = frame.obsoleteStatus.flatMap { EventStatus.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        self.init(
            [
                (UInt32(form.rawValue), 2), (hasName ? 1 : 0, 1), (isHexName ? 1 : 0, 1), (UInt32(status), 4),
                (UInt32(frame.envelope.rawValue), 6), (UInt32(frame.doubt?.rawValue ?? 0), 6),
            ]
        )
    }

    /// That of a record of the usual form.
    @inline(__always)
    init(usual form: RecordForm, isHexName: Bool, _ envelope: Envelope, _ doubt: Doubt?) {
        let name: UInt32 = form == .unnamed ? 0 : isHexName ? 3 << 2 : 1 << 2
        let (envelope, doubt) = (UInt32(envelope.rawValue & 63), UInt32((doubt?.rawValue ?? 0) & 63))
        bits = UInt32(form.rawValue) | name | envelope << 8 | doubt << 14
    }

    /// That of an access that a summary contains.
    init(summary hasName: Bool) { self.init([(UInt32(RecordForm.summary.rawValue), 2), (hasName ? 1 : 0, 1)]) }

    init(bits: UInt32) { self.bits = bits }

    /// - Parameter fields: numbers, each with the bits that it has; the first is the lowest.
    private init(_ fields: [(UInt32, width: UInt32)]) {
        var (sum, place): (UInt32, UInt32) = (0, 0)
        for (value, width) in fields {
            sum |= (value & ((1 << width) - 1)) << place
            place += width
        }
        bits = sum
    }

    var form: RecordForm { RecordForm(rawValue: UInt8(bits & 3)) ?? .other }
    var hasName: Bool { bits >> 2 & 1 == 1 }
    var isHexName: Bool { bits >> 3 & 1 == 1 }
    var obsoleteStatus: EventStatus? {
        let number = Int(bits >> 4 & 15)
        return number == 0 || number > EventStatus.allCases.count ? nil : EventStatus.allCases[number - 1]
    }
    var envelope: Envelope { Envelope(rawValue: UInt8(bits >> 8 & 63)) ?? .bare }
    var doubt: Doubt? { Doubt(rawValue: UInt8(bits >> 14 & 63)) }
}
