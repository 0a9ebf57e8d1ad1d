import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTarget
import ArmorTemplate
import Foundation

/// Presets inside the program and files below a folder.
struct TestSources: PolicySources {
    let folder: URL

    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        guard let data = try? Data(contentsOf: folder.appending(path: path)) else {
            throw UnreadableSource("\(path) cannot be read")
        }
        return SourceFile(name: path, bytes: Array(data))
    }
}

/// The template that comes with the program.
let builtInTemplate = Template.parse(
    SourceFile(name: "profile.template", bytes: Presets.file("profile.template") ?? [])
).0

/// A policy's text to its profile, with everything that was said on the way.
func render(
    _ text: [UInt8],
    name: String,
    folder: URL,
    target: Target
) -> (profile: RenderedProfile?, diagnostics: [Diagnostic]) {
    let source = SourceFile(name: name, bytes: text)
    let (policy, diagnostics) = PolicyLoader(sources: TestSources(folder: folder)).load(source)
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    let renderer = ProfileRenderer(target: target, template: builtInTemplate, generator: "armor test")
    let (profile, more) = renderer.render(policy)
    return (profile, diagnostics + more)
}
