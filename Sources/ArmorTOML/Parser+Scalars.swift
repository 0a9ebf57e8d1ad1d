import ArmorSource

extension Parser {
    /// A number, boolean, date or time; nil if it is none, which has been told then.
    mutating func scalar() -> TOMLValue? {
        let start = cursor.offset
        cursor.skip(while: Byte.isScalar)
        takeTimeBehindDate(from: start)
        let isWhole = cursor.byte.map { $0 <= Byte.blank || $0 == 0x7F || Byte.endsScalar($0) } ?? true
        guard cursor.offset > start, isWhole else { return noValue(from: start) }
        let range = start..<cursor.offset
        let word = cursor.bytes[range]
        if let kind = Scalar.word(word) { return TOMLValue(range: range, kind: kind, comment: nil) }
        guard let first = word.first,
            Byte.isDigit(first) || first == Byte.plus || first == Byte.minus || first == Byte.point
        else { return noValue(from: start) }
        switch Scalar(word) {
        case .value(let kind): return TOMLValue(range: range, kind: kind, comment: nil)
        case .wrong(let code, let message): error(code, message, at: range)
        }
        return nil
    }

    /// A date and a time may be separated by one blank instead of a T.
    private mutating func takeTimeBehindDate(from start: Int) {
        let length = cursor.offset - start
        guard length == 10, cursor.bytes[start + 4] == Byte.minus, cursor.byte == Byte.blank,
            let first = cursor.byte(after: 1), let second = cursor.byte(after: 2), Byte.isDigit(first),
            Byte.isDigit(second), cursor.byte(after: 3) == UInt8(ascii: ":")
        else { return }
        cursor.advance()
        cursor.skip(while: Byte.isScalar)
    }

    /// Tells that there is no value here and steps over what there is.
    private mutating func noValue(from start: Int) -> TOMLValue? {
        if cursor.offset == start, cursor.byte.map({ Byte.endsScalar($0) }) ?? true || cursor.isAtLineEnd {
            error("toml-no-value", "a value is missing", at: cursor.character)
            return nil
        }
        let range = junk(from: start)
        let word = cursor.text(range)
        let help =
            switch word {
            case "True", "TRUE", "yes", "on": "write true"
            case "False", "FALSE", "no", "off": "write false"
            default: "a string needs quotes: \(tomlQuoted(word))"
            }
        error("toml-unquoted", "this is no value", at: range, help: help)
        return nil
    }
}

/// What a word without quotes means.
private enum Scalar {
    case value(TOMLValue.Kind)
    case wrong(code: String, message: String)

    /// `true`, `false`, `inf` and `nan`, which are words, not numbers.
    static func word(_ word: ArraySlice<UInt8>) -> TOMLValue.Kind? {
        guard word.count <= 5 else { return nil }
        return switch String(decoding: word, as: UTF8.self) {
        case "true": .boolean(true)
        case "false": .boolean(false)
        case "inf", "+inf": .float(.infinity)
        case "-inf": .float(-.infinity)
        case "nan", "+nan": .float(.nan)
        case "-nan": .float(-.nan)
        default: nil
        }
    }

    /// What begins with a digit, sign or point.
    init(_ word: ArraySlice<UInt8>) {
        let start = word.startIndex
        if word.count > 2,
            word[start + 2] == UInt8(ascii: ":")
                || word.count > 4 && word[start + 4] == Byte.minus && word.prefix(4).allSatisfy(Byte.isDigit)
        {
            self =
                TOMLDateTime(word).map { .value(.dateTime($0)) }
                ?? .wrong(code: "toml-date", message: "no valid date or time")
        } else if word.count > 2, word[start] == UInt8(ascii: "0"), let radix = Self.radix(word[start + 1]) {
            self = Self.integer(word.dropFirst(2), radix: radix, isNegative: false)
        } else {
            self = Self.decimal(word)
        }
    }

    private static func radix(_ letter: UInt8) -> Int64? {
        switch letter {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// Digits with single underscores between them, without sign.
    private static func integer(_ digits: ArraySlice<UInt8>, radix: Int64, isNegative: Bool) -> Scalar {
        guard hasGoodUnderscores(digits) else { return badUnderscore }
        var value: Int64 = 0
        var isTooBig = false
        for byte in digits where byte != Byte.underscore {
            guard let digit = Byte.hexValue(byte).map(Int64.init), digit < radix else {
                return .wrong(code: "toml-number", message: "no valid number")
            }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            // Towards the sign, as the smallest integer has no positive twin.
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
            isTooBig = isTooBig || overflow || carry
            value = sum
        }
        if isTooBig { return .wrong(code: "toml-number-range", message: "an integer beyond 64 bits") }
        return .value(.integer(value))
    }

    /// `[+-]integer[.digits][e[+-]digits]`, the integer without leading zeros.
    private static func decimal(_ word: ArraySlice<UInt8>) -> Scalar {
        var rest = word
        let isNegative = rest.first == Byte.minus
        if isNegative || rest.first == Byte.plus { rest.removeFirst() }
        let whole = takeDigits(&rest)
        guard let first = whole.first else { return .wrong(code: "toml-number", message: "no valid number") }
        guard hasGoodUnderscores(whole) else { return badUnderscore }
        guard whole.count == 1 || first != UInt8(ascii: "0") else {
            return .wrong(code: "toml-number", message: "a number with a leading zero")
        }
        if rest.isEmpty { return integer(whole, radix: 10, isNegative: isNegative) }
        if rest.first == Byte.point {
            rest.removeFirst()
            let fraction = takeDigits(&rest)
            guard hasGoodUnderscores(fraction) else {
                return .wrong(code: "toml-number", message: "a point without a digit on each side")
            }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if rest.first == Byte.minus || rest.first == Byte.plus { rest.removeFirst() }
            guard hasGoodUnderscores(takeDigits(&rest)) else {
                return .wrong(code: "toml-number", message: "an exponent without digits")
            }
        }
        guard rest.isEmpty, let value = Double(String(decoding: word.filter { $0 != Byte.underscore }, as: UTF8.self))
        else { return .wrong(code: "toml-number", message: "no valid number") }
        guard value.isFinite else { return .wrong(code: "toml-number-range", message: "a float beyond 64 bits") }
        return .value(.float(value))
    }

    private static let badUnderscore = Scalar.wrong(
        code: "toml-number",
        message: "a number with an underscore that is not between digits"
    )

    /// Whether there are digits, and a digit on both sides of each underscore.
    private static func hasGoodUnderscores(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let first = digits.first, let last = digits.last else { return false }
        guard first != Byte.underscore, last != Byte.underscore else { return false }
        return !zip(digits, digits.dropFirst()).contains { $0 == Byte.underscore && $1 == Byte.underscore }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { Byte.isDigit($0) || $0 == Byte.underscore }
        rest = rest[digits.endIndex...]
        return digits
    }
}
