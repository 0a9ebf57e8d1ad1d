import ArmorPolicy
import ArmorPresets
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Policies changed at random are answered, never with a crash, and each diagnostic points into its own text.
@Suite struct ReadingMutationTests {
    private static let count = 5_000
    private static let parts = 8

    /// Every policy that the project has: samples, presets, and the fixtures of these tests.
    private static let originals: [[UInt8]] = {
        let folders = [projectRoot.appending(path: "samples"), projectRoot.appending(path: "templates"), fixtures()]
        return folders.flatMap { folder in
            files(below: folder, ending: ".toml").compactMap { try? contents(folder.appending(path: $0)) }
        }.filter { !$0.isEmpty && $0.count < 10_000 }
    }()

    private static let words = originals.flatMap { bytes in
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: { " \n,[]{}=".contains($0) }).map {
            Array($0.utf8)
        }
    }

    @Test(arguments: 0..<parts) func changedPolicies(part: Int) {
        #expect(Self.originals.count > 100)
        var random = SplitMix(state: UInt64(part))
        for _ in 0..<(Self.count / Self.parts + 1) {
            var bytes = Self.originals.randomElement(using: &random) ?? []
            for _ in 0...Int.random(in: 0..<4, using: &random) { change(&bytes, &random) }
            check(bytes)
        }
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0..<12, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(Array("[]{}\"'=#,.\n\\/*@0x".utf8).randomElement(using: &random) ?? 0, at: place)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.replaceSubrange(place..<end, with: Self.words.randomElement(using: &random) ?? [])
        default: swapWords(&bytes, &random)
        }
    }

    /// Puts a word of some policy in the place of a whole word.
    private func swapWords(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let isEnd: (UInt8) -> Bool = { " \n,[]{}=".utf8.contains($0) }
        guard let middle = bytes.indices.randomElement(using: &random) else { return }
        let start = bytes[..<middle].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
        let end = bytes[middle...].firstIndex(where: isEnd) ?? bytes.count
        bytes.replaceSubrange(start..<max(start, end), with: Self.words.randomElement(using: &random) ?? [])
    }

    private func check(_ bytes: [UInt8]) {
        let reading = Reading(SourceFile(name: "changed.toml", bytes: bytes))
        for diagnostic in reading.diagnostics {
            let places = [diagnostic.place] + diagnostic.notes.map(\.place)
            for place in places.compactMap(\.self) {
                let isInside = place.range.upperBound <= place.source.bytes.count
                if !isInside { Issue.record("\(diagnostic.code) points out of \(place.source.name): \(bytes)") }
            }
            if diagnostic.place == nil { Issue.record("\(diagnostic.code) points nowhere: \(bytes)") }
        }
        if !reading.diagnostics.hasErrors {
            for rule in reading.policy.main.rules where rule.text.contains("\n") {
                Issue.record("a rule of two lines: \(rule.text)")
            }
        }
    }
}
