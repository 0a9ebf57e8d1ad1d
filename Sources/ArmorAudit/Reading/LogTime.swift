/// Moments as people give them for logs, in milliseconds since 1970:
///
/// - `2026-11-21`, its first moment; `2026-11-21T10:30:00Z`, `2026-11-21 10:30:00.250+02:00` (RFC 3339; a time without a
///   zone is one in UTC, as are all days that armor shows);
/// - `now`, `today`, `yesterday`;
/// - `-90s`, `-30min`, `-2h`, `-7d`, `-2w`: so long ago;
/// - `@1795226286`: seconds since 1970.
package enum LogTime {
    /// None where the text is no moment, or none that a log can be of.
    package static func parse(_ text: String, now: UInt64) -> UInt64? {
        switch text {
        case "now": return now
        case "today": return now / day * day
        case "yesterday": return (now / day * day).subtractingSaturated(day)
        default: break
        }
        if text.hasPrefix("@") { return number(text.dropFirst()).map { $0 * 1000 } }
        if text.hasPrefix("-") { return ago(text.dropFirst()).map { now.subtractingSaturated($0) } }
        return moment(Array(text.utf8))
    }

    private static let day: UInt64 = 86_400_000

    /// At most ten digits.
    private static func number(_ text: some StringProtocol) -> UInt64? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return UInt64(text)
    }

    private static func ago(_ text: Substring) -> UInt64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [Substring: UInt64] = [
            "s": 1000, "min": 60_000, "h": 3_600_000, "d": day, "w": 7 * day,
        ]
        guard let number = number(digits), let unit = units[text[digits.endIndex...]] else { return nil }
        return number * unit
    }

    /// RFC 3339, section 5.6; the time may be left out, the zone and the fraction too.
    private static func moment(_ text: [UInt8]) -> UInt64? {
        var reader = Reader(text)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let date = reader.digits(2), (1970...9999).contains(year), (1...12).contains(month),
            (1...length(month, year)).contains(date)
        else { return nil }
        var time = UInt64(days(year, month, date)) * day
        if reader.isAtEnd { return time }
        guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.digits(2), reader.take(":"),
            let minute = reader.digits(2), hour < 24, minute < 60
        else { return nil }
        var second = 0
        if reader.take(":") {
            guard let read = reader.digits(2), read < 60 else { return nil }
            second = read
        }
        time += UInt64((hour * 60 + minute) * 60 + second) * 1000
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            time += fraction
        }
        if reader.isAtEnd || reader.take("Z") || reader.take("z") { return reader.isAtEnd ? time : nil }
        let isEast = reader.take("+")
        guard isEast || reader.take("-"), let hours = reader.digits(2), reader.take(":"),
            let minutes = reader.digits(2), hours < 24, minutes < 60, reader.isAtEnd
        else { return nil }
        let offset = UInt64(hours * 60 + minutes) * 60_000
        return isEast ? time.subtractingSaturated(offset) : time + offset
    }

    /// Days since 1970: counted from the first of March of the year 0, so that a leap day is a year's last.
    private static func days(_ year: Int, _ month: Int, _ date: Int) -> Int {
        let shifted = month < 3 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + date - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    private static func length(_ month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    private struct Reader {
        private let text: [UInt8]
        private var position = 0

        init(_ text: [UInt8]) { self.text = text }

        var isAtEnd: Bool { position == text.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, UInt32(text[position]) == character.value else { return false }
            position += 1
            return true
        }

        /// Exactly so many digits.
        mutating func digits(_ count: Int) -> Int? {
            guard text.count - position >= count else { return nil }
            var value = 0
            for byte in text[position..<position + count] {
                guard byte &- 0x30 < 10 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            position += count
            return value
        }

        /// Digits behind a point, as milliseconds.
        mutating func fraction() -> UInt64? {
            var (value, unit): (UInt64, UInt64) = (0, 100)
            let start = position
            while position < text.count, text[position] &- 0x30 < 10 {
                value += UInt64(text[position] - 0x30) * unit
                unit /= 10
                position += 1
            }
            return position == start ? nil : value
        }
    }
}

extension UInt64 {
    fileprivate func subtractingSaturated(_ other: UInt64) -> UInt64 { other > self ? 0 : self - other }
}
