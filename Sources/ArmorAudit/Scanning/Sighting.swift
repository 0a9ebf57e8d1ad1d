/// One event of a stretch: what the table of accesses needs of it; 40 bytes.
struct Sighting: Sendable {
    /// The shape, by the numbers of the reader of the stretch.
    let shape: ShapeTable.Key
    /// Of the shape and the name, under the scan's secret.
    let hash: UInt64
    /// Milliseconds since 1970; 0 where the record has no time.
    let time: UInt64
    /// Where the name begins, in the stretch's bytes or in those that were decoded.
    let start: UInt32
    let length: UInt16
    /// The number of the run in the stretch; ``noRun`` where the record has no number of the kernel's.
    var run: UInt16
    /// The number of the program in the stretch, above 0; 0 where there was no room for it.
    let comm: UInt16
    let hasComm: Bool
    /// Whether the name is among the decoded bytes.
    let isDecoded: Bool
    /// Whether there was a record that turned out not to be an event.
    let isVoid: Bool

    static let noRun = UInt16.max

    /// Takes the place of a record that is not looked at yet.
    static let void = Sighting(
        shape: ShapeTable.Key(bits: 0),
        hash: 0,
        time: 0,
        start: 0,
        length: 0,
        run: noRun,
        comm: 0,
        hasComm: false,
        isDecoded: false,
        isVoid: true
    )

    var name: Range<Int> { Int(start)..<Int(start) + Int(length) }
}
