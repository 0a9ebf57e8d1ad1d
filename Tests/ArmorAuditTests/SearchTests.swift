import ArmorTestSupport
import Testing

@testable import ArmorAudit

/// Search in bytes: the first place, wherever it is, and no other.
struct SearchTests {
    /// Texts of one byte, of some, and longer than what is looked at together.
    static let texts: [StaticString] = ["=", "a=", "apparmor=", "type=SECCOMP and what else stands in a line"]

    @Test(arguments: texts) func findsTheTextAtEachPlace(_ text: StaticString) {
        let wanted = text.description.utf8
        for length in wanted.count..<120 {
            for place in 0...length - wanted.count {
                var bytes = [UInt8](repeating: UInt8(ascii: "."), count: length)
                bytes.replaceSubrange(place..<place + wanted.count, with: wanted)
                #expect(bytes.span.position(of: text, in: 0..<length) == place)
                #expect(bytes.span.position(of: text, in: place..<length) == place)
                #expect(bytes.span.position(of: text, in: place + 1..<length) == nil)
                #expect(bytes.span.position(of: text, in: 0..<place + wanted.count - 1) == nil)
            }
        }
    }

    @Test(arguments: 1...200) func findsWhatALookAtEachPlaceFinds(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let text: StaticString = "abca"
        let wanted = Array(text.description.utf8)
        let bytes = (0..<400).map { _ in UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "c"), using: &random) }
        var start = 0
        while start < bytes.count {
            let expected = (start...max(start, bytes.count - wanted.count)).first { bytes[$0...].starts(with: wanted) }
            let found = bytes.span.position(of: text, in: start..<bytes.count)
            #expect(found == expected)
            start = (found ?? bytes.count) + 1
        }
    }

    @Test func aRangeBeyondTheBytesIsCut() {
        let bytes = Array("apparmor=".utf8)
        #expect(bytes.span.position(of: "apparmor=", in: -5..<1_000) == 0)
        #expect(bytes.span.position(of: "apparmor=", in: 3..<1_000) == nil)
    }

    /// Each byte at each place, next to bytes that are allowed and that eight bytes at once must not mistake for others.
    @Test(arguments: [UInt8(0x09), 0x1D, 0x20, 0x7E]) func tellsPlainASCII(_ neighbour: UInt8) {
        for byte in UInt8.min...UInt8.max {
            let isPlain = (0x20...0x7E).contains(byte) || byte == 0x09 || byte == 0x1D
            for place in 0..<19 {
                var bytes = [UInt8](repeating: neighbour, count: 19)
                bytes[place] = byte
                #expect(bytes.span.isPlainASCII(in: 0..<19) == isPlain)
                #expect(bytes.span.isPlainASCII(in: place..<place + 1) == isPlain)
                #expect(bytes.span.isPlainASCII(in: 0..<place) && bytes.span.isPlainASCII(in: place + 1..<19))
            }
        }
    }
}
