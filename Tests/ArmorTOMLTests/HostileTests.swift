import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Testing

/// Texts that were made to hurt: each is answered, soon and in little memory.
@Suite struct HostileTests {
    @Test(
        arguments: [
            ([0x61, 0x00, 0x3D, 0x31], ["1:2 toml-control-character"]),
            (Array("a = \"\u{0}\"".utf8), ["1:6 toml-control-character"]),
            (Array("a = 1 # \u{7F}".utf8), ["1:9 toml-control-character"]),
            (Array("a = 1\rb = 2".utf8), ["1:6 toml-control-character", "1:7 toml-trailing-text"]),
            (Array("a = \"".utf8) + [0xFF, 0xFE] + Array("\"\nb = ?".utf8), ["1:6 toml-utf8", "2:5 toml-unquoted"]),
            ([0xC0, 0xAF], ["1:1 toml-utf8"]),
            ([0x23, 0xED, 0xA0, 0x80], ["1:2 toml-utf8"]),
            ([0xFF, 0xFE, 0x61, 0x00], ["1:1 toml-utf8"]),
            ([0xEF, 0xBB, 0xBF], []),
            ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF], ["1:2 toml-key"]),
        ] as [([UInt8], [String])]
    )
    func bytes(_ bytes: [UInt8], _ codes: [String]) {
        #expect(TOMLDocument.parse(SourceFile(name: "bytes", bytes: bytes)).codes == codes)
    }

    @Test func aFileThatIsTooBigIsRefusedUnread() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: (16 << 20) + 1)
        #expect(TOMLDocument.parse(SourceFile(name: "big", bytes: bytes)).codes == ["1:1 toml-too-big"])
    }

    @Test(arguments: ["[", "a = [", "a = {b=", "a = [[{a.b=", "a.", "[a.", "a = \"\"\"", "a = [1,", "\"", "a = {a,"])
    func longRepetitionsAreAnswered(_ start: String) {
        let last = start.utf8.suffix(start.hasPrefix("a = ") ? start.utf8.count - 4 : start.utf8.count)
        let bytes = Array(start.utf8) + repeatElement(Array(last), count: 300_000 / last.count).joined()
        let document = TOMLDocument.parse(SourceFile(name: "long", bytes: bytes))
        #expect(document.diagnostics.hasErrors)
        #expect(document.diagnostics.count <= 101)
    }

    @Test(arguments: [(128, true), (129, false)])
    func nestingIsBounded(depth: Int, isRead: Bool) throws {
        let arrays = "a = " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(TOMLDocument.parse(arrays).codes == (isRead ? [] : ["1:133 toml-too-deep"]))
        let tables = String(repeating: "{a=", count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(TOMLDocument.parse("a = " + tables).codes.isEmpty == isRead)
        let dotted = String(repeating: "{a.b=", count: depth / 2) + "1" + String(repeating: "}", count: depth / 2)
        #expect(TOMLDocument.parse("a = " + dotted).diagnostics.isEmpty)
        if isRead { try expectSameMeaning(.parse(arrays)) }
    }

    @Test(arguments: [(64, true), (65, false)])
    func keysAreBounded(parts: Int, isRead: Bool) {
        let key = repeatElement("a", count: parts).joined(separator: ".")
        #expect(TOMLDocument.parse("\(key) = 1").codes == (isRead ? [] : ["1:1 toml-key-too-long"]))
        #expect(TOMLDocument.parse("[\(key)]").codes == (isRead ? [] : ["1:2 toml-key-too-long"]))
    }

    @Test(arguments: ["k@ = @", "[t@]", "[[x]]\nk = @", "a.b@ = @", "a.b.k@.c = @", "# @", "k@ = [@] # @"])
    func aHundredThousandLinesAreRead(_ line: String) throws {
        let parts = line.split(separator: "@", omittingEmptySubsequences: false)
        let text = (0..<100_000).map { parts.joined(separator: "\($0)") }.joined(separator: "\n")
        let document = TOMLDocument.parse(text)
        #expect(document.diagnostics.isEmpty)
        #expect(formatted(document) != nil)
    }

    @Test func tooManyValuesAreRefused() {
        let document = TOMLDocument.parse("a = [" + String(repeating: "1,", count: 1_100_000) + "]")
        #expect(document.diagnostics.map(\.code) == ["toml-too-many-values"])
    }
}
