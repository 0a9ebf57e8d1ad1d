/// A record in text whose strings are undone: it is read with what text loses or adds, and written again as the kernel
/// writes one.
struct LooseRecord {
    /// How values are quoted.
    enum Quotes {
        case double, single, backtick
        /// Not at all: `ausearch -i`.
        case bare

        /// By the text after the letters `apparmor`; `nil` where no record begins.
        init?(_ text: [UInt8], after place: Int) {
            guard place + 1 < text.count, text[place] == UInt8(ascii: "=") else { return nil }
            switch text[place + 1] {
            case UInt8(ascii: "\""): self = .double
            case UInt8(ascii: "'"): self = .single
            case UInt8(ascii: "`"): self = .backtick
            default:
                // `apparmor=1` and `apparmor=NAME` are settings of kernels and engines.
                let word = text[(place + 1)...].prefix { FieldScanner.isWord($0) }
                guard EventStatus(rawValue: String(decoding: word, as: UTF8.self)) != nil else { return nil }
                self = .bare
            }
        }

        var sign: UInt8 {
            switch self {
            case .double, .bare: UInt8(ascii: "\"")
            case .single: UInt8(ascii: "'")
            case .backtick: UInt8(ascii: "`")
            }
        }
    }

    /// The record as the kernel writes it, from `apparmor=` on.
    private(set) var body: [UInt8] = []
    /// Where the text goes on that is not the record's.
    private(set) var end: Int
    /// Whether it is not certain where values without quotes end.
    private(set) var isAmbiguous = false
    /// Whether the last value has no closing quote.
    private(set) var isCut = false
    /// Whether text marks that a part was left out, and no field says what was denied.
    private(set) var isShortened = false
    /// Whether text between fields marks that others were left out.
    private var hasGap = false
    private var keys: Set<ArraySlice<UInt8>> = []

    /// Reads the record that begins at a place.
    init(_ text: [UInt8], at place: Int, _ quotes: Quotes) {
        end = place
        if case .bare = quotes { readBare(text, place) } else { read(text, place, quotes.sign) }
        guard !isCut, keys.isDisjoint(with: Self.tellingKeys) else { return }
        let start = text[min(end, text.count)...].first == UInt8(ascii: ">") ? end : max(place, end - 3)
        isShortened = hasGap || Self.marksOmission(text[min(start, text.count)...])
    }

    /// Keys of which one at least is in a record that says what was denied.
    private static let tellingKeys = Set(
        [
            "denied_mask", "requested_mask", "denied", "requested", "mask", "capability", "capname", "target",
            "srcname",
            "fstype", "flags", "family", "signal", "rlimit", "execpath",
        ]
        .map { ArraySlice($0.utf8) }
    )

    /// Whether a text begins with what stands for a part that was left out: points, or the sign of `less` at the end.
    private static func marksOmission(_ rest: ArraySlice<UInt8>) -> Bool {
        let near = rest.prefix(32)
        let marks = ["...", "\u{2026}"]
        let isMarked = near.indices.contains { place in marks.contains { near[place...].starts(with: $0.utf8) } }
        if isMarked { return true }
        let line = rest.prefix(8).drop { $0 == 0x20 }
        return line.first == UInt8(ascii: ">") && line.dropFirst().allSatisfy { $0 <= 0x20 }
    }

    // MARK: Values in quotes

    private mutating func read(_ text: [UInt8], _ start: Int, _ sign: UInt8) {
        var position = start
        while position < text.count {
            if Self.isSeparator(text[position]) {
                position += 1
                continue
            }
            guard let value = RecordKeys.valueStart(text, position, text.count) else {
                // Text after a record ends it, unless the record goes on right after it.
                guard let next = nextKey(text, position) else { break }
                if Self.marksOmission(text[position..<next]) { hasGap = true }
                position = next
                continue
            }
            let key = text[position..<value - 1]
            if key.allSatisfy({ $0 < 0x61 }) || keys.contains(key) && key.elementsEqual("apparmor".utf8) { break }
            keys.insert(key)
            position = readValue(text, value, key, sign)
            end = position
            if isCut || isTailNext { break }
        }
        // Skips the names that the enriched form adds.
        if isTailNext, !isCut { end = text.count }
    }

    /// Whether the names of users follow, which the enriched form adds.
    private var isTailNext = false

    /// Reads the value that begins at a place and returns its end.
    private mutating func readValue(_ text: [UInt8], _ start: Int, _ key: ArraySlice<UInt8>, _ sign: UInt8) -> Int {
        if start < text.count, text[start] == sign || text[start] == UInt8(ascii: "\"") {
            let quote = text[start]
            guard let close = Self.close(text, start + 1, quote) else {
                isCut = true
                append(key, raw: [UInt8(ascii: "\"")] + text[(start + 1)...])
                return text.count
            }
            append(key, text[(start + 1)..<close])
            return close + 1
        }
        var stop = start
        while stop < text.count, text[stop] > 0x20 { stop += 1 }
        let word = text[start..<stop]
        let (value, length, hasTail) = Self.trimmed(word)
        isTailNext = hasTail
        append(key, raw: Array(value))
        return start + length
    }

    /// The closing quote. An apostrophe within a word is not a quote.
    private static func close(_ text: [UInt8], _ start: Int, _ quote: UInt8) -> Int? {
        var position = start
        while let place = text.span.position(of: quote, in: position..<text.count) {
            if quote != UInt8(ascii: "'") { return place }
            let next = place + 1 < text.count ? text[place + 1] : 0x20
            if !FieldScanner.isWord(next), next < 0x80 { return place }
            position = place + 1
        }
        return nil
    }

    /// A value without quotes: without the enriched form's separator, however it is shown, and without what text puts after
    /// it. The length is that of the part that is the value.
    private static func trimmed(_ word: ArraySlice<UInt8>) -> (value: ArraySlice<UInt8>, length: Int, hasTail: Bool) {
        for sign in ["\u{1D}", "^]", "#035", "<GS>", "\\x1d", "\\x1D", "\\035", "\\u001d", "<1d>", "<0x1d>", "<1D>"] {
            let bytes = Array(sign.utf8)
            if let place = word.indices.first(where: { word[$0...].starts(with: bytes) }) {
                return (word[..<place], place - word.startIndex, true)
            }
        }
        let digits = word.prefix { $0 &- 0x30 < 10 }
        let rest = word[digits.endIndex...]
        if !digits.isEmpty, let first = rest.first, 0x41...0x5A ~= first, rest.contains(UInt8(ascii: "=")) {
            return (digits, digits.count, true)
        }
        // A number ends where text goes on.
        if !digits.isEmpty, let first = rest.first, !FieldScanner.isWord(first), !".:-+/".utf8.contains(first) {
            return (digits, digits.count, false)
        }
        var value = word
        if let tag = value.firstIndex(of: UInt8(ascii: "<")), tag > value.startIndex { value = value[..<tag] }
        while let last = value.last, value.count > 1, isTrailing(last) {
            if last == UInt8(ascii: ")"), value.contains(UInt8(ascii: "(")) { break }
            value = value.dropLast()
        }
        return (value, value.count, false)
    }

    private static func isTrailing(_ byte: UInt8) -> Bool { "'\")}]>,;|`\\.".utf8.contains(byte) }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: ",") }

    /// The next word that is a key of AppArmor's and not met yet; `nil` where none is near.
    private func nextKey(_ text: [UInt8], _ start: Int) -> Int? {
        let limit = min(text.count, start + 48)
        var position = start
        while position < limit {
            while position < limit, text[position] > 0x20 { position += 1 }
            while position < limit, text[position] <= 0x20 { position += 1 }
            if position < limit, let value = RecordKeys.knownValueStart(text, position, text.count),
                !keys.contains(text[position..<value - 1])
            {
                return position
            }
        }
        return nil
    }

    // MARK: Values without quotes

    /// A value goes up to the next key. A word in it that looks like one makes the record ambiguous, since names can hold it.
    private mutating func readBare(_ text: [UInt8], _ start: Int) {
        end = text.count
        var fields: [(key: ArraySlice<UInt8>, value: Range<Int>)] = []
        var position = start
        while position < text.count {
            var next = position
            while next < text.count, text[next] <= 0x20 { next += 1 }
            if let value = RecordKeys.valueStart(text, next, text.count) {
                let key = text[next..<value - 1]
                if key.allSatisfy({ $0 < 0x61 }) { break }
                if RecordKeys.contains(key) {
                    if !keys.insert(key).inserted { isAmbiguous = true }
                    fields.append((key, value..<value))
                } else {
                    isAmbiguous = true
                }
            }
            while next < text.count, text[next] > 0x20 { next += 1 }
            if let last = fields.indices.last { fields[last].value = fields[last].value.lowerBound..<next }
            position = next
        }
        for field in fields {
            var value = text[field.value]
            if let sign = value.firstIndex(of: 0x1D) { value = value[..<sign] }
            while let last = value.last, last <= 0x20 { value = value.dropLast() }
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = value.dropFirst().dropLast()
            }
            append(field.key, value)
        }
    }

    // MARK: Writing

    private mutating func append(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
        if !value.isEmpty, value.count < 19, value.allSatisfy({ $0 &- 0x30 < 10 }), !key.elementsEqual("name".utf8) {
            return append(key, raw: Array(value))
        }
        guard value.contains(where: { $0 == UInt8(ascii: "\"") || $0 < 0x20 }) else {
            return append(key, raw: [UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")])
        }
        let digits = Array("0123456789ABCDEF".utf8)
        append(key, raw: value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private mutating func append(_ key: ArraySlice<UInt8>, raw value: [UInt8]) {
        if !body.isEmpty { body.append(0x20) }
        body += key
        body.append(UInt8(ascii: "="))
        body += value
    }
}
