import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// What is cut off or changed at random is read without a crash, and what is still right keeps its meaning when it is
/// formatted.
@Suite struct MutationTests {
    private static let names = files(below: fixtures(), ending: ".toml")

    @Test(arguments: names)
    func everyPrefixIsAnswered(_ name: String) throws {
        let bytes = try contents(fixtures().appending(path: name))
        for count in 0...bytes.count { try check(Array(bytes.prefix(count)), name) }
    }

    @Test(arguments: names)
    func changedBytesAreAnswered(_ name: String) throws {
        let original = try contents(fixtures().appending(path: name))
        guard !original.isEmpty else { return }
        var random = SplitMix(state: 42)
        let alphabet = Array("[]{}\"'=#,.\n\r\t -+_0123456789abtfinxeTZ:\\u".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<(20_000 / Self.names.count + 1) {
            try check(mutated(original, alphabet, using: &random), name)
        }
    }

    private func check(_ bytes: [UInt8], _ name: String) throws {
        let document = TOMLDocument.parse(SourceFile(name: name, bytes: bytes))
        if document.diagnostics.isEmpty { try expectSameMeaning(document) }
        let ranges = document.diagnostics.compactMap { $0.place?.range }
        let isInside = ranges.allSatisfy { $0.upperBound <= bytes.count }
        #expect(isInside, "\(bytes)")
    }
}
