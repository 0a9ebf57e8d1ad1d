import ArmorPolicy
import ArmorSeccomp
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// From a policy to its filter.
@Suite struct BuilderTests {
    private static let folder = fixtures().appending(path: "policies")

    /// `NAME.toml`, what its filter has beyond the first list and not in it, and its two forms in JSON.
    @Test("what a policy adds to the list and takes from it", arguments: files(below: folder, ending: ".toml"))
    func differences(_ name: String) throws {
        let builder = SeccompBuilder(policy(try text(Self.folder.appending(path: name))))
        #expect(builder.diagnostics.isEmpty)
        let plain = SeccompBase.profile.resolved(capabilities: []).resolved(machine: "x86_64")
        let (mine, base) = (Self.meaning(builder.profile.resolved(machine: "x86_64")), Self.meaning(plain))
        let lines =
            base.subtracting(mine).map { "- \($0)\n" }.sorted() + mine.subtracting(base).map { "+ \($0)\n" }.sorted()
        try expect(lines.joined(), equals: Self.folder.appending(path: name.dropLast(5) + ".expected"))
    }

    private static func meaning(_ profile: SeccompProfile) -> Set<String> {
        Set(
            profile.rules.flatMap { rule in
                rule.names.map { name in
                    let call = SystemCall(name, rule.arguments).told
                    return rule.action == .allow ? call : "\(call) ends with \(rule.errno ?? 1)"
                }
            }
        )
    }

    @Test("the filter of an empty policy is the list without capabilities, to the rule")
    func empty() {
        let profile = SeccompBuilder(policy("")).profile
        let base = SeccompBase.profile.resolved(capabilities: [])
        #expect(Self.meaning(profile) == Self.meaning(base))
        #expect(profile.families == base.families)
        #expect(profile.defaultAction == .errno && profile.defaultErrno == 1)
    }

    @Test("what an engine would have resolved is resolved, and one text gives one text")
    func forms() throws {
        let docker = SeccompBuilder(policy("entitlements = [\"network.user\"]")).profile
        for rule in docker.rules {
            #expect(rule.includes.capabilities.isEmpty && rule.excludes.capabilities.isEmpty)
            #expect(rule.includes.minKernel == nil)
        }
        let spec = docker.resolved(machine: "x86_64")
        #expect(spec.machines == ["x86_64", "x86", "x32"] && spec.families.isEmpty)
        #expect(spec.rules.allSatisfy { $0.includes.isEmpty && $0.excludes.isEmpty })
        #expect(docker.text == SeccompBuilder(policy("entitlements = [\"network.user\"]")).profile.text)
        #expect(docker.resolved(machine: "aarch64").machines == ["aarch64", "arm"])
    }

    @Test("the filter for learning lets all, and logs what the other does not let")
    func logging() {
        let filter = SeccompBuilder(policy("[seccomp]\ndeny = [\"mkdir\"]")).profile.resolved(machine: "x86_64")
        let logging = filter.logging
        for (name, action) in [
            ("read", SeccompProfile.Action.allow), ("mkdir", .log), ("keyctl", .log), ("clone3", .log),
        ] {
            #expect(logging.action(of: name) == action)
            #expect((filter.action(of: name) == .allow) == (action == .allow))
        }
        #expect(logging.defaultErrno == nil && logging.machines == filter.machines)
    }

    @Test("no rule has two conditions on one argument, which runc would take for alternatives")
    func distinctArguments() {
        let text = """
            [seccomp]
            deny = [
                { name = "socket", args = [{ index = 0, op = "eq", value = 10 }, { index = 1, op = "ge", value = 3 }] },
                { name = "clone", args = [{ index = 0, op = "masked_eq", mask = 0x100, value = 0x100 }] },
            ]
            allow = [{ name = "keyctl", args = [{ index = 0, op = "gt", value = 3 }, { index = 0, op = "lt", value = 9 }] }]
            """
        let rules = SeccompBuilder(policy(text)).profile.rules
        for rule in rules { #expect(Set(rule.arguments.map(\.index)).count == rule.arguments.count) }
        let keyctl = rules.filter { $0.names.contains("keyctl") }
        let allowed = (0..<20).filter { number in
            keyctl.contains { $0.arguments.allSatisfy { $0.holds(of: number) } }
        }
        #expect(allowed == [4, 5, 6, 7, 8])
    }

    @Test("what [container] asks for")
    func choice() {
        func choice(_ value: String) -> SeccompBuilder.Choice {
            SeccompBuilder(policy("[container]\nseccomp = \"\(value)\"")).choice
        }
        guard case .built = SeccompBuilder(policy("")).choice, case .built = choice("default"),
            case .unconfined = choice("unconfined"), case .file(let file) = choice("./filter.json")
        else { return #expect(Bool(false)) }
        #expect(file.value == "./filter.json")
    }

    @Test("a deny for which a filter has no room is refused at its place")
    func tooMany() {
        let text = """
            [seccomp]
            deny = [
                { name = "ioctl", args = [{ index = 1, op = "eq", value = 21522 }] },
                { name = "ioctl", args = [{ index = 2, op = "eq", value = 5 }] },
            ]
            """
        let found = SeccompBuilder(policy(text)).diagnostics
        #expect(found.map(\.code) == ["seccomp-too-many"])
        #expect(found.first?.place?.label == "policy.toml:4:5")
        // Between two numbers, for two arguments: each is some sixty blocks.
        let conditions = [0, 1].map { index in
            """
            { index = \(index), op = "gt", value = 0x123456789 }, { index = \(index), op = "lt", value = 0x6fedcba987654321 }
            """
        }.joined(separator: ", ")
        let allow = "[seccomp]\nallow = [{ name = \"keyctl\", args = [\(conditions)] }]"
        let builder = SeccompBuilder(policy(allow))
        #expect(builder.diagnostics.map(\.code) == ["seccomp-too-many"])
        #expect(builder.profile.resolved(machine: "x86_64").action(of: "keyctl", [99]) == .errno)
    }

    // MARK: Every number

    /// Numbers about which comparisons differ: small ones, those about 2^31 and 2^32, the last, and what has a second one in
    /// its lower half.
    private static let numbers: [UInt64] = {
        let small: [UInt64] = [0, 1, 2, 3, 7, 8, 11, 12, 13, 39, 40, 41, 0x7E02_0000, 0x1000_0000, 21_522]
        let edges: [UInt64] = [1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 32 + 1, 1 << 63, .max - 1, .max]
        return small + edges + small.map { $0 | 1 << 32 } + small.map { $0 | 1 << 63 }
    }()

    private static func condition(_ index: Int, using random: inout SplitMix) -> SystemCall.Condition {
        let all = SystemCall.Condition.Comparison.allCases
        let comparison = all[Int.random(in: 0..<all.count, using: &random)]
        let value = Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &random)] & (1 << 63 - 1)
        guard comparison == .maskedEq else { return SystemCall.Condition(index: index, comparison, value) }
        let mask = Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &random)] & (1 << 63 - 1)
        return SystemCall.Condition(
            index: index,
            .maskedEq,
            Bool.random(using: &random) ? value & mask : value,
            mask: mask
        )
    }

    private static func call(_ name: String, using random: inout SplitMix) -> SystemCall {
        SystemCall(name, (0..<Int.random(in: 1...2, using: &random)).map { condition($0, using: &random) })
    }

    @Test("allowed is what the list or an allow lets, and no deny takes, for any arguments")
    func exact() {
        var random = SplitMix(state: 11)
        let base = SeccompBase.profile.resolved(capabilities: []).resolved(machine: "x86_64")
        var (allowed, denied) = (0, 0)
        for _ in 0..<400 {
            let name = ["socket", "personality", "clone", "ioctl", "keyctl"].randomElement(using: &random) ?? "ioctl"
            var settings = policy("")
            let layer = Layer(source: SourceFile(name: "x", text: ""), depth: 0, isPreset: false)
            func located(_ call: SystemCall) -> Located<SystemCall> { Located(call, range: 0..<0, layer: layer) }
            let allow = Bool.random(using: &random) ? [Self.call(name, using: &random)] : []
            let deny = (0..<Int.random(in: 0...1, using: &random)).map { _ in Self.call(name, using: &random) }
            settings.seccomp.allow = allow.map(located)
            settings.seccomp.deny = deny.map(located)
            let builder = SeccompBuilder(settings)
            let filter = Self.speaking(of: name, builder.profile.resolved(machine: "x86_64"))
            guard builder.diagnostics.isEmpty else {
                // What there is no room for is not let in part: by a deny nothing is left, by an allow nothing is added.
                let isDenied = !deny.isEmpty && filter.rules.isEmpty
                let isAsListed = deny.isEmpty && filter == base
                #expect(isDenied || isAsListed || !allow.isEmpty)
                continue
            }
            let base = Self.speaking(of: name, base)
            for _ in 0..<300 {
                let arguments = (0..<2).map { _ in Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &random)]
                }
                let isAllowed =
                    (base.action(of: name, arguments) == .allow || allow.contains { Self.holds($0, arguments) })
                    && !deny.contains { call in
                        // As 64 bits or as 32, each argument by itself.
                        call.arguments.allSatisfy { condition in
                            let isSmall = condition.value >> 32 == 0 && (condition.mask ?? 0) >> 32 == 0
                            let number = arguments[condition.index]
                            return condition.holds(of: number) || isSmall && condition.holds(of: number & (1 << 32 - 1))
                        }
                    }
                #expect(
                    (filter.action(of: name, arguments) == .allow) == isAllowed,
                    "\(name) \(arguments): allow \(allow.map(\.told)) deny \(deny.map(\.told))"
                )
                if isAllowed { allowed += 1 } else { denied += 1 }
            }
        }
        #expect(allowed > 10_000 && denied > 10_000, "\(allowed) allowed, \(denied) denied")
    }

    /// The filter without what says nothing of a call.
    private static func speaking(of name: String, _ profile: SeccompProfile) -> SeccompProfile {
        var result = profile
        result.rules = profile.rules.filter { $0.names.contains(name) }
        for index in result.rules.indices { result.rules[index].names = [name] }
        return result
    }

    private static func holds(_ call: SystemCall, _ arguments: [UInt64]) -> Bool {
        call.arguments.allSatisfy { $0.holds(of: arguments[$0.index]) }
    }
}
