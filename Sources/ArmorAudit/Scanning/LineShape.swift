/// A record taken apart: its name and its process, and the rest, which is the same in all records of one kind of access.
///
/// Some values are left out of the rest, because they belong to one event alone: process, program, address. What is left
/// out cannot change how the rest is read: digits that fit, addresses without quotes, names in quotes or in hexadecimal.
/// So two records with the same head, the same tail and the same name are the same event but for machine, time, process
/// and address.
///
/// Records are compared by bytes, not by meaning: who forges a line changes what it counts as, never what another counts
/// as.
struct LineShape: ~Copyable {
    /// From the first key up to the first value that is left out; the whole record where nothing is.
    private(set) var head = 0..<0
    /// What follows the head, as ``RecordTail`` encodes it.
    var tail = ByteText()
    /// What follows the program, where the record has no other values left out than the usual ones; see ``RecordForm``.
    private(set) var rest = 0..<0
    private(set) var form = RecordForm.other
    /// The name, as it is written.
    private(set) var name = 0..<0
    private(set) var hasName = false
    private(set) var isHexName = false
    private(set) var comm = 0..<0
    private(set) var hasComm = false
    private var metComm = false
    private(set) var isHexComm = false
    /// Whether the last value has no closing quote.
    private(set) var isCut = false

    /// Takes a record apart.
    mutating func read(_ line: Span<UInt8>, _ body: Range<Int>) {
        // No kernel writes two names. Which of them counts as what is not asked: both stay in the rest then.
        if !read(line, body, keepsNames: false) { _ = read(line, body, keepsNames: true) }
    }

    /// Returns `false` for a record with a name that was left out and has to be kept.
    private mutating func read(_ line: Span<UInt8>, _ body: Range<Int>, keepsNames: Bool) -> Bool {
        reset()
        var scanner = FieldScanner(body)
        var pattern = Pattern()
        var keepsNames = keepsNames
        /// The last value that was left out, and where it ends.
        var open: (hole: RecordHole, end: Int)?
        while let field = scanner.next(line) {
            let key = ShapeKey(line, field.key)
            guard let hole = RecordHole(line, field, key, keepsNames: keepsNames, metComm: metComm) else {
                if key == .name { pattern.keepsName = true }
                // The first counts, whatever it is; what follows is kept.
                if key == .comm { metComm = true }
                if DetailReader.dependsOnName(line, field) {
                    if hasName { return false }
                    keepsNames = true
                    if open != nil { pattern.keepsName = true }
                }
                continue
            }
            switch hole {
            case .name, .hexName:
                if hasName { return false }
                (name, hasName, isHexName) = (field.value, true, hole == .hexName)
            case .comm, .hexComm: (comm, hasComm, metComm, isHexComm) = (field.value, true, true, hole == .hexComm)
            case .number: break
            }
            if let open {
                RecordTail.add(open.hole, line, open.end..<field.value.lowerBound, to: &tail)
            } else {
                head = body.lowerBound..<field.value.lowerBound
            }
            pattern.note(hole, field.value)
            open = (hole, field.value.upperBound)
        }
        isCut = scanner.isCut
        guard let open else {
            head = body
            return true
        }
        RecordTail.add(open.hole, line, open.end..<body.upperBound, to: &tail)
        if !isCut, let form = pattern.form(of: line, head, name: name, comm: comm) {
            self.form = form
            rest = open.end..<body.upperBound
        }
        return true
    }

    private mutating func reset() {
        tail.clear()
        (head, rest, form) = (0..<0, 0..<0, .other)
        (name, hasName, isHexName) = (0..<0, false, false)
        (comm, hasComm, metComm, isHexComm, isCut) = (0..<0, false, false, false, false)
    }
}

extension LineShape {
    /// Follows whether a record is one of the usual forms.
    private struct Pattern {
        private var holes: [RecordHole?] = [nil, nil, nil]
        private var count = 0
        private var number = 0..<0
        /// Whether a field `name` is among what is kept.
        var keepsName = false

        mutating func note(_ hole: RecordHole, _ value: Range<Int>) {
            if hole == .number { number = value }
            if count < 3 { holes[count] = hole }
            count += 1
        }

        /// The form of the record; `nil` for one that is not usual.
        func form(of line: Span<UInt8>, _ head: Range<Int>, name: Range<Int>, comm program: Range<Int>) -> RecordForm? {
            if keepsName || count > 3 { return nil }
            let (isNamed, comm) = (holes[0] != .number, holes[count - 1] == .comm)
            guard count == (isNamed ? 3 : 2), holes[count - 2] == .number, comm || holes[count - 1] == .hexComm else {
                return nil
            }
            let beforeComm = number.upperBound..<max(number.upperBound, program.lowerBound)
            guard line.equals(comm ? RecordForm.comm : RecordForm.hexComm, in: beforeComm) else { return nil }
            if isNamed {
                guard holes[0] == .name || holes[0] == .hexName else { return nil }
                let beforeNumber = name.upperBound..<max(name.upperBound, number.lowerBound)
                let isUsual = line.equals(
                    holes[0] == .name ? RecordForm.pidAfterName : RecordForm.pid,
                    in: beforeNumber
                )
                return isUsual ? .named : nil
            }
            let end = max(head.lowerBound, head.upperBound - RecordForm.pid.utf8CodeUnitCount)..<head.upperBound
            return line.equals(RecordForm.pid, in: end) ? .unnamed : nil
        }
    }
}
