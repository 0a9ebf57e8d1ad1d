import ArmorGlob
import ArmorImage
import ArmorPolicy
import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Testing

@testable import ArmorSketch

/// Images whose bytes were changed at random: a policy comes of each that can be read, which is a policy without mistakes and
/// opens nothing of the system's for writing.
@Suite struct SketchMutationTests {
    /// Changes bytes of names, links and contents, and makes the sums of headers right again.
    private func changed(_ tar: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = tar
        let alphabet = Array("/.*{}[]\"'\\\n#=@$ >-abcsh".utf8) + [0x1B, 0x80, 0xFF]
        for _ in 0..<12 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            // Zeros end a name: changing them all would make noise of it.
            if bytes[place] != 0 { bytes[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
        }
        for start in stride(from: 0, to: bytes.count, by: 512)
        where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
            for place in 148..<156 { bytes[start + place] = 0x20 }
            let sum = bytes[start..<(start + 512)].reduce(0) { $0 + Int($1) }
            let text = String(sum, radix: 8)
            let digits = Array((String(repeating: "0", count: 6 - text.count) + text).utf8)
            for (index, digit) in (digits + [0]).enumerated() { bytes[start + 148 + index] = digit }
        }
        return bytes
    }

    private static let closed = [
        "/etc/shadow", "/etc/passwd", "/etc/ld.so.preload", "/usr/bin/x", "/lib/x.so", "/proc/sys/kernel/core_pattern",
        "/",
    ]

    @Test(arguments: SketchImages.all.keys.sorted()) func aPolicyWithoutMistakes(_ name: String) async throws {
        var builder = try #require(SketchImages.all[name])
        let layer = try #require(builder.layers.first)
        var random = SplitMix(state: 7)
        for round in 0..<120 {
            builder.layers = [changed(layer, &random)]
            guard let image = try? await builder.read() else { continue }
            let sketch = Sketch(image, name: "changed", reference: nil)
            let source = SourceFile(name: "changed.toml", text: sketch.text)
            #expect(formatted(TOMLDocument.parse(source)).map { $0 == source.bytes } == true, "\(name), \(round)")
            let (policy, diagnostics) = PolicyLoader(sources: PresetSources()).load(source)
            #expect(diagnostics.filter { $0.severity == .error }.map(\.message) == [], "\(name), \(round)")
            for rule in policy.main.rules {
                guard let file = rule.value as? FileRule, rule.action == .allow else { continue }
                #expect(file.path?.matches(Array("/etc/shadow".utf8)) == false, "\(name), \(round): \(rule.text)")
                guard file.permissions.contains(.write) else { continue }
                for path in Self.closed {
                    #expect(file.path?.matches(Array(path.utf8)) == false, "\(name), \(round): \(rule.text)")
                }
            }
        }
    }
}
