import ArmorCommands
import ArmorCompiled
import ArmorGlob
import ArmorKernel
import ArmorProfile
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// A string of a policy is refused where it stands or becomes one word of the profile, and never more.
@Suite struct InjectionTests {
    /// A string that was rendered.
    private struct Case {
        let string: String
        let name: String
        let profile: ProfileText
    }

    @Test(arguments: InjectionCorpus.contexts)
    func holds(_ context: InjectionContext) async throws {
        let (safe, said) = render(context, context.harmless, "safe")
        #expect((safe == nil) == context.has("refused"), "\(said.map(Golden.line))")
        let harmless = safe ?? ProfileText("")
        var cases: [Case] = []
        for (index, string) in InjectionCorpus.strings.enumerated() {
            let name = "case\(index)"
            guard let (text, place) = context.policy(string, name: name) else { continue }
            let (profile, diagnostics) = render(context, string, name)
            guard let profile else {
                // What is wrong with a variable's value in one place of its use is said there.
                let isInside = diagnostics.contains { error in
                    error.severity == .error && (overlaps(error.place, place) || context.has("used"))
                }
                if !isInside { fail(context, string, "refused elsewhere: \(diagnostics.map(Golden.line)) of \(text)") }
                continue
            }
            let pattern = ProfileText(harmless.text.replacing("safecase", with: name))
            if let problem = profile.problem(like: pattern, context, string.replacing("@{profile_name}", with: name)) {
                fail(context, string, "\(problem) in\n\(profile.text)")
            } else {
                cases.append(Case(string: string, name: name, profile: profile))
            }
        }
        guard context.isCompiled, let parser = await HostParser.find(for: context.name) else { return }
        if context.has("raw") {
            await raw(cases, context, parser)
        } else {
            try await compiled(
                cases,
                Case(string: context.harmless, name: "safecase", profile: harmless),
                context,
                parser
            )
        }
    }

    private func render(_ context: InjectionContext, _ string: String, _ name: String) -> (ProfileText?, [Diagnostic]) {
        let name = name == "safe" ? "safecase" : name
        guard let (policy, _) = context.policy(string, name: name) else { return (nil, []) }
        let (profile, diagnostics) = ArmorProfileTests.render(
            Array(policy.utf8),
            name: "policy.toml",
            folder: fixtures(),
            target: context.release
        )
        return (profile.map { ProfileText($0.text) }, diagnostics)
    }

    private func overlaps(_ place: Place?, _ range: ByteRange) -> Bool {
        place.map { $0.range.lowerBound < range.upperBound && range.lowerBound < $0.range.upperBound } ?? false
    }

    private func fail(_ context: InjectionContext, _ string: String, _ problem: String) {
        Issue.record("\(context.name) \(String(string.prefix(80)).debugDescription): \(problem)")
    }

    // MARK: What the parser makes of it

    private func compiled(
        _ cases: [Case],
        _ harmless: Case,
        _ context: InjectionContext,
        _ parser: ParserProgram
    ) async throws {
        let batch = [harmless] + cases
        let text = ProfileText.file(batch.map(\.profile))
        let expected = batch.flatMap { context.expected($0.string, name: $0.name) }
        #expect(try await parser.names(text).sorted() == expected.sorted())
        guard let binary = await parser.compiles(text, for: context.release, context.name) else { return }
        let profiles = try CompiledPolicy.read(binary)
        #expect(profiles.profiles.map(\.name).sorted() == expected.sorted())
        let patterns = context.expected(harmless.string, name: harmless.name).map { profiles.profile(named: $0) }
        for one in cases {
            for (name, pattern) in zip(context.expected(one.string, name: one.name), patterns) {
                guard let profile = profiles.profile(named: name), let pattern else { continue }
                if let problem = difference(profile, pattern, context) { fail(context, one.string, problem) }
            }
            guard let profile = profiles.profile(named: one.name), profile.files != nil else { continue }
            if context.has("literal") { literal(one, profile, context) }
            if context.has("glob") { try glob(one, profile, context) }
        }
    }

    /// Whatever the string does not name is as it is with a harmless one.
    private func difference(_ one: CompiledProfile, _ pattern: CompiledProfile, _ context: InjectionContext) -> String?
    {
        let (mine, theirs) = (one.settings(context), pattern.settings(context))
        if mine != theirs { return "\(mine) is not \(theirs)" }
        for (kind, table) in CompiledProfile.tables where !context.machines.contains(kind) {
            let tables = (one[keyPath: table]?.machine, pattern[keyPath: table]?.machine)
            if tables.0 != tables.1 { return "the table of \(kind) differs" }
        }
        return nil
    }

    /// The path is granted, and no neighbour of it is.
    private func literal(_ one: Case, _ profile: CompiledProfile, _ context: InjectionContext) {
        let path = Array(context.value(one.string).utf8)
        if !profile.reads(path) { fail(context, one.string, "the path is not granted") }
        for mutant in mutants(path) where mutant != path && profile.reads(mutant) {
            fail(context, one.string, "\(String(decoding: mutant, as: UTF8.self).debugDescription) is granted")
        }
    }

    /// The compiled rule matches what the glob matches.
    private func glob(_ one: Case, _ profile: CompiledProfile, _ context: InjectionContext) throws {
        let value = context.value(one.string)
        guard !value.contains("@{") else { return }
        let glob = try Glob.parse(value)
        let path = Array(value.utf8)
        for mutant in [path] + mutants(path)
        where !mutant.contains(0) && glob.matches(mutant) != profile.reads(mutant) {
            let shown = String(decoding: mutant, as: UTF8.self).debugDescription
            fail(context, one.string, "the parser does not think of \(shown) as armor does")
        }
    }

    private func mutants(_ path: [UInt8]) -> [[UInt8]] {
        var found = [path + [0x2f], path + [0x22], path + [0x61], path + [0x5c]]
        for index in path.indices.dropFirst().suffix(24) {
            var shorter = path
            shorter.remove(at: index)
            found.append(shorter)
            for byte: UInt8 in [0x61, 0x2a, 0x5c, 0x22, 0xff] {
                var other = path
                other[index] = byte
                found.append(other)
            }
        }
        return found
    }

    /// A raw rule says what it likes, in one rule of its own profile.
    private func raw(_ cases: [Case], _ context: InjectionContext, _ parser: ParserProgram) async {
        for one in cases {
            do throws(ParserError) {
                let names = try await parser.names(one.profile.text)
                if names != [one.name] { fail(context, one.string, "is the profiles \(names)") }
            } catch {
                // The parser is the judge of a raw rule.
                continue
            }
        }
    }
}

extension CompiledProfile {
    /// The tables of states by the names that contexts have for them.
    fileprivate static var tables: [(kind: String, table: KeyPath<CompiledProfile, CompiledRules?>)] {
        [("attach", \.attachmentRules), ("rules", \.rules), ("file", \.files)]
    }

    fileprivate func reads(_ path: [UInt8]) -> Bool { decide(.file(path, .read), .other, .linux61).isAllowed }

    /// All that a profile says besides its name and its tables of states.
    fileprivate func settings(_ context: InjectionContext) -> [String] {
        var settings = [
            "\(String(describing: namespace)) \(version) \(isHat) \(mode) \(auditsAll) \(pathFlags)",
            "\(String(describing: disconnected)) \(String(describing: disconnectedIPC)) \(String(describing: attachment))",
            "\(String(describing: killSignal)) \(String(describing: errorNumber)) \(capabilities) \(families)",
            "\(limits.sorted { $0.key < $1.key })",
        ]
        // The length of the fixed part of the attachment belongs to its table.
        if context.machines != ["attach"] { settings.append("\(attachmentLength)") }
        for (kind, table) in Self.tables {
            let rules = self[keyPath: table]
            settings.append("\(kind) \(String(describing: rules?.start)) \(rules?.permissions?.count ?? 0)")
            if !context.has("labels") { settings.append("\(rules?.transitions ?? [])") }
        }
        return settings
    }
}
