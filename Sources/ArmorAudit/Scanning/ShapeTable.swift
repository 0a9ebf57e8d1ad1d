/// Numbers the shapes of records: a shape is a head, a tail and a context (``LineShape``, ``RecordContext``).
///
/// Hosts write a few thousand heads and tails, and tens of thousands of pairs of them. So heads and tails are kept once each,
/// and a shape takes 16 bytes and its place among the slots.
struct ShapeTable: Sendable {
    /// A shape in one word: the numbers of its head and of its tail, with 22 bits each, and the context with 20.
    struct Key: Sendable, Hashable {
        let bits: UInt64

        init(bits: UInt64) { self.bits = bits }

        init(head: Int, tail: Int, _ context: RecordContext) {
            bits = UInt64(head) << 42 | UInt64(tail) << 20 | UInt64(context.bits)
        }

        var head: Int { Int(bits >> 42) }
        var tail: Int { Int(bits >> 20 & 0x3F_FFFF) }
        var context: RecordContext { RecordContext(bits: UInt32(bits & 0xF_FFFF)) }
    }

    /// More heads or tails than this have no room in a key.
    static let mostParts = 1 << 22

    private let hash: ByteHash
    private(set) var heads: ByteTable
    /// What follows the program in records of the usual forms.
    private(set) var rests: ByteTable
    /// Tails of other records.
    private(set) var tails: ByteTable
    private(set) var keys: [Key] = []
    private var slots = HashSlots()
    private let limit: Int

    /// - Parameters:
    ///   - limit: the most shapes.
    ///   - text: the most bytes of all heads, of all rests and of all tails.
    init(_ hash: ByteHash, limit: Int, text: Int) {
        self.hash = hash
        self.limit = limit
        let parts = min(limit, Self.mostParts)
        heads = ByteTable(hash, limit: parts, text: text)
        rests = ByteTable(hash, limit: parts, text: text)
        tails = ByteTable(hash, limit: parts, text: text)
    }

    var count: Int { keys.count }

    /// Bytes of all heads and tails.
    var text: Int { heads.text + rests.text + tails.text }

    /// The hash of a shape by those of its parts, the same in all tables of one scan.
    @inline(__always)
    func hash(head: UInt64, tail: UInt64, _ context: RecordContext) -> UInt64 {
        hash.mixed(head, tail, UInt64(context.bits))
    }

    /// Has the slots of a head and a rest near soon.
    ///
    /// The tables are larger than a processor's nearest caches, and waiting for memory is most of the work here: so what
    /// several records need is approached before it is looked at.
    @inline(__always)
    func approach(head: UInt64, rest: UInt64) {
        heads.approach(head)
        rests.approach(rest)
    }

    /// The same for where their texts are, and then for their texts; what was approached before should be near.
    @inline(__always)
    func approachPlaces(head: UInt64, rest: UInt64) {
        heads.approachPlace(head)
        rests.approachPlace(rest)
    }

    @inline(__always)
    func approachTexts(head: UInt64, rest: UInt64) {
        heads.approachText(head)
        rests.approachText(rest)
    }

    /// The number of a head whose hash is known, which is added where it is new; `nil` where there is no room.
    mutating func addHead(_ text: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) -> Int? {
        heads.number(text, range, hash)?.number
    }

    /// The same for a rest.
    mutating func addRest(_ text: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) -> Int? {
        rests.number(text, range, hash)?.number
    }

    /// The number of a head, which is added where it is new; `nil` where there is no room.
    mutating func addHead(_ text: Span<UInt8>, _ range: Range<Int>) -> (number: Int, hash: UInt64)? {
        let hash = hash(text, range)
        return heads.number(text, range, hash).map { ($0.number, hash) }
    }

    /// The same for a tail, of the table that its form has.
    mutating func addTail(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ form: RecordForm
    ) -> (number: Int, hash: UInt64)? {
        let hash = hash(text, range)
        let found = Self.isUsual(form) ? rests.number(text, range, hash) : tails.number(text, range, hash)
        return found.map { ($0.number, hash) }
    }

    /// The number of a shape, which is added where it is new; `nil` where there is no room.
    @inline(__always)
    mutating func number(_ key: Key, _ hash: UInt64) -> (number: Int, isNew: Bool)? {
        var probe = slots.probe(hash)
        while let candidate = slots.next(&probe) {
            if keys[candidate] == key { return (candidate, false) }
        }
        guard keys.count < limit else { return nil }
        keys.append(key)
        slots.insert(hash, keys.count - 1)
        return (keys.count - 1, true)
    }

    @inline(__always)
    static func isUsual(_ form: RecordForm) -> Bool { form == .named || form == .unnamed }

    func head(of key: Key) -> [UInt8] { heads.bytes(key.head) }

    func tail(of key: Key) -> [UInt8] {
        Self.isUsual(key.context.form) ? rests.bytes(key.tail) : tails.bytes(key.tail)
    }

    /// A record of a shape, with other values where some were left out; and what is known of it.
    func record(_ number: Int) -> (text: [UInt8], frame: LineFrame) {
        let key = keys[number]
        let context = key.context
        var text = head(of: key)
        let tail = tail(of: key)
        switch context.form {
        case .named:
            text.append(context.isHexName ? RecordHole.hexName.filling : RecordHole.name.filling)
            text.append(context.isHexName ? RecordForm.pid : RecordForm.pidAfterName)
            Self.append(rest: tail, to: &text)
        case .unnamed: Self.append(rest: tail, to: &text)
        case .other, .summary: text += RecordTail.filled(tail)
        }
        return (text, LineFrame(shape: context, body: 0..<text.count))
    }

    /// Adds a process, a program and what follows it: the end of a quote, if the program was in quotes.
    private static func append(rest: [UInt8], to text: inout [UInt8]) {
        let isQuoted = rest.first == UInt8(ascii: "\"")
        text.append(RecordHole.number.filling)
        text.append(isQuoted ? RecordForm.comm : RecordForm.hexComm)
        text.append(isQuoted ? RecordHole.comm.filling : RecordHole.hexComm.filling)
        text += rest
    }
}
