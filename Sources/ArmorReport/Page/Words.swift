import ArmorLearn

/// Numbers and times in words.
enum Words {
    /// `1 event`, `12,345 events`.
    static func count(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? one : many ?? "\(one)s")"
    }

    /// With a comma between thousands.
    static func grouped(_ number: some BinaryInteger) -> String {
        var digits = Array(String(number))
        var place = digits.count - 3
        while place > (number < 0 ? 1 : 0) {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }

    /// `2026-11-21 10:30 UTC`, of milliseconds since 1970.
    static func moment(_ time: UInt64) -> String { "\(EvidenceText.day(time)) \(clock(time)) UTC" }

    /// `2026-11-21T10:30:00Z` (RFC 3339).
    static func timestamp(_ time: UInt64) -> String {
        "\(EvidenceText.day(time))T\(clock(time)):\(padded(time / 1_000 % 60))Z"
    }

    static func clock(_ time: UInt64) -> String {
        "\(padded(time / 3_600_000 % 24)):\(padded(time / 60_000 % 60))"
    }

    private static func padded(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// From when a bar of a chart is: of days the day alone.
    static func start(of bar: Timeline.Bar, width: UInt64) -> String {
        width >= 86_400_000 ? EvidenceText.day(bar.start) : "\(EvidenceText.day(bar.start)) \(clock(bar.start))"
    }

    /// How long a bar of a chart is: `hour`, `10 minutes`, `7 days`.
    static func width(_ milliseconds: UInt64) -> String {
        // What takes in every time there is has no length that says anything.
        if milliseconds == .max { return "all time" }
        let minutes = milliseconds / 60_000
        let units: [(UInt64, String)] = [(525_600, "year"), (1_440, "day"), (60, "hour"), (1, "minute")]
        for (size, word) in units where minutes >= size && minutes % size == 0 {
            return minutes == size ? word : "\(minutes / size) \(word)s"
        }
        return "\(minutes) minutes"
    }
}
