extension AccessTable {
    /// Takes the events of a stretch, in their order.
    ///
    /// - Parameters:
    ///   - bytes: what the stretch was read from.
    ///   - pieces: of each run of the stretch the number of its piece.
    mutating func take(_ stretch: SegmentScan, _ bytes: [UInt8], pieces: [UInt32]) {
        let shapeNumbers = (0..<stretch.shapes.count).map { number in
            shape(stretch.shapes.bytes(number)) { stretch.templates[number] }
        }
        let commNumbers = [0] + (0..<stretch.comms.count).map { comm(stretch.comms.bytes($0)) }
        let (text, decoded) = (bytes.span, stretch.decoded.span)
        let sightings = stretch.sightings
        for (index, sighting) in sightings.enumerated() {
            // The table is larger than the processor's caches: what will be asked for is fetched while others are counted.
            if index + 24 < sightings.count { approachSlot(sightings[index + 24].hash) }
            if index + 16 < sightings.count { approach(sightings[index + 16].hash) }
            if index + 8 < sightings.count {
                approachName(sightings[index + 8].hash)
                // What was read by another processor is near to that one.
                bytes.prefetch(sightings[index + 8].name)
            }
            guard let template = shapeNumbers[Int(sighting.shape)],
                let place = sighting.isDecoded
                    ? find(template, sighting.hash, decoded, sighting.name)
                    : find(template, sighting.hash, text, sighting.name)
            else {
                drop(1)
                continue
            }
            count(
                place,
                time: sighting.time,
                piece: sighting.run == Sighting.noRun ? Entry.noPiece : pieces[Int(sighting.run)],
                comm: sighting.hasComm ? commNumbers[Int(sighting.comm)] : nil
            )
        }
        drop(stretch.dropped)
    }
}
