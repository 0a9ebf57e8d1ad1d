import Testing

@testable import ArmorAudit

private func read(_ text: some Sequence<UInt8>) -> (count: Int, value: UInt64) {
    let bytes = Array(text)
    let word = DecimalWord(bytes.span.word(at: 0))
    return (word.count, word.value)
}

@Suite struct DecimalWordTests {
    @Test(arguments: [
        ("12345678", 8, 12_345_678), ("99999999", 8, 99_999_999), ("00000001", 8, 1), ("1234567)", 7, 1_234_567),
        ("123:4567", 3, 123), ("7.......", 1, 7), ("0/1234:9", 1, 0), (":1234567", 0, 0), ("/1234567", 0, 0),
        ("12\u{0}45678", 2, 12),
    ])
    func readsTheDigitsInFront(_ text: String, _ count: Int, _ value: UInt64) {
        #expect(read(text.utf8) == (count, value))
    }

    /// Of every byte at every place behind digits, what one that looks at each would find.
    @Test func endsAtWhateverIsNoDigit() {
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max where !(0x30...0x39).contains(byte) {
                var text = Array("98765432".utf8)
                text[place] = byte
                #expect(read(text) == (place, UInt64(String(decoding: text[..<place], as: UTF8.self)) ?? 0))
            }
        }
    }
}
