import ArmorSource
import Testing

/// Lines and columns of bytes.
@Suite struct SourceFileTests {
    private func positions(_ text: [UInt8], _ offsets: [Int]) -> [String] {
        let source = SourceFile(name: "x", bytes: text)
        return offsets.map {
            let position = source.position(at: $0)
            return "\(position.line):\(position.column)"
        }
    }

    @Test("counted from 1, the newline belongs to its line")
    func lines() {
        #expect(positions(Array("ab\nc\n".utf8), Array(0...5)) == ["1:1", "1:2", "1:3", "2:1", "2:2", "3:1"])
    }

    @Test("a column is a Unicode scalar, not a byte")
    func scalars() {
        #expect(positions(Array("é€😀x".utf8), [0, 2, 5, 9, 10]) == ["1:1", "1:2", "1:3", "1:4", "1:5"])
    }

    @Test("CRLF ends one line")
    func carriageReturns() {
        #expect(positions(Array("a\r\nb".utf8), [0, 1, 2, 3]) == ["1:1", "1:2", "1:3", "2:1"])
        let source = SourceFile(name: "x", text: "a\r\nb\r\n")
        #expect(source.lineRange(at: 0) == 0..<1)
        #expect(source.lineRange(at: 2) == 0..<1)
        #expect(source.lineRange(at: 3) == 3..<4)
        #expect(source.lineRange(at: 6) == 6..<6)
    }

    @Test("an empty text has one line")
    func empty() {
        #expect(positions([], [0, 1, -1]) == ["1:1", "1:1", "1:1"])
        #expect(SourceFile(name: "x", bytes: []).lineRange(at: 0) == 0..<0)
    }

    @Test("past the end is the end, before the start the start")
    func outside() {
        #expect(positions(Array("ab\nc".utf8), [99, .max, -5, .min]) == ["2:2", "2:2", "1:1", "1:1"])
    }

    @Test("bytes that are no UTF-8 have places too")
    func invalid() {
        #expect(positions([0xFF, 0xFE, 0x61, 0x0A, 0x80, 0x62], [0, 1, 2, 3, 4, 5]).count == 6)
        #expect(positions([0xFF, 0xFE, 0x61], [0, 1, 2, 3]) == ["1:1", "1:2", "1:3", "1:4"])
    }

    @Test("a place shows its name without control characters")
    func label() {
        let source = SourceFile(name: "a\u{1B}[31m\n.toml", text: "x\ny")
        #expect(Place(source, 2..<3).label == "a\\u{1b}[31m\\u{a}.toml:2:1")
    }
}

/// "Did you mean".
@Suite struct SuggestionTests {
    static let known = ["read", "write", "append", "execute", "net_bind_service", "sys_admin"]

    @Test(arguments: [
        ("raed", "read"), ("wirte", "write"), ("READ", "read"), ("exceute", "execute"), ("appendd", "append"),
        ("sys_admn", "sys_admin"), ("net_bind_servce", "net_bind_service"),
    ])
    func near(word: String, meant: String) { #expect(nearest(to: word, in: Self.known) == meant) }

    @Test(arguments: ["", "zzzz", "rite-of-passage", "x", String(repeating: "r", count: 100_000)])
    func far(_ word: String) { #expect(nearest(to: word, in: Self.known) == nil) }

    @Test("the first of those that are equally near")
    func ties() {
        #expect(nearest(to: "ab", in: ["ac", "ad"]) == "ac")
        #expect(nearest(to: "read", in: [String]()) == nil)
    }
}

/// FIPS 180-4, with the vectors of NIST.
@Suite struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func vector(text: String, digest: String) { #expect(SHA256.hex(Array(text.utf8)) == digest) }

    @Test("every length of the last block gives another digest of 64 digits")
    func lengths() {
        let digests = (0...130).map { SHA256.hex([UInt8](repeating: 0x61, count: $0)) }
        #expect(Set(digests).count == 131)
        #expect(digests.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    }
}

/// FIPS 180-4, with the vectors of NIST.
@Suite struct SHA1Tests {
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    ])
    func vector(text: String, digest: String) { #expect(SHA1.hex(Array(text.utf8)) == digest) }
}
