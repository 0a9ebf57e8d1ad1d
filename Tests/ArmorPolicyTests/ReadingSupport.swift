import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// What the fixtures extend: presets from `Fixtures/layers/presets`, files from the folder of the text that names them.
struct FixtureSources: PolicySources {
    private static let presets = fixtures().appending(path: "layers/presets")

    /// Where the policy itself lies; its name is relative to this folder.
    let folder: URL

    var presetNames: [String] { files(below: Self.presets, ending: ".toml").map { String($0.dropLast(5)) } }

    func preset(_ name: String) -> SourceFile? {
        guard presetNames.contains(name), let bytes = try? contents(Self.presets.appending(path: "\(name).toml")) else {
            return nil
        }
        return SourceFile(name: "preset:\(name)", bytes: bytes)
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        let base = source.name.hasPrefix("<") ? "" : source.name
        var parts = base.split(separator: "/").dropLast()
        for part in path.split(separator: "/") where part != "." {
            if part == "..", parts.last.map({ $0 != ".." }) ?? false { parts.removeLast() } else { parts.append(part) }
        }
        let name = parts.joined(separator: "/")
        guard let bytes = try? contents(folder.appending(path: name)) else {
            throw UnreadableSource("\"\(name)\" cannot be read: no such file")
        }
        return SourceFile(name: name, bytes: bytes)
    }
}

/// A policy read, with everything that was found wrong with it.
struct Reading {
    let source: SourceFile
    let policy: Policy
    let diagnostics: [Diagnostic]

    init(_ source: SourceFile, in folder: URL = fixtures()) {
        self.source = source
        (policy, diagnostics) = PolicyLoader(sources: FixtureSources(folder: folder)).load(source)
    }

    /// A policy of the given text, named `policy.toml`.
    init(_ text: String) { self.init(SourceFile(name: "policy.toml", text: text)) }

    /// A file below a folder of fixtures.
    init(_ name: String, in folder: URL) throws {
        self.init(SourceFile(name: name, bytes: try contents(folder.appending(path: name))), in: folder)
    }

    /// `line:column: severity [code] message` for each, and below it what else is said.
    var report: String { diagnostics.map { printable(describe($0)).replacing("\\u{a}", with: "\n") }.joined() }

    var codes: [String] { diagnostics.map { "\(label($0.place)) \($0.code)" } }

    private func describe(_ diagnostic: Diagnostic) -> String {
        let head =
            "\(label(diagnostic.place)): \(diagnostic.severity.rawValue) [\(diagnostic.code)] \(diagnostic.message)"
        let notes = diagnostic.notes.map { "    note \(label($0.place)): \($0.message)" }
        let help = diagnostic.help.map { "    help: \($0)" }
        return ([head] + notes + [help].compactMap(\.self)).joined(separator: "\n") + "\n"
    }

    /// Where it is; the name of the text only where it is not the policy itself.
    private func label(_ place: Place?) -> String {
        guard let place else { return "nowhere" }
        let name = place.source === source ? "" : "\(place.source.name):"
        return "\(name)\(place.start.line):\(place.start.column)"
    }

    /// Every rule as it stands in a profile, each profile's sorted, those of a child behind its name.
    var rules: [String] {
        policy.main.rules.map(\.text).sorted()
            + policy.main.children.flatMap { child in
                child.body.rules.map { "\(child.isHat ? "hat" : "child") \(child.name.value): \($0.text)" }.sorted()
            }
    }
}

/// Compares a text with a file; `ARMOR_RECORD=1` writes the file instead, for a person to read before it is committed.
func expect(_ actual: String, equals file: URL, _ location: SourceLocation = #_sourceLocation) throws {
    try record(actual, to: file)
    #expect(actual == (try text(file)), sourceLocation: location)
}
