import ArmorGlob
import ArmorImage
import ArmorPolicy
import ArmorPresets
import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorSketch

/// Policies of images that are made here: each stands in `Fixtures`, is laid out as `armor fmt` does it, and reads without a
/// mistake. That apparmor_parser takes them and that their tests hold is asked by the tests of the command.
@Suite struct SketchGoldenTests {
    @Test(arguments: SketchImages.all.keys.sorted()) func policies(_ name: String) async throws {
        let builder = try #require(SketchImages.all[name])
        let image = try await builder.read()
        let sketch = Sketch(image, name: name, reference: image.name)
        let file = fixtures().appending(path: "\(name).toml")
        try record(sketch.text, to: file)
        #expect(sketch.text == (try? text(file)))
        let source = SourceFile(name: "\(name).toml", text: sketch.text)
        #expect(formatted(TOMLDocument.parse(source)).map { String(decoding: $0, as: UTF8.self) } == sketch.text)
        let (policy, diagnostics) = PolicyLoader(sources: PresetSources()).load(source)
        #expect(diagnostics.map(\.message) == [])
        #expect(policy.name?.value == name)
        for remark in sketch.remarks { #expect(!remark.unicodeScalars.contains { $0.value < 0x20 }) }
    }

    /// What the sketch leaves to the preset, the preset grants.
    @Test func thePresetGrantsTheLibraries() throws {
        let preset = String(decoding: try #require(Presets.bytes(of: "container")), as: UTF8.self)
        #expect(preset.contains("{ path = \"\(SketchFiles.presetLibraries)\", access = [\"read\", \"map\"] }"))
    }

    @Test(arguments: KnownServer.all.map(\.preset)) func presetsAreThere(_ name: String) {
        #expect(Presets.names.contains(name))
    }

    /// A folder that decides which code runs, or that is the system's, is not for data, whatever an image's settings say.
    @Test(
        arguments: [
            "/", "/etc", "/usr/bin/x", "/bin", "/lib/x", "/proc/sys", "/sys", "/dev/shm", "/root", "/etc/cron.d",
            "/boot",
            "/usr/local/bin", "/etc/ld.so.conf.d/x",
        ]
    )
    func isNotForData(_ path: String) { #expect(!SketchPlace.isForData(Array(path.utf8))) }
}
