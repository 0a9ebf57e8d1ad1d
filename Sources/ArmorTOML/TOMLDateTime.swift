/// The four kinds of date and time of TOML 1.0 (RFC 3339 with local forms), every field in its range.
package enum TOMLDateTime: Sendable, Hashable {
    /// A date and time with minutes east of UTC.
    case offset(TOMLDate, TOMLTime, minutesEast: Int)
    case localDateTime(TOMLDate, TOMLTime)
    case localDate(TOMLDate)
    case localTime(TOMLTime)
}

/// A day of the proleptic Gregorian calendar.
package struct TOMLDate: Sendable, Hashable {
    /// 0 to 9999.
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to the last of the month.
    package let day: Int

    /// Nil if there is no such day.
    init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.days(of: month, in: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A time of day.
package struct TOMLTime: Sendable, Hashable {
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int
    /// 0 to 60; RFC 3339 has leap seconds.
    package let second: Int
    /// Further digits of the fraction are cut, as TOML says.
    package let nanosecond: Int

    /// Nil if there is no such time.
    init?(hour: Int, minute: Int, second: Int, nanosecond: Int) {
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        self.hour = hour
        self.minute = minute
        self.second = second
        self.nanosecond = nanosecond
    }
}

extension TOMLDateTime {
    /// Reads one of the four forms; the whole of the text must be it. Nil if it is none or names no real day or time.
    init?(_ text: ArraySlice<UInt8>) {
        var digits = DateDigits(rest: text)
        if text.count > 2, text[text.startIndex + 2] == UInt8(ascii: ":") {
            guard let time = digits.time(), digits.rest.isEmpty else { return nil }
            self = .localTime(time)
            return
        }
        guard let date = digits.date() else { return nil }
        if digits.rest.isEmpty {
            self = .localDate(date)
            return
        }
        guard digits.take(oneOf: "Tt "), let time = digits.time() else { return nil }
        if digits.rest.isEmpty {
            self = .localDateTime(date, time)
            return
        }
        guard let minutes = digits.zone(), digits.rest.isEmpty else { return nil }
        self = .offset(date, time, minutesEast: minutes)
    }
}

/// Takes the fields of a date or time from the front of a text; each returns nil where the text has something else.
private struct DateDigits {
    var rest: ArraySlice<UInt8>

    mutating func date() -> TOMLDate? {
        guard let year = number(4), take(oneOf: "-"), let month = number(2), take(oneOf: "-"), let day = number(2)
        else { return nil }
        return TOMLDate(year: year, month: month, day: day)
    }

    mutating func time() -> TOMLTime? {
        guard let hour = number(2), take(oneOf: ":"), let minute = number(2), take(oneOf: ":"), let second = number(2)
        else { return nil }
        guard let nanosecond = fraction() else { return nil }
        return TOMLTime(hour: hour, minute: minute, second: second, nanosecond: nanosecond)
    }

    /// Minutes east of UTC.
    mutating func zone() -> Int? {
        if take(oneOf: "Zz") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard take(oneOf: "+-"), let hour = number(2), take(oneOf: ":"), let minute = number(2) else { return nil }
        guard hour < 24, minute < 60 else { return nil }
        return (hour * 60 + minute) * (isWest ? -1 : 1)
    }

    mutating func take(oneOf characters: StaticString) -> Bool {
        guard let first = rest.first, characters.description.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    /// Nanoseconds of an optional fraction; nil if a point has no digit behind it.
    private mutating func fraction() -> Int? {
        guard take(oneOf: ".") else { return 0 }
        var nanoseconds = 0
        var unit = 100_000_000
        let start = rest.startIndex
        while let byte = rest.first, Byte.isDigit(byte) {
            nanoseconds += Int(byte - UInt8(ascii: "0")) * unit
            unit /= 10
            rest.removeFirst()
        }
        return rest.startIndex > start ? nanoseconds : nil
    }

    /// A number of exactly so many digits.
    private mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, Byte.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }
}
