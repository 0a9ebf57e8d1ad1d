import ArmorAudit
import ArmorTestSupport
import Testing

@testable import ArmorReport

/// Events by time: in bars that can be told apart, whatever times a log gives.
struct DenialClockTests {
    private static let start: UInt64 = 1_790_000_000_000

    /// A line of the audit daemon's at so many seconds.
    private static func line(_ seconds: UInt64, _ status: String = "DENIED", _ profile: String = "web") -> String {
        "type=AVC msg=audit(\(seconds).000:7): apparmor=\"\(status)\" operation=\"open\" profile=\"\(profile)\" "
            + "name=\"/a\" pid=1 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0"
    }

    private static func timeline(_ lines: [String], form: SourceForm? = nil) -> Timeline? {
        var stream = EventStream()
        var clock = DenialClock(profiles: ["web"])
        for event in stream.begin(form) + stream.feed(Array(lines.joined(separator: "\n").utf8)) + stream.end() {
            clock.take(event)
        }
        return clock.timeline(of: "web")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Seconds since a moment.
        let times: [UInt64]
        let width: UInt64
        let bars: Int
    }

    @Test(arguments: [
        Case(testDescription: "one event", times: [0], width: 60_000, bars: 1),
        Case(testDescription: "half an hour", times: [0, 1_800], width: 60_000, bars: 31),
        Case(testDescription: "a day", times: [0, 86_400], width: 3_600_000, bars: 25),
        Case(testDescription: "a week", times: [0, 7 * 86_400], width: 21_600_000, bars: 29),
        Case(testDescription: "a year", times: [0, 365 * 86_400], width: 30 * 86_400_000, bars: 13),
    ])
    func barsFitTheSpan(_ test: Case) throws {
        let base: UInt64 = 1_789_992_000
        let timeline = try #require(Self.timeline(test.times.map { Self.line(base + $0) }))
        #expect(timeline.width == test.width)
        #expect(timeline.bars.count == test.bars)
        #expect(timeline.bars.reduce(0) { $0 + $1.denied } == test.times.count)
        #expect(zip(timeline.bars, timeline.bars.dropFirst()).allSatisfy { $1.start - $0.start == timeline.width })
    }

    @Test func deniedAndDoneAreApart() throws {
        let timeline = try #require(Self.timeline([Self.line(1_790_000_000), Self.line(1_790_000_000, "ALLOWED")]))
        #expect(timeline.bars.map { [$0.denied, $0.done] } == [[1, 1]])
    }

    @Test(arguments: [
        Self.line(1_790_000_000, "AUDIT"), Self.line(1_790_000_000, "DENIED", "other"),
        "type=USER_AVC msg=audit(1790000000.000:7): msg='apparmor=\"DENIED\" operation=\"open\" profile=\"web\" name=\"/a\"'",
        "", "garbage",
    ])
    func whatIsNoDenialIsNotCounted(_ line: String) { #expect(Self.timeline([line]) == nil) }

    /// Whoever can write to a text log can give any time: it does not stretch the chart of what the kernel wrote.
    @Test func inventedTimesDoNotStretchTheChart() throws {
        var clock = DenialClock(profiles: ["web"])
        for (form, seconds) in [(SourceForm.auditLog, 1_790_000_000), (.text, 100), (.text, 9_790_000_000)] {
            var stream = EventStream()
            for event in stream.begin(form) + stream.feed(Array(Self.line(UInt64(seconds)).utf8)) + stream.end() {
                clock.take(event)
            }
        }
        let timeline = try #require(clock.timeline(of: "web"))
        #expect(timeline.bars.count == 1)
        #expect(timeline.outside == 2)
    }

    /// A hundred thousand different minutes over two thousand years are no more than some bars, and none is lost.
    @Test func manyTimesAreBounded() throws {
        let lines = (0..<100_000).map { Self.line(UInt64($0) * 650_000) }
        let timeline = try #require(Self.timeline(lines))
        #expect(timeline.bars.count <= 48)
        #expect(timeline.bars.reduce(timeline.outside) { $0 + $1.denied } == 100_000)
    }
}
