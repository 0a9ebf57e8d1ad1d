package import ArmorAudit

/// Counts by time what profiles did not allow, in bounded memory, whatever times a log gives.
///
/// Minutes are counted at first; where there would be more counters than are kept, they become coarser for all.
package struct DenialClock: Sendable {
    /// What the events of one stretch of time were.
    fileprivate struct Count {
        var denied = 0
        var done = 0
        var trusted = 0
    }

    fileprivate struct Counter {
        /// By the number of the stretch since 1970.
        var counts: [UInt64: Count] = [:]
        /// How long a stretch is: a place in ``widths``.
        var scale = 0
        var timeless = 0
    }

    private var counters: [[UInt8]: Counter] = [:]

    /// Widths that a person can name, in milliseconds: a minute, ten, an hour, six, a day, a week, thirty days, a year of
    /// 365, ten, a hundred, a thousand, and one that takes in every time there is.
    static let widths: [UInt64] = {
        let minute: UInt64 = 60_000
        let day = 1_440 * minute
        return [
            minute, 10 * minute, 60 * minute, 360 * minute, day, 7 * day, 30 * day, 365 * day, 3_650 * day,
            36_500 * day,
            365_000 * day, .max,
        ]
    }()

    /// Counters of one profile at most.
    private static let most = 4_096
    /// Bars of a chart at most: more could not be told apart on a phone.
    private static let mostBars: UInt64 = 48

    /// A clock for events of these profiles, their children and hats.
    package init(profiles: some Sequence<String>) {
        for name in profiles { counters[Array(name.utf8)] = Counter() }
    }

    /// Takes the next event.
    package mutating func take(_ event: AuditEvent) {
        guard event.status == .denied || event.status == .allowed, let isTrusted = event.isTrusted,
            event.objection != .optional
        else { return }
        for part in event.label?.parts ?? [] where part.namespace == nil {
            guard var counter = counters.removeValue(forKey: part.profile) else { continue }
            counter.note(event, isTrusted: isTrusted, most: Self.most)
            counters[part.profile] = counter
            return
        }
    }

    /// The events of one profile by time; none where no event has one.
    package func timeline(of profile: String) -> Timeline? {
        guard let counter = counters[Array(profile.utf8)] else { return nil }
        let trusted = counter.counts.filter { $0.value.trusted > 0 }.keys
        let keys = trusted.isEmpty ? Array(counter.counts.keys) : Array(trusted)
        guard let first = keys.min(), let last = keys.max() else { return nil }
        let unit = Self.widths[counter.scale]
        let start = first.multipliedSaturated(unit)
        let end = last.multipliedSaturated(unit)
        let width = Self.widths.first { $0 >= unit && end / $0 - start / $0 < Self.mostBars } ?? .max
        var bars = (start / width...end / width).map { Timeline.Bar(start: $0.multipliedSaturated(width)) }
        var outside = 0
        for (key, count) in counter.counts {
            guard (first...last).contains(key) else {
                outside += count.denied + count.done
                continue
            }
            let index = Int(key.multipliedSaturated(unit) / width - start / width)
            bars[index].denied += count.denied
            bars[index].done += count.done
        }
        return Timeline(width: width, bars: bars, outside: outside, timeless: counter.timeless)
    }
}

extension DenialClock.Counter {
    fileprivate mutating func note(_ event: AuditEvent, isTrusted: Bool, most: Int) {
        guard let time = event.time else { return timeless += 1 }
        var count = counts[time / DenialClock.widths[scale], default: DenialClock.Count()]
        if event.status == .denied { count.denied += 1 } else { count.done += 1 }
        if isTrusted { count.trusted += 1 }
        counts[time / DenialClock.widths[scale]] = count
        while counts.count > most, scale + 1 < DenialClock.widths.count { coarsen() }
    }

    private mutating func coarsen() {
        let unit = DenialClock.widths[scale]
        scale += 1
        var joined: [UInt64: DenialClock.Count] = [:]
        for (key, count) in counts {
            let place = key.multipliedSaturated(unit) / DenialClock.widths[scale]
            joined[place, default: DenialClock.Count()].denied += count.denied
            joined[place, default: DenialClock.Count()].done += count.done
            joined[place, default: DenialClock.Count()].trusted += count.trusted
        }
        counts = joined
    }
}

extension UInt64 {
    fileprivate func multipliedSaturated(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
