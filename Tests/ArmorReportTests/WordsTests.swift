import Testing

@testable import ArmorReport

struct WordsTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678"), (-1_234, "-1,234"),
    ])
    func groups(_ number: Int, _ text: String) { #expect(Words.grouped(number) == text) }

    @Test(
        arguments: [
            (0, "1970-01-01 00:00 UTC", "1970-01-01T00:00:00Z"),
            (1_795_226_286_000, "2026-11-21 01:58 UTC", "2026-11-21T01:58:06Z"),
            (4_107_542_399_999, "2100-02-28 23:59 UTC", "2100-02-28T23:59:59Z"),
        ] as [(UInt64, String, String)]
    )
    func times(_ time: UInt64, _ text: String, _ stamp: String) {
        #expect(Words.moment(time) == text)
        #expect(Words.timestamp(time) == stamp)
    }

    @Test func everyTimeIsSaid() { #expect(!Words.moment(.max).isEmpty) }

    @Test(
        arguments: zip(
            DenialClock.widths,
            [
                "minute", "10 minutes", "hour", "6 hours", "day", "7 days", "30 days", "year", "10 years", "100 years",
                "1000 years", "all time",
            ]
        )
    )
    func widths(_ width: UInt64, _ words: String) { #expect(Words.width(width) == words) }
}
