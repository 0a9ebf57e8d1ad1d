import ArmorGlob

/// The form of a name of which one part is new in every run, in every container or at every update: known so well that one
/// sample is enough. The rest of the name stays as it is.
struct NameForm: Sendable {
    enum Part: Sendable {
        /// This text.
        case text(String)
        /// Decimal digits; a count that is not fixed becomes `[0-9]*`.
        case digits(ClosedRange<Int>)
        /// Hexadecimal digits in lower case, or in upper case.
        case hex(ClosedRange<Int>)
        case upperHex(ClosedRange<Int>)
        /// Letters and digits as mkstemp(3) makes them; a part that looks like a word is not one.
        case madeUp(Int)
        /// Letters and digits as mkstemp(3) makes them, where the rest of the name leaves no doubt: any of them.
        case random(Int)
        /// Letters in lower case and digits, at least one of them a digit.
        case token(ClosedRange<Int>)
        /// Capital letters and digits.
        case upperToken(Int)
        /// RFC 9562, with dashes, or with underscores as in the names of systemd's slices.
        case uuid(separator: UInt8)
        /// At least one byte that stays as it is.
        case kept
        /// Any bytes, also none, that stay as they are.
        case rest

        /// How many bytes it may have.
        fileprivate var lengths: ClosedRange<Int> {
            switch self {
            case .text(let text): text.utf8.count...text.utf8.count
            case .digits(let count), .hex(let count), .upperHex(let count), .token(let count): count
            case .madeUp(let length), .random(let length), .upperToken(let length): length...length
            case .uuid: UUIDForm.length...UUIDForm.length
            case .kept: 1...NameForm.longest
            case .rest: 0...NameForm.longest
            }
        }
    }

    /// The most bytes of a file's name (NAME_MAX of linux/limits.h).
    private static let longest = 255

    let parts: [Part]

    init(_ parts: Part...) { self.parts = parts }

    /// The glob of a name of this form, as a policy writes it; `nil` for other names.
    func glob(_ name: [UInt8]) -> String? {
        guard name.count <= Self.longest else { return nil }
        var budget = Self.mostSteps
        return Self.match(parts[...], name[...], &budget)
    }

    /// More steps than any name of a form takes; a name that needs more has no form.
    private static let mostSteps = 2_000

    private static func match(_ parts: ArraySlice<Part>, _ name: ArraySlice<UInt8>, _ budget: inout Int) -> String? {
        guard budget > 0 else { return nil }
        budget -= 1
        guard let part = parts.first else { return name.isEmpty ? "" : nil }
        let left = parts.dropFirst()
        switch part {
        case .text(let text):
            let bytes = Array(text.utf8)
            guard name.starts(with: bytes) else { return nil }
            return match(left, name.dropFirst(bytes.count), &budget).map { quotedLiteral(bytes) + $0 }
        case .digits(let count): return run(Bytes.digits, "[0-9]", count, left, name, &budget)
        case .hex(let count): return run(Bytes.lowerHex, "[0-9a-f]", count, left, name, &budget)
        case .upperHex(let count): return run(Bytes.upperHex, "[0-9A-F]", count, left, name, &budget)
        case .token(let count):
            let length = name.prefix(while: Bytes.lower.union(Bytes.digits).contains).count
            guard name.prefix(length).contains(where: Bytes.digits.contains) else { return nil }
            return run(Bytes.lower.union(Bytes.digits), "[0-9a-z]", count, left, name, &budget)
        case .upperToken(let length):
            return run(Bytes.upper.union(Bytes.digits), "[0-9A-Z]", length...length, left, name, &budget)
        case .madeUp(let length):
            guard name.count >= length, TemporaryName.isMadeUp(name.prefix(length)) else { return nil }
            let any = String(repeating: "[0-9A-Za-z]", count: length)
            return match(left, name.dropFirst(length), &budget).map { any + $0 }
        case .random(let length): return run(Bytes.alphanumeric, "[0-9A-Za-z]", length...length, left, name, &budget)
        case .uuid(let separator):
            guard UUIDForm.starts(name, separator: separator) else { return nil }
            let any = UUIDForm.glob(separator: separator)
            return match(left, name.dropFirst(UUIDForm.length), &budget).map { any + $0 }
        case .kept, .rest:
            // As short as it can be, so that all digits of a number vary.
            let least = left.reduce(0) { $0 + $1.lengths.lowerBound }
            let most = left.reduce(0) { min($0 + $1.lengths.upperBound, longest) }
            let first = max(part.lengths.lowerBound, name.count - most)
            let last = name.count - least
            guard first <= last else { return nil }
            for length in first...last {
                if let rest = match(left, name.dropFirst(length), &budget) {
                    return quotedLiteral(Array(name.prefix(length))) + rest
                }
            }
            return nil
        }
    }

    /// All bytes of a set that follow, of which there must be as many as asked for.
    private static func run(
        _ set: Set<UInt8>,
        _ any: String,
        _ count: ClosedRange<Int>,
        _ parts: ArraySlice<Part>,
        _ name: ArraySlice<UInt8>,
        _ budget: inout Int
    ) -> String? {
        let length = name.prefix(while: set.contains).count
        guard count.contains(length) else { return nil }
        let isShort = count.lowerBound == count.upperBound && length <= 16
        let text = isShort ? String(repeating: any, count: length) : any + "*"
        return match(parts, name.dropFirst(length), &budget).map { text + $0 }
    }
}

/// UUIDs as text.
enum UUIDForm {
    private static let groups = [8, 4, 4, 4, 12]
    /// Bytes.
    static let length = 36

    static func starts(_ name: ArraySlice<UInt8>, separator: UInt8) -> Bool {
        let parts = name.prefix(length).split(separator: separator, omittingEmptySubsequences: false)
        return parts.map(\.count) == groups && parts.joined().allSatisfy(Bytes.hex.contains)
    }

    static func glob(separator: UInt8) -> String {
        let between = String(decoding: [separator], as: UTF8.self)
        return groups.map { String(repeating: "[0-9A-Fa-f]", count: $0) }.joined(separator: between)
    }
}
