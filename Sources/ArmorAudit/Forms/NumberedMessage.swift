/// Entries of the journal whose message is an array of numbers, one for each byte: the journal writes one so where it is not
/// text, and exports do so for others too.
enum NumberedMessage {
    /// The same lines with such messages as strings; `nil` where there are none.
    ///
    /// Only a text that begins like JSON is looked through, so that other logs are read as fast as without it.
    static func spelled(_ text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
        guard let first = text[range].prefix(1 << 10).first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") else {
            return nil
        }
        var result: [UInt8] = []
        var copied = range.lowerBound
        for mark in [tight, spaced] {
            var position = copied
            while let place = text.span.position(of: mark, in: position..<range.upperBound) {
                let run = run(text, around: place, in: position..<range.upperBound)
                // No byte is looked at twice: what is not an array is passed in whole.
                position = run.upperBound
                guard let array = array(text, run, in: range) else { continue }
                result += text[copied..<array.lowerBound]
                result += string(array.bytes)
                (copied, position) = (array.upperBound, array.upperBound)
            }
            // One log has one way of writing arrays.
            if copied > range.lowerBound { break }
        }
        return copied > range.lowerBound ? result + text[copied..<range.upperBound] : nil
    }

    /// `apparmor` in decimal numbers.
    private static let tight: StaticString = "97,112,112,97,114,109,111,114"
    private static let spaced: StaticString = "97, 112, 112, 97, 114, 109, 111, 114"

    private typealias Message = (lowerBound: Int, upperBound: Int, bytes: [UInt8])

    /// The digits, commas and blanks around a place.
    private static func run(_ text: [UInt8], around place: Int, in range: Range<Int>) -> Range<Int> {
        func isPart(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte == UInt8(ascii: ",") || byte <= 0x20 }
        var (start, end) = (place, place)
        while start > range.lowerBound, isPart(text[start - 1]) { start -= 1 }
        let most = min(range.upperBound, place + LineReader.longest)
        while end < most, isPart(text[end]) { end += 1 }
        return start..<end
    }

    /// The array whose numbers are in a range, brackets included, and the bytes that it has; `nil` where it is not one.
    private static func array(_ text: [UInt8], _ numbers: Range<Int>, in range: Range<Int>) -> Message? {
        let (start, end) = (numbers.lowerBound, numbers.upperBound)
        guard start > range.lowerBound, text[start - 1] == UInt8(ascii: "["), end < range.upperBound,
            text[end] == UInt8(ascii: "]")
        else { return nil }
        var bytes: [UInt8] = []
        for word in text[numbers].split(separator: UInt8(ascii: ",")) {
            let digits = word.filter { $0 > 0x20 }
            guard let byte = UInt8(String(decoding: digits, as: UTF8.self)) else { return nil }
            bytes.append(byte)
        }
        return (start - 1, end + 1, bytes)
    }

    /// A string of JSON; the bytes stay bytes, also where they are not UTF-8.
    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: result.append(0x20)
            default: result.append(byte)
            }
        }
        return result + [UInt8(ascii: "\"")]
    }
}
