/// Reads runs of big-endian numbers: most of a compiled policy is such tables, and a checked access for each of their bytes
/// took longer than all else. The run is checked once, here, against the bytes.
enum BigEndian {
    /// The numbers of that width, 1, 2 or 4 bytes, that begin at a place; none where they would not end within the bytes.
    static func numbers(_ bytes: [UInt8], at start: Int, count: Int, width: Int) -> [UInt32]? {
        guard start >= 0, start <= bytes.count, count >= 0, count <= (bytes.count - start) / width else { return nil }
        return unsafe bytes.withUnsafeBytes { raw in
            unsafe [UInt32](unsafeUninitializedCapacity: count) { numbers, initialized in
                switch width {
                case 1:
                    for index in 0..<count {
                        unsafe numbers.initializeElement(at: index, to: UInt32(raw[start + index]))
                    }
                case 2:
                    for index in 0..<count {
                        let word = unsafe raw.loadUnaligned(fromByteOffset: start + 2 * index, as: UInt16.self)
                        unsafe numbers.initializeElement(at: index, to: UInt32(UInt16(bigEndian: word)))
                    }
                default:
                    for index in 0..<count {
                        let word = unsafe raw.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
                        unsafe numbers.initializeElement(at: index, to: UInt32(bigEndian: word))
                    }
                }
                initialized = count
            }
        }
    }
}
