import ArmorGlob

/// Bytes that nothing at hand tells apart, as one letter of a smaller alphabet. The letters come in the order in which
/// witnesses prefer them.
struct JointLetters {
    /// One byte of each letter, the most readable.
    private(set) var representatives: [UInt8] = []
    private(set) var members: [ByteSet] = []

    /// The alphabet that is as fine as each of these, which say the letter of each of the 256 bytes.
    init(_ alphabets: [[UInt8]]) {
        var names: [[UInt8]: Int] = [:]
        for byte in Glob.readableBytes {
            let column = alphabets.map { $0[Int(byte)] }
            if let name = names[column] {
                members[name].insert(byte)
            } else {
                names[column] = representatives.count
                representatives.append(byte)
                members.append(ByteSet(CollectionOfOne(byte)))
            }
        }
    }

    var count: Int { representatives.count }
}
