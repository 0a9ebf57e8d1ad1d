import ArmorTestSupport
import Testing

@testable import ArmorImage

/// Archives are read as tar writes them, and anything else is an error or an end, never a trap.
@Suite struct TarTests {
    private func entries(_ bytes: [UInt8]) throws -> [TarEntry] {
        var reader = TarReader(MemoryBytes(bytes), limits: ImageLimits(entries: 100))
        var result: [TarEntry] = []
        while let entry = try reader.next() { result.append(entry) }
        return result
    }

    private func name(_ entry: TarEntry) -> String { String(decoding: entry.name, as: UTF8.self) }

    @Test func filesFoldersAndLinks() throws {
        var tar = TarBuilder()
        tar.folder("etc")
        tar.file("etc/a", text: "hello", mode: 0o4755, owner: 7)
        tar.link("b", to: "../x")
        tar.hardLink("c", to: "etc/a")
        let entries = try entries(tar.bytes)
        #expect(entries.map(name) == ["etc/", "etc/a", "b", "c"])
        #expect(entries.map(\.kind) == [.directory, .file, .link, .hardLink])
        #expect(entries[1].mode == 0o4755 && entries[1].owner == 7 && entries[1].content.count == 5)
        #expect(Array(tar.bytes[entries[1].content]) == Array("hello".utf8))
        #expect(entries[2].target == Array("../x".utf8))
    }

    @Test func longNames() throws {
        let long = String(repeating: "d/", count: 150) + "file"
        var tar = TarBuilder()
        tar.pax([("path", long), ("uid", "70000"), ("SCHILY.xattr.security.capability", "\u{1}x")])
        tar.file("short")
        tar.longName(Array(long.utf8))
        tar.file("short")
        tar.longName(Array(long.utf8), type: "K")
        tar.link("link", to: "short")
        tar.entry(Array("name".utf8), type: "0", prefix: Array("a/b".utf8))
        tar.file("after")
        let entries = try entries(tar.bytes)
        #expect(entries.map(name) == [long, long, "link", "a/b/name", "after"])
        #expect(entries[0].owner == 70_000 && entries[0].hasCapabilities)
        #expect(!entries[1].hasCapabilities && entries[1].owner == 0)
        #expect(entries[2].target == Array(long.utf8))
    }

    @Test func globalHeadersHoldForAllThatFollow() throws {
        var tar = TarBuilder()
        tar.pax([("uid", "5")], type: "g")
        tar.file("a")
        tar.pax([("uid", "6")])
        tar.file("b")
        tar.file("c")
        #expect(try entries(tar.bytes).map(\.owner) == [5, 6, 5])
    }

    @Test func sizesBeyondOctal() throws {
        var tar = TarBuilder()
        let content = [UInt8](repeating: 0x61, count: 700)
        tar.entry(Array("a".utf8), type: "0", content: content, size: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0xBC])
        tar.file("b")
        #expect(try entries(tar.bytes).map(\.content.count) == [700, 0])
    }

    static let refused: [(String, [UInt8])] = {
        func size(_ bytes: [UInt8]) -> [UInt8] {
            var tar = TarBuilder()
            tar.entry(Array("a".utf8), type: "0", size: bytes)
            return tar.bytes
        }
        func pax(_ content: String) -> [UInt8] {
            var tar = TarBuilder()
            tar.entry(Array("p".utf8), type: "x", content: Array(content.utf8))
            tar.file("a")
            return tar.bytes
        }
        var many = TarBuilder()
        for number in 0...100 { many.file("\(number)") }
        var broken = TarBuilder()
        broken.file("a", text: "x")
        var sum = broken.bytes
        sum[0] = UInt8(ascii: "b")
        var nul = TarBuilder()
        nul.pax([("path", "a\u{0}b")])
        nul.file("x")
        var long = TarBuilder()
        long.pax([("path", String(repeating: "x", count: 5_000))])
        long.file("x")
        return [
            ("a size beyond the end", size(Array("77777777777".utf8))),
            ("a size that is negative", size([0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
            (
                "a size too large for a number",
                size([0x80, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
            ),
            ("a size that is no number", size(Array("12x".utf8))),
            ("a wrong sum", sum), ("half a header", Array(broken.bytes[..<300])),
            ("half a content", Array(broken.bytes[..<512])),
            ("a pax length beyond the end", pax("99 path=a\n")), ("a pax length of nothing", pax("0 path=a\n")),
            ("a pax length that is none", pax("x path=a\n")), ("a pax record without a key", pax("7 abcd\n")),
            ("a pax number that is none", pax("9 uid=-1\n")), ("a name with a NUL byte", nul.bytes),
            ("a name that is too long", long.bytes), ("too many entries", many.bytes),
        ]
    }()

    @Test(arguments: refused) func isRefused(_ what: String, _ bytes: [UInt8]) {
        #expect(throws: ImageError.self, "\(what)") { try entries(bytes) }
    }

    /// Whatever bytes are changed, there is an answer, and no content lies outside of the archive.
    @Test func changedBytes() throws {
        var tar = TarBuilder()
        tar.pax([("path", "some/name"), ("size", "3")])
        tar.file("a", text: "abc")
        tar.longName(Array("long".utf8))
        tar.link("b", to: "a")
        let original = tar.bytes
        var random = SplitMix(state: 1)
        for _ in 0..<2_000 {
            let bytes = mutated(original, Array("0123456789 =\nx\u{0}".utf8) + [0x80, 0xFF], using: &random)
            guard let entries = try? entries(bytes) else { continue }
            for entry in entries { #expect(entry.content.upperBound <= bytes.count) }
        }
    }
}
