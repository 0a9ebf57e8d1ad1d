import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Entitlements: their names, what they mean on every layer, and what they contradict.
@Suite struct EntitlementTests {
    private static let folder = fixtures().appending(path: "entitlements")
    private static let names = EntitlementMeaning.names(PresetSources())

    private static func load(_ text: String) -> (policy: Policy, diagnostics: [Diagnostic]) {
        PolicyLoader(sources: PresetSources()).load(SourceFile(name: "policy.toml", text: text))
    }

    @Test("each contradiction is told at both places", arguments: files(below: folder, ending: ".toml"))
    func conflicts(_ name: String) throws {
        let source = SourceFile(name: name, bytes: try contents(Self.folder.appending(path: name)))
        let (_, diagnostics) = PolicyLoader(sources: PresetSources()).load(source)
        let report = diagnostics.map { diagnostic in
            let notes = diagnostic.notes.map { "    note \($0.place?.label ?? ""): \($0.message)\n" }.joined()
            return
                "\(diagnostic.place?.label ?? ""): \(diagnostic.severity) [\(diagnostic.code)] \(diagnostic.message)\n"
                + notes + (diagnostic.help.map { "    help: \($0)\n" } ?? "")
        }
        try expect(report.joined(), equals: Self.folder.appending(path: name.dropLast(5) + ".expected"))
    }

    /// Pairs of different domains of which one denies what the other grants; all others can stand together.
    private static let contradicting: Set<Set<String>> = [
        ["host.devices.admin", "security.confined"], ["host.devices.admin", "security.view"],
        ["host.devices.none", "security.admin"], ["host.devices.view", "security.admin"],
        ["host.processes.admin", "security.confined"], ["host.processes.admin", "security.view"],
    ]

    @Test("of every two it is known whether they can stand together")
    func pairs() throws {
        for one in Self.names {
            let meaning = try #require(EntitlementMeaning(one, from: PresetSources()))
            for other in Self.names where other != one {
                let codes = Set(Self.load("entitlements = [\"\(one)\", \"\(other)\"]").diagnostics.map(\.code))
                let isSameDomain = Entitlements.domain(of: one).map { $0 == Entitlements.domain(of: other) } ?? false
                let expected: Set<String> =
                    isSameDomain || Self.contradicting.contains([one, other]) ? ["conflict"] : []
                #expect(codes == expected, "\(one) and \(other)")
                #expect(meaning.excludes.contains(other) == isSameDomain)
                #expect(meaning.conflicts.contains { $0.name == other } == Self.contradicting.contains([one, other]))
            }
        }
    }

    @Test("both generations of names", arguments: Entitlements.newerSpellings.map(\.newer))
    func newer(_ word: String) throws {
        let (policy, diagnostics) = Self.load("entitlements = [\"\(word)\"]")
        #expect(diagnostics.isEmpty)
        #expect(policy.layers.compactMap(\.entitlement?.name) == [Entitlements.name(of: word)])
        #expect(policy.layers.compactMap(\.entitlement?.place.label) == ["policy.toml:1:17"])
        let meaning = try #require(EntitlementMeaning(word, from: PresetSources()))
        #expect(meaning.newerSpelling == word)
    }

    @Test("no entitlement stops what every C library needs", arguments: names)
    func harmless(_ name: String) {
        let seccomp = Self.load("entitlements = [\"\(name)\"]").policy.seccomp
        let needed: Set = ["arch_prctl", "madvise", "mmap", "set_tid_address", "set_robust_list", "rseq", "prlimit64"]
        #expect(seccomp.deny.allSatisfy { !needed.contains($0.value.name) })
        let personality = seccomp.deny.map(\.value).filter { $0.name == "personality" }
        #expect(personality.allSatisfy { $0.arguments.contains { !$0.holds(of: 0xFFFF_FFFF) } })
    }

    @Test("the document says of each what the presets say; ARMOR_RECORD=1 writes its tables anew")
    func document() throws {
        let file = projectRoot.appending(path: "docs/entitlements.md")
        let written = try text(file)
        let heading = "## The tables\n"
        let parts = written.components(separatedBy: heading)
        let lead = try #require(parts.last?.components(separatedBy: "\n### ").first)
        let tables = try Self.names.map { try #require(EntitlementMeaning($0, from: PresetSources())).markdown }
        let expected = parts[0] + heading + lead.trimmingSuffix("\n") + "\n\n" + tables.joined(separator: "\n")
        try record(expected, to: file)
        #expect(try text(file) == expected)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var result = self
        while result.last == character { result.removeLast() }
        return result
    }
}
