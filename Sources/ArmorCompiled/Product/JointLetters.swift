import ArmorGlob

/// Bytes that nothing at hand tells apart, as one letter of a smaller alphabet. The letters come in the order in which
/// witnesses prefer them.
struct JointLetters {
    /// One byte of each letter, the most readable.
    private(set) var representatives: [UInt8] = []
    private(set) var members: [ByteSet] = []

    /// The alphabet that is as fine as each of these, which say the letter of each of the 256 bytes.
    init(_ alphabets: [[UInt8]]) {
        var names = [UInt8](repeating: 0, count: 256)
        for alphabet in alphabets { Self.refine(&names, alphabet[...]) }
        var letters = [Int](repeating: -1, count: 256)
        for byte in Glob.readableBytes {
            let name = Int(names[Int(byte)])
            if letters[name] >= 0 {
                members[letters[name]].insert(byte)
            } else {
                letters[name] = representatives.count
                representatives.append(byte)
                members.append(ByteSet(byte))
            }
        }
    }

    /// Tells the bytes of a name apart by what another alphabet calls them: at most 256 names, as there are bytes.
    static func refine(_ names: inout [UInt8], _ alphabet: ArraySlice<UInt8>) {
        // The highest number stands for none in shapes: it comes before the lowest, and the table stays small.
        let width = Int(alphabet.reduce(0) { max($0, $1 &+ 1) }) + 1
        var known = [Int16](repeating: -1, count: (Int(names.max() ?? 0) + 1) * width)
        var count: Int16 = 0
        for byte in names.indices {
            let pair = Int(names[byte]) * width + Int(alphabet[alphabet.startIndex + byte] &+ 1)
            if known[pair] < 0 {
                known[pair] = count
                count += 1
            }
            names[byte] = UInt8(truncatingIfNeeded: known[pair])
        }
    }

    var count: Int { representatives.count }
}
