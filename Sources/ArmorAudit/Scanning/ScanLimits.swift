/// How much of a log is kept, whatever an enemy writes into it. What there was no room for is counted.
package struct ScanLimits: Sendable {
    /// Distinct accesses; each takes some 120 bytes.
    package var accesses: Int
    /// Distinct shapes of records: all but name, program, process and address; each takes 24 bytes, and some hundred more
    /// while a summary is written.
    package var shapes: Int
    /// Bytes of all heads that records begin with, and as many of what they end with.
    package var shapeText: Int
    /// Distinct names of programs; at most 65,535.
    package var comms: Int
    /// Intervals of record numbers, of the run of each machine that goes on.
    package var intervals: Int

    package init(
        accesses: Int = 2_500_000,
        shapes: Int = 262_144,
        shapeText: Int = 32 << 20,
        comms: Int = 16_384,
        intervals: Int = 4_096
    ) {
        self.accesses = min(max(accesses, 1), 1 << 31)
        self.shapes = min(max(shapes, 1), 1 << 24)
        self.shapeText = max(shapeText, 1)
        self.comms = min(max(comms, 1), 65_535)
        self.intervals = max(intervals, 1)
    }
}
