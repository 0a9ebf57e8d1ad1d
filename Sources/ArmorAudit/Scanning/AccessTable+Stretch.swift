extension AccessTable {
    /// Takes the events of a stretch, in their order.
    ///
    /// - Parameters:
    ///   - bytes: what the stretch was read from.
    ///   - pieces: of each run of the stretch the number of its piece.
    ///   - reader: what the reader of the stretch numbered.
    mutating func take(
        _ stretch: SegmentScan,
        _ bytes: [UInt8],
        pieces: [UInt32],
        _ reader: inout StretchReader.State
    ) {
        takeParts(&reader)
        let (text, decoded) = (bytes.span, stretch.records.decoded.span)
        let commNumbers = reader.comms.span
        let sightings = stretch.records.sightings
        for (index, sighting) in sightings.enumerated() {
            // The table is larger than the processor's caches: what will be asked for is fetched while others are counted.
            sightings.prefetch(index + 48)
            if index + 24 < sightings.count { approachSlot(sightings[index + 24].hash) }
            if index + 16 < sightings.count { approach(sightings[index + 16].hash) }
            if index + 8 < sightings.count {
                approachParts(sightings[index + 8].hash)
                reader.approach(sightings[index + 8].shape)
                // What was read by another processor is near to that one.
                bytes.prefetch(sightings[index + 8].name)
            }
            if sighting.isVoid { continue }
            guard let shape = reader.tableKey(sighting.shape),
                let place = find(shape, sighting.hash, sighting.isDecoded ? decoded : text, sighting.name)
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
        drop(stretch.records.dropped)
    }

    /// Numbers what the reader numbered since the stretch before.
    private mutating func takeParts(_ reader: inout StretchReader.State) {
        let new = reader.interner.shapes
        for number in reader.heads.count..<new.heads.count {
            reader.heads.append(self.number(head: new.heads.bytes(number)))
        }
        for number in reader.rests.count..<new.rests.count {
            reader.rests.append(self.number(tail: new.rests.bytes(number), .named))
        }
        for number in reader.tails.count..<new.tails.count {
            reader.tails.append(self.number(tail: new.tails.bytes(number), .other))
        }
        for number in reader.comms.count - 1..<reader.interner.comms.count {
            reader.comms.append(comm(reader.interner.comms.bytes(number)))
        }
    }
}
