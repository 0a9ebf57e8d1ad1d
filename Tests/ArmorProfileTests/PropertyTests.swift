import ArmorCompiled
import ArmorGlob
import ArmorKernel
import ArmorProfile
import ArmorSource
import ArmorTOML
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// What the parser makes of random file rules is what they say.
@Suite struct PropertyTests {
    /// A rule as the policy has it and as the kernel should answer.
    private struct FileRule {
        let element: String
        let list: String
        let glob: Glob
        let owner: Bool
        let permissions: Permission
    }

    /// Executing by `ix` maps as well: the parser adds `m` to it.
    private static let permissions: [(list: String, bit: Permission)] = [
        ("read", .read), ("write", .write), ("lock", .lock), ("map", .mapExecutable), ("execute", .execute),
    ]
    private static let all = Permission(permissions.map(\.bit))
    private static let pieces = [
        "a", "b", "aa", ".x", "-", "_", "*", "**", "?", "[ab]", "[^a]", "{a,b}", "{,a}", "{aa,b*}", " ", "\\*", "#",
        "é", "\\{", "@", "=",
    ]
    private static let literals = [
        "a", "b", "*", "{", "}", "\"", "\\", ",", " ", "\n", "é", "@{HOME}", "[a]", "#", "?",
    ]

    @Test func compiledRulesSayWhatPoliciesSay() async throws {
        guard let parser = await HostParser.find(for: "random policies") else { return }
        var random = SplitMix(state: 1)
        var text = "abi <abi/3.0>,\n"
        var policies: [(name: String, rules: [FileRule])] = []
        for index in 0..<300 {
            let name = "random\(index)"
            let rules = (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in Self.rule(&random) }
            let policy = Self.policy(name, rules)
            let (profile, diagnostics) = render(
                Array(policy.utf8),
                name: name,
                folder: fixtures(),
                target: TestTargets.debian12
            )
            guard let profile else {
                // What says nothing new, or is shut by a deny, is an error of the policy.
                let known = diagnostics.allSatisfy { ["duplicate", "shadowed"].contains($0.code) }
                #expect(known, "\(diagnostics.map(Golden.line)) of \(policy)")
                continue
            }
            text += profile.text.split(separator: "\n").filter { !$0.hasPrefix("abi ") }.joined(separator: "\n") + "\n"
            policies.append((name, rules))
        }
        #expect(policies.count > 200)
        let compiled = try CompiledPolicy.read(
            try #require(await parser.compiles(text, for: .debian12, "random"))
        )
        for policy in policies {
            let profile = try #require(compiled.profile(named: policy.name))
            for path in Self.samples(policy.rules, &random) {
                for owner in [true, false] {
                    let expected = Self.expected(policy.rules, path, owner: owner)
                    let words = profile.words(.file(path), owner ? .owner : .other, .linux61)
                    let found = Permission(rawValue: words.allow).intersection(Self.all)
                    if expected != found {
                        let shown = String(decoding: path, as: UTF8.self).debugDescription
                        let rules = Self.policy(policy.name, policy.rules)
                        Issue.record("\(shown) owner \(owner): \(found) instead of \(expected) for \(rules)")
                    }
                }
            }
        }
    }

    private static func rule(_ random: inout SplitMix) -> FileRule? {
        let isLiteral = Int.random(in: 0..<3, using: &random) == 0
        var path = "/"
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            path += (isLiteral ? literals : pieces).randomElement(using: &random) ?? "a"
            if Bool.random(using: &random), !path.hasSuffix("/") { path += "/" }
        }
        guard let glob = isLiteral ? try? Glob.literal(Array(path.utf8)) : try? Glob.parse(path) else { return nil }
        let isDeny = Int.random(in: 0..<4, using: &random) == 0
        let owner = Int.random(in: 0..<3, using: &random) == 0
        let pick = permissions.randomElement(using: &random) ?? ("read", .read)
        var words = ["path = \(tomlQuoted(path))"]
        if isLiteral { words.append("literal = true") }
        if owner { words.append("owner = true") }
        if isDeny, Bool.random(using: &random) {
            words.append("access = [\"\(pick.list)\"]")
            return FileRule(
                element: element(words),
                list: "deny",
                glob: glob,
                owner: owner,
                permissions: pick.bit
            )
        }
        return FileRule(
            element: element(words),
            list: isDeny ? "deny" : pick.list,
            glob: glob,
            owner: owner,
            permissions: isDeny ? all : pick.list == "execute" ? [pick.bit, .mapExecutable] : pick.bit
        )
    }

    private static func element(_ words: [String]) -> String { "{ \(words.joined(separator: ", ")) }" }

    private static func policy(_ name: String, _ rules: [FileRule]) -> String {
        let lists = Dictionary(grouping: rules, by: \.list).sorted { $0.key < $1.key }.map { list, rules in
            "\(list) = [\(rules.map(\.element).joined(separator: ", "))]\n"
        }
        return "name = \"\(name)\"\n[filesystem]\n" + lists.joined()
    }

    private static func expected(_ rules: [FileRule], _ path: [UInt8], owner: Bool) -> Permission {
        let matching = rules.filter { (owner || !$0.owner) && $0.glob.matches(path) }
        func union(_ isDeny: Bool) -> Permission {
            Permission(matching.filter { ($0.list == "deny") == isDeny }.map(\.permissions))
        }
        return union(false).subtracting(union(true))
    }

    /// Paths near what the rules name.
    private static func samples(_ rules: [FileRule], _ random: inout SplitMix) -> [[UInt8]] {
        let bytes = Array("ab*{}\"\\, \n#?.-_/@=".utf8) + [0xc3, 0xa9]
        var found: [[UInt8]] = []
        for rule in rules {
            if let literal = rule.glob.literalBytes { found.append(literal) }
            for _ in 0..<6 {
                var path = rule.glob.literalBytes ?? [0x2f]
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let position = Int.random(in: 1...path.count, using: &random)
                    path.insert(bytes.randomElement(using: &random) ?? 0x61, at: position)
                }
                found.append(path)
            }
        }
        return found.filter { path in !zip(path, path.dropFirst()).contains { $0 == 0x2f && $1 == 0x2f } }
    }
}
