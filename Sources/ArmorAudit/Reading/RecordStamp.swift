/// `audit(SECONDS.MILLISECONDS:SERIAL)`: when the kernel made a record, and its number (kernel/audit.c).
struct RecordStamp {
    /// Milliseconds since 1970; none where `ausearch -i` wrote a date in words, which is in the writer's own zone.
    let time: UInt64?
    let serial: UInt64
    /// Behind the closing parenthesis.
    let end: Int

    /// Numbers are below this: of more digits none is read.
    static let end: UInt64 = 10_000_000_000_000_000_000

    /// `audit(` as six bytes of a word.
    private static let head: UInt64 = 0x2874_6964_7561

    private init(time: UInt64?, serial: UInt64, end: Int) { (self.time, self.serial, self.end) = (time, serial, end) }

    /// The seconds of the stamp before, which are mostly those of the next as well, with their digits and the point.
    struct Memo: Sendable {
        fileprivate var digits: (UInt64, UInt64) = (0, 0)
        fileprivate var seconds: UInt64 = 0
    }

    /// The same as without a memo, and faster where stamps are of the same second.
    @inline(__always)
    init?(_ text: Span<UInt8>, at start: Int, end: Int, _ memo: inout Memo) {
        let first = start + 6
        // Ten digits and a point: two words of eight bytes that overlap. Behind them three digits, a colon and the serial.
        guard start >= 0, end - first >= 23, UInt64(littleEndian: text.word(at: start)) & 0xFFFF_FFFF_FFFF == Self.head
        else {
            self.init(text, at: start, end: end)
            return
        }
        let digits = (text.word(at: first), text.word(at: first + 3))
        let fraction = DecimalWord(text.word(at: first + 11))
        let serial = DecimalWord(text.word(at: first + 15))
        let close = first + 15 + serial.count
        // A serial of eight digits may have more.
        if digits == memo.digits, fraction.count == 3, text[first + 14] == UInt8(ascii: ":"),
            (1...7).contains(serial.count),
            text[close] == UInt8(ascii: ")")
        {
            self.init(time: memo.seconds * 1000 + fraction.value, serial: serial.value, end: close + 1)
            return
        }
        self.init(text, at: start, end: end)
        if let time, text[first + 10] == UInt8(ascii: "."), text.number(at: first, end: end)?.end == first + 10 {
            memo.digits = digits
            memo.seconds = time / 1000
        }
    }

    /// Reads the stamp that begins with its `audit(` at a place.
    init?(_ text: Span<UInt8>, at start: Int, end: Int) {
        guard text.starts(with: "audit(", in: start..<end) else { return nil }
        let first = start + 6
        if let seconds = text.number(at: first, end: end), seconds.end < end,
            text[seconds.end] == UInt8(ascii: "."),
            let fraction = text.number(at: seconds.end + 1, end: end), fraction.end - seconds.end == 4,
            fraction.end < end, text[fraction.end] == UInt8(ascii: ":"),
            let serial = text.number(at: fraction.end + 1, end: end), serial.end < end,
            text[serial.end] == UInt8(ascii: ")"),
            seconds.value < 1 << 40
        {
            time = seconds.value * 1000 + fraction.value
            self.serial = serial.value
            self.end = serial.end + 1
            return
        }
        // `audit(07/24/26 12:54:06.123:77)`: the serial is what stands behind the last colon.
        guard let close = text.position(of: UInt8(ascii: ")"), in: first..<min(end, first + 64)),
            let colon = text.lastPosition(of: UInt8(ascii: ":"), in: first..<close),
            let serial = text.number(at: colon + 1, end: close), serial.end == close
        else { return nil }
        time = nil
        self.serial = serial.value
        self.end = close + 1
    }
}
