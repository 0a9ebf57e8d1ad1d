import ArmorCommands
import ArmorKernel
import ArmorSource
import ArmorTOML
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// Hostile strings and the places where they may stand, from `Fixtures/injection`.
enum InjectionCorpus {
    static let strings = read("strings.toml", "strings").compactMap { value -> String? in
        switch value.kind {
        case .string(let text): text
        case .table(let table):
            table.text("text") + String(repeating: table.text("repeat"), count: Int(table.number("times")))
        default: nil
        }
    }

    static let contexts = read("contexts.toml", "context").compactMap { value -> InjectionContext? in
        if case .table(let table) = value.kind { InjectionContext(table) } else { nil }
    }

    private static func read(_ file: String, _ key: String) -> [TOMLValue] {
        guard let text = try? contents(fixtures().appending(path: "injection/\(file)")) else { return [] }
        let document = TOMLDocument.parse(SourceFile(name: file, bytes: text))
        guard document.diagnostics.isEmpty else {
            Issue.record("\(file): \(document.diagnostics.map(Golden.line))")
            return []
        }
        return document.root.list(key)
    }
}

/// One place of a policy.
struct InjectionContext: Sendable, CustomTestStringConvertible {
    let name: String
    private let policy: String
    let harmless: String
    private let prefix: String
    private let suffix: String
    private let names: [String]
    let machines: [String]
    private let marks: Set<String>
    /// The release to render for; profiles for 4.x cannot be compiled by every parser and are looked at as text.
    let release: Target

    var testDescription: String { name }

    /// `comment`, `lines`, `literal`, `glob`, `labels`, `raw`.
    func has(_ mark: String) -> Bool { marks.contains(mark) }
    var isCompiled: Bool { !marks.contains("text-only") && release.name == "ubuntu2204" }

    init(_ table: TOMLTable) {
        name = table.text("name")
        policy = table.text("policy")
        harmless = table.text("harmless")
        prefix = table.text("prefix")
        suffix = table.text("suffix")
        let names = table.list("names").compactMap { if case .string(let text) = $0.kind { text } else { nil } }
        self.names = names.isEmpty ? ["⟨N⟩"] : names
        machines = table.list("machines").compactMap { if case .string(let text) = $0.kind { text } else { nil } }
        marks = Set(
            table.entries.compactMap { entry in
                guard case .boolean(let value) = entry.value.kind else { return nil }
                return value ? entry.key : entry.key == "compile" ? "text-only" : nil
            }
        )
        release = Target.named(table.text("target")) ?? .ubuntu2204
    }

    /// The string as it stands in the policy.
    func value(_ string: String) -> String { prefix + string + suffix }

    /// The names of the profiles that must come of a string, and no others.
    func expected(_ string: String, name: String) -> [String] {
        names.map { $0.replacing("⟨N⟩", with: name).replacing("⟨X⟩", with: value(string)) }
    }

    /// A policy with the string in its place, and that place; none where TOML cannot say it there.
    func policy(_ string: String, name: String) -> (text: String, place: ByteRange)? {
        let value = value(string)
        let named = policy.replacing("⟨N⟩", with: name)
        let hexadecimal = value.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        for (mark, text) in [("⟨V⟩", tomlQuoted(value)), ("⟨H⟩", hexadecimal), ("⟨C⟩", value)] {
            guard let range = named.range(of: mark) else { continue }
            if mark == "⟨C⟩", value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
                return nil
            }
            let start = named[..<range.lowerBound].utf8.count
            return (named.replacing(mark, with: text), start..<(start + text.utf8.count))
        }
        return nil
    }
}

extension TOMLTable {
    func text(_ key: String) -> String {
        if case .string(let text)? = self[key]?.value.kind { text } else { "" }
    }

    func number(_ key: String) -> Int64 {
        if case .integer(let number)? = self[key]?.value.kind { number } else { 0 }
    }

    func list(_ key: String) -> [TOMLValue] {
        if case .array(let items)? = self[key]?.value.kind { items } else { [] }
    }
}
