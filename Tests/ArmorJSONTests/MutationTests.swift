import ArmorJSON
import ArmorTestSupport
import Foundation
import Testing

/// What is cut off or changed at random is answered; what is still taken means to Foundation's reader the same.
@Suite struct MutationTests {
    private static let names = files(below: fixtures(), ending: ".json")

    @Test(arguments: names)
    func everyPrefixIsRefused(_ name: String) throws {
        let text = try trimmed(name)
        for count in 0..<text.count { check(Array(text.prefix(count)), isPrefix: true) }
    }

    @Test(arguments: names)
    func changedBytesAreAnswered(_ name: String) throws {
        let original = try trimmed(name)
        var random = SplitMix(state: 7)
        let alphabet = Array("[]{}\"\\:,.-+eEtfnu0189aDd \n/".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<(10_000 / Self.names.count + 1) {
            check(mutated(original, alphabet, using: &random), isPrefix: false)
        }
    }

    private func trimmed(_ name: String) throws -> [UInt8] {
        var bytes = try contents(fixtures().appending(path: name))
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return bytes
    }

    private func check(_ bytes: [UInt8], isPrefix: Bool) {
        do throws(JSONError) {
            let value = try JSONValue.parse(bytes)
            #expect(!isPrefix, "\(String(decoding: bytes, as: UTF8.self))")
            guard !value.exceedsFloats else { return }
            #expect(value.meaning == foundationMeaning(bytes), "\(String(decoding: bytes, as: UTF8.self))")
        } catch {
            if !(0...bytes.count).contains(error.offset) { Issue.record("\(error): \(bytes)") }
            if isPrefix { #expect(error.reason == .endOfText, "\(String(decoding: bytes, as: UTF8.self))") }
        }
    }
}
