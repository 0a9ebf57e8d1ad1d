import ArmorSource

extension Lints {
    /// The head of the profile, and rules that nothing reads: A13, B13, C01, C11, C12 and C16.
    static let profile: [Lint] = [
        Lint(
            "A13",
            .critical,
            "no confinement",
            why: "the profile is there to be seen and limits nothing",
            remedy: "use mode = \"enforce\" and list what is needed"
        ) { unconfined($0) },
        Lint(
            "B13",
            .high,
            "a profile that attaches to programs of the host",
            why: "every program of the host whose path fits runs under it, containers or not",
            remedy: "leave \"attach\" out: the runtime enters the profile by its name"
        ) { input in
            guard input.isMain, let attach = input.body.settings.attach else { return [] }
            return [LintHit(attach, "attaches to \(attach.value) on the host")]
        },
        Lint(
            "C01",
            .medium,
            "attach_disconnected missing, or there for no stated reason",
            why: "without it descriptors that the runtime opened outside fail; with it their paths seem to begin at /",
            remedy: "add the flag \"attach_disconnected\", or say in a comment why it is there"
        ) { disconnected($0) },
        Lint(
            "C11",
            .medium,
            "a quiet denial while learning",
            why: "complain mode enforces denials all the same, and a quiet one leaves no trace to learn from",
            remedy: "leave quiet = true out until the profile is enforced"
        ) { input in
            guard input.body.settings.mode?.value == .complain else { return [] }
            return input.rules.filter { $0.action == .deny && !$0.logged }
                .map { LintHit($0, "denies without a line in the log") }
        },
        Lint(
            "C12",
            .medium,
            "complain mode",
            why: "everything is allowed and logged; a process may even leave the profile",
            remedy: "use mode = \"enforce\" in production"
        ) { input in
            guard let mode = input.body.settings.mode, mode.value == .complain else { return [] }
            return [LintHit(mode, "logs what it would deny, and allows it")]
        },
        Lint(
            "C16",
            .medium,
            "a raw rule",
            why: "it passes every check of the policy language; lints read the plainest forms alone",
            remedy: "write it as a rule of the policy, where there is one for it"
        ) { input in
            input.body.rules.enumerated().filter { $0.element.value is RawRule }.map { index, rule in
                let isRead = !(input.rules[index].value is RawRule)
                return LintHit(rule, isRead ? "a raw rule" : "a raw rule that no lint can read")
            }
        },
    ]

    private static func unconfined(_ input: LintInput) -> [LintHit] {
        let rules = input.rules(AllRule.self).map { LintHit($0.rule, "allows everything of every kind") }
        guard let mode = input.body.settings.mode else { return rules }
        switch mode.value {
        case .unconfined, .defaultAllow:
            return [LintHit(mode, "mode \"\(mode.value.rawValue)\" allows what no rule denies")] + rules
        case .enforce, .complain, .kill, .prompt: return rules
        }
    }

    private static func disconnected(_ input: LintInput) -> [LintHit] {
        let flags = input.body.settings.flags.filter {
            $0.value.text == "attach_disconnected" || $0.value.text.hasPrefix("attach_disconnected.path=")
        }
        guard let flag = flags.first else {
            return [LintHit(input, "has no flag \"attach_disconnected\", which containers need")]
        }
        return isExplained(flag.place) ? [] : [LintHit(flag, "\"\(flag.value.text)\" for no stated reason")]
    }

    /// Whether a comment stands on the same line or the one above: flags have no `reason`.
    private static func isExplained(_ place: Place) -> Bool {
        let source = place.source
        let line = source.lineRange(at: place.range.lowerBound)
        let before = line.lowerBound > 0 ? source.lineRange(at: line.lowerBound - 1) : line
        let isComment = source.bytes[before].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return source.bytes[line].contains(UInt8(ascii: "#")) || isComment == UInt8(ascii: "#")
    }
}
