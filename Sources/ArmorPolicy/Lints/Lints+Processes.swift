import ArmorGlob

extension Lints {
    /// Other processes: B03 and B14.
    static let processes: [Lint] = [
        Lint(
            "B03",
            .high,
            "tracing other processes",
            why: "a tracer reads and changes everything of the process that it traces",
            remedy: "peer = \"@{profile_name}\"; take sys_ptrace out"
        ) { tracesOthers($0) + allowing(["sys_ptrace"])($0) },
        Lint(
            "B14",
            .high,
            "a container that cannot be stopped",
            why: "docker stop, kill and rm -f all signal from outside, and all fail",
            remedy: "extend \"container\", or add [[signals]] with access = [\"receive\"] and peer = \"unconfined\""
        ) { unstoppable($0) },
    ]

    private static func tracesOthers(_ input: LintInput) -> [LintHit] {
        let active: [PtraceRule.Access] = [.trace, .read]
        return input.effective(
            PtraceRule.self,
            where: { rule in
                (rule.access.isEmpty || rule.access.contains(where: active.contains)) && !input.isSelf(rule.peer)
            },
            deniedBy: { $0.peer == nil && $0.access.isEmpty }
        )
        .map { rule, value in
            LintHit(rule, "allows tracing processes of \(value.peer.map { "\"\(shownLabel($0))\"" } ?? "any profile")")
        }
    }

    private static func shownLabel(_ glob: Glob) -> String { glob.literalBytes.map(shown) ?? glob.text }

    /// Only the policy's own profile: the container's first process runs under it, and its end is the end of all.
    private static func unstoppable(_ input: LintInput) -> [LintHit] {
        let mode = input.body.settings.mode?.value ?? .enforce
        guard input.isMain, mode == .enforce || mode == .kill || mode == .prompt else { return [] }
        guard !input.context.lacks(["signal"]), input.rules(AllRule.self).isEmpty else { return [] }
        // abstractions/base receives every signal from unconfined processes.
        guard !input.body.settings.includes.contains(where: { $0.value.path == "abstractions/base" }) else { return [] }
        let missing = ["term", "kill"].filter { !receives($0, input) }
        guard !missing.isEmpty else { return [] }
        return [LintHit(input, "receives no signal \(missing.joined(separator: " and ")) from unconfined processes")]
    }

    private static func receives(_ signal: String, _ input: LintInput) -> Bool {
        let covers: (SignalRule) -> Bool = { rule in
            (rule.access.isEmpty || rule.access.contains(.receive))
                && (rule.signals.isEmpty || rule.signals.contains(signal))
                && rule.peer?.matches(Array("unconfined".utf8)) ?? true
        }
        return !input.effective(SignalRule.self, where: covers, deniedBy: covers).isEmpty
    }
}
