import Testing

@testable import ArmorSignature

@Suite struct Base64Tests {
    /// The vectors of RFC 4648, section 10.
    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    /// One text for each sequence of bytes: without padding, with blanks, with bits that do not count, of another alphabet.
    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Zm8=\n", " Zm8=", "Zm-_", "=Zg=", "Zg=v", "====", "Z===", "Zmé="])
    func otherFormsAreNone(_ text: String) { #expect(Base64.decode(text) == nil) }

    @Test func everyByteComesBack() {
        for count in 0...66 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count &* 11) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}
